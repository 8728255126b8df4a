"""Reference values for src/evaluation/predictions/fieldMetrics.ts, from NumPy, SciPy and scikit-learn on data made by formulas.

Definitions: Virtual Cell Challenge 2026 (cell-eval2, docs/vcc2026_metrics) and Systema (Vinas Torne et al. 2025), with the test of a mean
change against its standard error in place of the rank-sum test of cells. Writes src/evaluation/predictions/fieldMetrics.reference.json.
  /usr/bin/python3 scripts/references/evaluation_field.py
"""
import json
import pathlib

import numpy as np
from scipy.spatial.distance import cdist
from scipy.stats import norm, pearsonr, rankdata
from sklearn.feature_selection import SelectFdr

random = np.random.default_rng(11)
K, G = 6, 60
targets = [[0], [3], [7, 9], [11], [20], [59]]
common = random.normal(0, 0.3, G)
strength = np.array([1.2, 0.8, 1.0, 0.5, 0.05, 0.9])
effect = strength[:, None] * (common + random.normal(0, 0.6, (K, G)) * (random.random((K, G)) < 0.6))
error = random.uniform(0.08, 0.25, (K, G)).round(3)
whole = (effect + error * random.normal(size=(K, G))).round(3)
half = (error * random.normal(size=(K, G))).round(3)
known = (common + random.normal(0, 0.05, (K, G))).round(3)
beside = (known + random.normal(0, 0.03, (K, G))).round(3)
model = (0.6 * effect + 0.25 * random.normal(size=(K, G))).round(3)
none = np.zeros((K, G))
free = np.ones((K, G), dtype=bool)
for k, genes in enumerate(targets):
    free[k, genes] = False
panel = free.all(0)


def ranked(distance):
    """Midranks from 0, each row on its own."""
    return [float(1 - (rankdata(row, method="average")[k] - 1) / (K - 1)) for k, row in enumerate(distance)]


def cosines(predicted, measured):
    a, b = predicted[:, panel], measured[:, panel]
    norms = np.linalg.norm(a, axis=1)[:, None] * np.linalg.norm(b, axis=1)[None]
    with np.errstate(invalid="ignore"):
        return np.where(norms > 0, 1 - (a @ b.T) / norms, 1)


def found(change, spread, k):
    """Genes whose change is significant at a false discovery rate of 5 %, targets aside."""
    genes = np.flatnonzero(free[k])
    p = 2 * norm.sf(np.abs(change[k, genes] / spread[k, genes]))
    select = SelectFdr(lambda *_: (p, p), alpha=0.05).fit(np.zeros((2, len(genes))), [0, 1])
    return set(genes[select.get_support()].tolist())


def reach(predicted, measured, spread, real, k):
    order = sorted(real, key=lambda g: (-abs(predicted[k, g]) / spread[k, g], -abs(predicted[k, g])))
    right = np.array([np.sign(predicted[k, g]) == np.sign(measured[k, g]) for g in order])
    good = [n for n in range(1, len(order) + 1) if right[:n].sum() * 10 >= 9 * n]
    return max(good, default=0) / len(order)


def scores(predicted, measured, spread, predicted_spread, mean=known):
    out = {name: [] for name in ["mseUnbiased", "lfcNmae", "directionFidelity", "directionReach", "sigJaccard", "pearsonTop20", "mae"]}
    for k in range(K):
        f = free[k]
        miss = predicted[k, f] - measured[k, f]
        noise = np.mean(spread[k, f] ** 2)
        n = float(np.mean(miss**2) - noise - np.mean(predicted_spread[k, f] ** 2))
        out["mseUnbiased"].append(dict(part=n, of=float(np.mean(measured[k, f] ** 2) - noise)))
        gate = sorted(found(whole, error, k))
        enough = len(gate) >= 10
        out["lfcNmae"].append(float(np.abs(predicted[k, gate] - measured[k, gate]).sum() / np.abs(whole[k, gate]).sum()) if enough else None)
        real, called = found(measured, spread, k), found(predicted, spread, k)
        same = sum(np.sign(predicted[k, g]) == np.sign(measured[k, g]) for g in called)
        both = max(len(real), len(called))
        out["directionFidelity"].append(float(same / both) if both else None)
        out["directionReach"].append(float(reach(predicted, measured, spread, real, k)) if real else None)
        out["sigJaccard"].append(len(real & called) / len(real | called) if real | called else 1.0)
        top = np.argsort(-np.where(f, np.abs(measured[k]), -1))[:20]
        a, b = (predicted[k] - mean[k])[top], (measured[k] - beside[k])[top]
        out["pearsonTop20"].append(0.0 if np.ptp(a) == 0 else float(pearsonr(a, b)[0]))
        out["mae"].append(float(np.abs(miss).mean()))
    return dict(
        out,
        pdsCosine=ranked(cosines(predicted, measured)),
        centroidAccuracy=ranked(cdist(predicted[:, panel], measured[:, panel])),
    )


apart = np.sqrt(2) * error
cases = dict(
    model=scores(model, whole, error, none),
    noChange=scores(none, whole, error, none),
    mean=scores(known, whole, error, none),
    repeat=scores(whole + half, whole - half, apart, apart, beside),
)
place = pathlib.Path(__file__).parents[2] / "src/evaluation/predictions/fieldMetrics.reference.json"
listed = {name: value.tolist() for name, value in dict(whole=whole, half=half, error=error, known=known, beside=beside, model=model).items()}
place.write_text(json.dumps(dict(targets=targets, **listed, cases=cases)) + "\n")
