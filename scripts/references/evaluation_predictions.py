"""Reference values for src/evaluation/predictions and the statistics it rests on, from NumPy, SciPy and scikit-learn on data made by formulas.

Writes src/evaluation/predictions/predictions.reference.json and src/numerics/significance.reference.json.
  /usr/bin/python3 scripts/references/evaluation_predictions.py
"""
import json
import pathlib

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from scipy.stats import energy_distance, mannwhitneyu, norm, pearsonr, wasserstein_distance
from sklearn.feature_selection import SelectFdr

state = 21


def uniform():
    global state
    state = state * 16807 % 2147483647
    return state / 2147483647


def draws(*shape):
    return np.array([uniform() + uniform() + uniform() - 1.5 for _ in range(int(np.prod(shape)))]).round(4).reshape(shape)


K, G = 6, 40
measured = draws(K, G) + 0.5 * draws(1, G)
predicted = 0.2 * measured + 0.8 * draws(K, G)
error = np.abs(draws(K, G)) / 2 + 0.05
targets = [[0], [3], [7, 9], [11], [20], [39]]
mean = draws(G)
low, high = predicted - np.abs(draws(K, G)), predicted + np.abs(draws(K, G))
free = np.ones((K, G), dtype=bool)
for k, genes in enumerate(targets):
    free[k, genes] = False
clear = free & (np.abs(measured) > 2 * error)


def top(k):
    order = np.argsort(-np.abs(np.where(free[k], measured[k], 0)))[:20]
    return float(np.mean((predicted[k, order] - measured[k, order]) ** 2))


def discrimination(k):
    distance = cdist(predicted[k : k + 1, free[k]], measured[:, free[k]], "cityblock")[0]
    return float(1 - np.argsort(np.argsort(distance))[k] / K)


x, y = draws(25, 5), 1.3 * draws(17, 5) + 0.2
equal_y = 1.3 * draws(25, 5) + 0.4
assigned = cdist(x, equal_y, "sqeuclidean")
quantiles = (np.arange(25 * 17) + 0.5) / (25 * 17)
x_at, y_at = (np.sort(v, 0)[np.floor(quantiles * len(v)).astype(int)] for v in (x, y))
folder = pathlib.Path(__file__).parents[2] / "src"
(folder / "evaluation/predictions/predictions.reference.json").write_text(
    json.dumps(
        dict(
            measured=measured.tolist(), predicted=predicted.tolist(), standardError=error.tolist(), targets=targets,
            mean=mean.tolist(), low=low.tolist(), high=high.tolist(),
            pearson=[pearsonr(predicted[k][free[k]], measured[k][free[k]])[0] for k in range(K)],
            pearsonAgainstMean=[pearsonr((predicted[k] - mean)[free[k]], (measured[k] - mean)[free[k]])[0] for k in range(K)],
            topGenesError=[top(k) for k in range(K)],
            direction=float(np.mean((np.sign(predicted) == np.sign(measured))[clear])),
            discrimination=[discrimination(k) for k in range(K)],
            coverage=dict(
                genes=int(free.sum()), share=float(np.mean(((low <= measured) & (measured <= high))[free])), width=float(np.mean((high - low)[free]))
            ),
            clouds=dict(
                x=x.ravel().tolist(), y=y.ravel().tolist(), equalY=equal_y.ravel().tolist(),
                energy=float(2 * cdist(x, y).mean() - cdist(x, x).mean() - cdist(y, y).mean()),
                energyOfFirstGene=float(energy_distance(x[:, 0], y[:, 0]) ** 2),
                wasserstein2=np.sqrt(((x_at - y_at) ** 2).mean(0)).tolist(),
                optimalTransport=float(np.sqrt(assigned[linear_sum_assignment(assigned)].mean())),
            ),
        )
    )
    + "\n"
)

cases = []
for name, a, b in [
    ("no ties", draws(30), draws(22) + 0.3),
    ("many ties", draws(40).round(0), (draws(25) + 0.4).round(0)),
    ("mostly zeros", np.maximum(0, draws(60) - 0.4), np.maximum(0, draws(35) - 0.1)),
    ("far apart", draws(50), draws(45) + 2),
]:
    test = mannwhitneyu(a, b, method="asymptotic")
    cases.append(dict(name=name, a=sorted(a), b=sorted(b), u=test.statistic, p=test.pvalue, wasserstein1=wasserstein_distance(a, b)))
p = [round(uniform() ** 3, 6) for _ in range(20)]
p[4] = p[11]
levels = [0.01, 0.05, 0.1, 0.2, 0.5]
found = [np.flatnonzero(SelectFdr(lambda *_: (p, np.array(p)), alpha=q).fit(np.zeros((2, 20)), [0, 1]).get_support()).tolist() for q in levels]
z = [-3, -1, 0, 0.1, 1, 1.96, 2.4999, 2.5, 4, 8, 20, 36]
(folder / "numerics/significance.reference.json").write_text(
    json.dumps(dict(mannWhitney=cases, p=p, levels=levels, discoveries=found, z=z, tail=norm.sf(z).tolist())) + "\n"
)
