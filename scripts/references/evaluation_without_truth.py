"""Reference values for src/evaluation/referenceFree and identifiability, from NumPy and SciPy on the screen of exampleScreen.ts.

Written from the definitions, with loops. Writes src/evaluation/referenceFree/referenceFree.reference.json.
  /usr/bin/python3 scripts/references/evaluation_without_truth.py
"""
import json
import math
import pathlib

import numpy as np
from scipy.sparse.csgraph import connected_components, floyd_warshall
from scipy.stats import mannwhitneyu, wasserstein_distance

G = 7
CONDITIONS = [
    ("control", [], 1, 30), ("control", [], 2, 12), ("a1", [1], 1, 18), ("a1", [1], 2, 14), ("d2", [2], 1, 20),
    ("c4", [4], 2, 16), ("d2+c4", [2, 4], 1, 11), ("e6", [6], 1, 15), ("f0", [0], 2, 13),
]  # fmt: skip
REGULATORS = [0, 1, 2, 3, 4, 6]
state = 5


def uniform():
    global state
    state = state * 16807 % 2147483647
    return state / 2147483647


def cell(knocked, time):
    noise = [uniform() + uniform() + uniform() - 1.5 for _ in range(G)]
    x = [0.0] * G
    for g in [2, 4, 6, 1, 3, 0, 5]:
        value = 1.5 + 0.5 * noise[g] + 0.2 * time
        if g == 1:
            value += 0.9 * (x[2] - 1.5)
        if g == 0:
            value += 0.8 * (x[1] - 1.5)
        if g == 3:
            value -= 0.7 * (x[4] - 1.5)
        if g == 5:
            value = 0.3 + 0.9 * x[0] + 0.02 * noise[5]
        x[g] = 0.0 if g in knocked else math.floor(max(0, value) * 256 + 0.5) / 256
    return x


cells = [np.array([cell(knocked, time) for _ in range(count)]) for _, knocked, time, count in CONDITIONS]
# Time 2 has fewer than twenty controls: there all controls are compared with.
reference = {1: cells[0], 2: np.vstack(cells[:2])}
weights = np.array([[0 if r == g else round(2 * uniform() - 1, 3) for g in range(G)] for r in REGULATORS])

effects = []
for k in range(2, len(CONDITIONS)):
    label, knocked, time, count = CONDITIONS[k]
    pairs = [(cells[k][:, g], reference[time][:, g]) for g in range(G)]
    effects.append(
        dict(
            label=label, targets=knocked, cells=count,
            wasserstein=[wasserstein_distance(a, b) for a, b in pairs],
            p=[mannwhitneyu(a, b, method="asymptotic").pvalue for a, b in pairs],
        )
    )  # fmt: skip


def adjusted(p):
    """The smallest level at which Benjamini and Hochberg reject each."""
    p = np.array(p)
    return np.array([min(min(1, v * len(p) / np.sum(p <= v)) for v in p[p >= own]) for own in p])


tested = {}
for source in {e["targets"][0] for e in effects if len(e["targets"]) == 1}:
    own = [e for e in effects if e["targets"] == [source]]
    for g in range(G):
        if g != source:
            w = np.average([e["wasserstein"][g] for e in own], weights=[e["cells"] for e in own])
            tested[source, g] = (w, min(1, len(own) * min(e["p"][g] for e in own)))
q = dict(zip(tested, adjusted([p for _, p in tested.values()])))


def judged(budget):
    ranked = sorted(((r, g) for i, r in enumerate(REGULATORS) for g in range(G) if (r, g) in tested), key=lambda e: -abs(weights[REGULATORS.index(e[0]), e[1]]))
    drawn = ranked[:budget]
    graph = np.full((G, G), np.inf)
    for edge in drawn:
        graph[edge] = 1
    reach = np.isfinite(floyd_warshall(graph))
    apart = [pair for pair in tested if not reach[pair]]
    return dict(
        edges=len(drawn),
        meanWasserstein=np.mean([tested[e][0] for e in drawn]),
        answering=np.mean([tested[e][1] < 0.05 for e in drawn]),
        answeringCorrected=np.mean([q[e] <= 0.05 for e in drawn]),
        withoutPath=len(apart),
        omissionRate=np.mean([tested[e][1] < 0.05 for e in apart]),
        omittedWasserstein=np.mean([tested[e][0] for e in apart]),
    )


shifts = np.array([cells[k].mean(0) - reference[CONDITIONS[k][2]].mean(0) for k in range(2, len(CONDITIONS))])
downstream = shifts.copy()
answers = np.zeros(shifts.shape, dtype=bool)
for k, e in enumerate(effects):
    downstream[k, e["targets"]] = 0
    free = [g for g in range(G) if g not in e["targets"]]
    answers[k, free] = adjusted([e["p"][g] for g in free]) <= 0.05
share = np.linalg.svd(downstream, compute_uv=False)
share = share[share > 0] / share.sum()
moving = [g for g in range(G) if answers[:, g].sum() >= 2]
alike = np.abs(np.corrcoef(shifts[:, moving].T)) >= 0.95
_, group = connected_components(alike)
groups = [[moving[i] for i in np.flatnonzero(group == c)] for c in set(group)]
silent = []
for label in dict.fromkeys(e["label"] for e in effects):
    p = [e["p"][g] for e in effects if e["label"] == label for g in range(G) if g not in e["targets"]]
    if not (adjusted(p) <= 0.05).any():
        silent.append(label)

path = pathlib.Path(__file__).parents[2] / "src/evaluation/referenceFree/referenceFree.reference.json"
path.write_text(
    json.dumps(
        dict(
            regulators=REGULATORS, weights=weights.ravel().tolist(), effects=effects,
            judged=[dict(budget=b, scores=judged(b)) for b in (3, 5, 8)],
            shifts=shifts.tolist(), effectiveRank=float(np.exp(-(share * np.log(share)).sum())),
            movingTogether=sorted([g for g in groups if len(g) > 1], key=lambda g: (-len(g), g)),
            withoutEffect=silent,
        ),
    ) + "\n"
)  # fmt: skip
