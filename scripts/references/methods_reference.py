"""Reference values for src/evaluation/methods, from NumPy, SciPy and scikit-learn on the screen of tests/support/evaluation/formulaScreen.ts.

Written from each method's definition, condition by condition, not the way the program does it. Writes
src/evaluation/methods/methods.reference.json.   /usr/bin/python3 scripts/references/methods_reference.py
"""
import json
import math
import pathlib

import numpy as np
from scipy.stats import wasserstein_distance
from sklearn.linear_model import Lasso, Ridge

EDGES = [(1, 0, 0.8), (2, 1, -0.7), (3, 1, 0.9), (4, 3, 0.6), (4, 0, -0.4), (5, 2, 0.8), (6, 4, 0.7), (7, 6, -0.9), (7, 2, 0.5)]
BASE = [2, 1.5, 1.8, 2.2, 1.4, 1.6, 1.9, 2.1]
CONDITIONS = [
    ("control", {}, 44),
    ("d", {0: "knockout"}, 25),
    ("c", {3: "knockout"}, 21),
    ("g", {5: "overexpression"}, 22),
    ("a", {1: "knockdown"}, 18),
    ("h+b", {2: "knockout", 4: "knockout"}, 24),
    ("e", {6: "knockout"}, 16),
]
CANDIDATES = [0, 1, 2, 3, 4, 6, 7]
GENES = 8
state = 20


def uniform():
    global state
    state = (state * 16807) % 2147483647
    return state / 2147483647


def cell(interventions):
    row = []
    for g in range(GENES):
        value = BASE[g]
        for target, source, weight in EDGES:
            if target == g:
                value += weight * (row[source] - BASE[source])
        value += 0.5 * (uniform() + uniform() + uniform() + uniform() - 2)
        kind = interventions.get(g)
        if kind == "knockout":
            value = 0.1 * uniform()
        if kind == "knockdown":
            value *= 0.3
        if kind == "overexpression":
            value += 1.5
        row.append(math.floor(max(0, value) * 1024 + 0.5) / 1024)
    return row


X = [np.array([cell(interventions) for _ in range(count)]) for _, interventions, count in CONDITIONS]
mu, s = X[0].mean(0), X[0].std(0) + 0.05
Z = [(x - mu) / s for x in X]
TRAIN = [k for k in range(1, len(CONDITIONS)) if CONDITIONS[k][0] != "e"]
targets = [set(interventions) for _, interventions, _ in CONDITIONS]
D = {k: Z[k].mean(0) for k in range(1, len(CONDITIONS))}


def table(entry):
    return [[0.0 if r == g else float(entry(r, g)) for g in range(GENES)] for r in CANDIDATES]


def effect(score):
    """score(k, g, direction) of the one training condition that sets r, unless it sets g too."""

    def entry(r, g):
        for k in TRAIN:
            if r in targets[k] and g not in targets[k]:
                return score(k, g, 1 if CONDITIONS[k][1][r] == "overexpression" else -1)
        return 0

    return table(entry)


def error(k, g):
    return math.sqrt(Z[k][:, g].var() / len(Z[k]) + Z[0][:, g].var() / len(Z[0]))


def regression(rows_of, fit):
    """fit(predictors, response) of each gene over rows in which it was not set."""
    W = np.zeros((len(CANDIDATES), GENES))
    for g in range(GENES):
        rows = np.concatenate([rows_of(k) for k in range(len(CONDITIONS)) if (k == 0 or k in TRAIN) and g not in targets[k]])
        others = [r for r in CANDIDATES if r != g]
        for r, value in zip(others, fit(rows[:, others], rows[:, g])):
            W[CANDIDATES.index(r), g] = value
    return W.tolist()


def ridge(x, y):
    return Ridge(alpha=0.1 * len(y), fit_intercept=False).fit(x, y).coef_


everything = np.concatenate([X[0]] + [X[k] for k in TRAIN])
correlation = np.corrcoef(everything.T)
scores = {
    "density": table(lambda r, g: 1),
    "pearson": table(lambda r, g: correlation[r, g]),
    "ko-z": effect(lambda k, g, direction: direction * D[k][g]),
    "welch": effect(lambda k, g, direction: direction * D[k][g] / error(k, g)),
    "wasserstein": effect(lambda k, g, direction: wasserstein_distance(Z[k][:, g], Z[0][:, g])),
    "linear-on-means": regression(lambda k: D[k][None] if k else np.zeros((0, GENES)), ridge),
    "cell-ridge": regression(lambda k: Z[k], ridge),
    "cell-lasso": regression(lambda k: Z[k], lambda x, y: Lasso(alpha=0.02, tol=1e-10, max_iter=100000).fit(x, y).coef_),
}


def linear_predictions(held_out):
    """Ahlmann-Eltze et al.: PCA scores of the genes over the training conditions' means, then a bilinear ridge; z units."""
    used = [k for k in range(len(CONDITIONS)) if CONDITIONS[k][0] not in held_out]
    means = np.array([X[k].mean(0) for k in used]).T
    centred = means - means.mean(0)
    u, d, _ = np.linalg.svd(centred, full_matrices=False)
    A = (u * d)[:, :10]
    singles = [k for k in used if len(targets[k]) < 2]
    Y = np.array([X[k].mean(0) - mu for k in singles]).T
    B = np.array([sum((A[g] for g in targets[k]), np.zeros(A.shape[1])) for k in singles]).T
    b = Y.mean(1, keepdims=True)
    ridge_ = 0.1 * np.eye(A.shape[1])
    K = np.linalg.inv(A.T @ A + ridge_) @ A.T @ (Y - b) @ B.T @ np.linalg.inv(B @ B.T + ridge_)
    column = lambda k: sum(A[g] for g in targets[k])
    return {CONDITIONS[k][0]: (A @ K @ column(k) + b[:, 0]) / s for k in range(len(CONDITIONS)) if CONDITIONS[k][0] in held_out}


def rounded(value):
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    return np.round(np.asarray(value, dtype=float), 6).tolist()


path = pathlib.Path(__file__).parents[2] / "src/evaluation/methods/methods.reference.json"
path.write_text(json.dumps({"values": X[0][0].tolist() + X[-1][-1].tolist(), "scores": rounded(scores), "linear": rounded(linear_predictions(["e", "h+b"]))}, separators=(",", ":")) + "\n")
print(path, path.stat().st_size)
