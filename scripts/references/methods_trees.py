"""Reference values for src/evaluation/methods/treeEnsembles.ts, from scikit-learn on 600 rows of six predictors made by a formula.

A single tree and boosting without draws are deterministic and are compared digit for digit (predictors have 40 distinct
values); forests and stochastic boosting are compared by mean and spread over 30 seeds (predictors are continuous).
Writes src/evaluation/methods/treeEnsembles.reference.json.   /usr/bin/python3 scripts/references/methods_trees.py
"""
import json
import pathlib

import numpy as np
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.tree import DecisionTreeRegressor

ROWS, PREDICTORS, SEEDS = 600, 6, 30
state = 7


def uniform():
    global state
    state = (state * 16807) % 2147483647
    return state / 2147483647


x, y = np.zeros((ROWS, PREDICTORS)), np.zeros(ROWS)
for i in range(ROWS):
    for p in range(PREDICTORS):
        x[i, p] = uniform()
    x[i, 1] = 0.5 * x[i, 0] + 0.5 * x[i, 1]
    y[i] = 2 * x[i, 0] - 1.5 * x[i, 2] * x[i, 3] + (0.8 if x[i, 4] > 0.6 else 0) + 0.6 * (uniform() + uniform() - 1)
x = x.astype(np.float32)
coarse = np.floor(x.astype(float) * 40)


def tree(**rules):
    return DecisionTreeRegressor(random_state=0, **rules).fit(coarse, y).tree_.compute_feature_importances(normalize=True)


def exact_boosting():
    fit = GradientBoostingRegressor(learning_rate=0.1, n_estimators=40, max_depth=3, random_state=0).fit(coarse, y)
    return fit.feature_importances_


class Monitor:
    """Stops when the mean of the last 25 out-of-bag improvements is negative."""

    def __call__(self, round_, fit, _):
        return round_ >= 24 and np.mean(fit.oob_improvement_[round_ - 24 : round_ + 1]) < 0


def spread(fits):
    values = np.array(fits)
    return dict(mean=values.mean(0).tolist(), deviation=values.std(0, ddof=1).tolist())


def forest(seed):
    return RandomForestRegressor(100, max_features="sqrt", min_samples_leaf=5, random_state=seed).fit(x, y).feature_importances_


def boosting(seed):
    fit = GradientBoostingRegressor(learning_rate=0.01, n_estimators=5000, max_features=0.4, subsample=0.9, random_state=seed)
    fit.fit(x, y, monitor=Monitor())
    return [*fit.feature_importances_, len(fit.estimators_)]


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    return np.round(np.asarray(value, dtype=float), 9).tolist()


reference = dict(
    firstRow=[*x[0].tolist(), y[0]],
    lastRow=[*x[-1].tolist(), y[-1]],
    shallowTree=tree(max_depth=3),
    fullTree=tree(min_samples_leaf=5),
    boosting=exact_boosting(),
    forests=spread([forest(seed) for seed in range(SEEDS)]),
    stochasticBoosting=spread([boosting(seed) for seed in range(SEEDS)]),
)
path = pathlib.Path(__file__).parents[2] / "src/evaluation/methods/treeEnsembles.reference.json"
path.write_text(json.dumps(rounded(reference), separators=(",", ":")) + "\n")
print(path, path.stat().st_size)
