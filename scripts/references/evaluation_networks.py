"""Reference values for src/evaluation/networks, from pandas, SciPy, scikit-learn and plain loops on a network made by a formula.

Twelve genes, ten of them regulators, scores in tenths so that many tie. Writes src/evaluation/networks/networkScores.reference.json.
  /usr/bin/python3 scripts/references/evaluation_networks.py
"""
import itertools
import json
import pathlib

import numpy as np
from scipy.sparse.csgraph import breadth_first_order
from sklearn.metrics import average_precision_score, roc_auc_score

GENES = [f"{chr(97 + 5 * i % 12)}{i}" for i in range(12)]
REGULATORS = [i for i in range(12) if i not in (4, 9)]
PERTURBED, BUDGET = {0, 2, 3, 7}, 18
state = 11


def uniform():
    global state
    state = state * 16807 % 2147483647
    return state / 2147483647


truth = {}
for s, t in itertools.product(range(12), range(12)):
    drawn, sign = uniform(), uniform()
    if s != t and drawn < 0.14 and (s < t or drawn < 0.04):
        truth[s, t] = 1 if sign < 0.5 else -1 if sign < 0.9 else 0
weight = {}
for s, t in itertools.product(REGULATORS, range(12)):
    noise = 1.4 * (uniform() - 0.5)
    value = noise + 0.6 * truth.get((s, t), 0) + 0.3 * truth.get((t, s), 0)
    weight[s, t] = 0.0 if s == t else np.sign(value) * np.floor(10 * abs(value)) / 10

pairs = [(s, t) for s in REGULATORS for t in range(12) if s != t]
true = [pair for pair in pairs if pair in truth]
ranked = sorted(pairs, key=lambda p: (-abs(weight[p]), GENES[p[0]], GENES[p[1]]))


def early(sizes, positive):
    """BEELINE: the cut is the larger of the smallest non-zero size and the size at rank k; all ties are kept."""
    k = len(positive)
    cut = max(min(v for v in sizes.values() if v > 0), sorted(sizes.values())[-k])
    taken = [p for p, v in sizes.items() if v >= cut]
    return len(set(taken) & set(positive)) / len(taken)


def signed(sign):
    of_sign = [p for p in true if truth[p] == sign]
    sizes = {p: max(0.0, sign * weight[p]) for p in pairs}
    return dict(trueEdges=len(of_sign), density=len(of_sign) / len(pairs), precision=early(sizes, of_sign))


def operations(have, want):
    """Fewest additions, removals and reversals between two sets of arrows on two genes, by search."""
    arrows, frontier, steps = {(0, 1), (1, 0)}, {frozenset(have)}, 0
    while frozenset(want) not in frontier:
        reached = set()
        for graph in frontier:
            reached |= {graph | {a} for a in arrows} | {graph - {a} for a in arrows}
            reached |= {(graph - {a}) | {a[::-1]} for a in graph if a[::-1] not in graph}
        frontier, steps = frontier | reached, steps + 1
    return steps


drawn = {p for p in ranked[: len(true)] if weight[p] != 0}
distance = 0
for a, b in itertools.combinations(range(12), 2):
    both = {(a, b): (0, 1), (b, a): (1, 0)}
    distance += operations({both[p] for p in both if p in drawn}, {both[p] for p in both if p in true})

adjacency = np.zeros((12, 12))
for pair in truth:
    adjacency[pair] = 1
reach = np.zeros((12, 12), dtype=bool)
for s in range(12):
    for first in np.flatnonzero(adjacency[s]):
        reach[s, breadth_first_order(adjacency, first, return_predecessors=False)] = True


def classes(some):
    direct = sum(p in truth for p in some)
    indirect = sum(p not in truth and bool(reach[p]) for p in some)
    return dict(direct=direct, indirect=indirect, other=len(some) - direct - indirect)


def areas(sources):
    part = [p for p in pairs if p[0] in sources]
    y, v = [p in truth for p in part], [abs(weight[p]) for p in part]
    return dict(
        regulators=len(set(sources)), pairs=len(part), trueEdges=sum(y), density=sum(y) / len(part),
        auprc=average_precision_score(y, v), auroc=roc_auc_score(y, v),
    )


decided = [(s, t) for s, t in true if (t, s) in weight and (t, s) not in truth]
score = [np.sign(abs(weight[s, t]) - abs(weight[t, s])) / 2 + 0.5 for s, t in decided]
top = {p for p in ranked[:BUDGET] if weight[p] != 0}
result = dict(
    genes=GENES,
    regulators=REGULATORS,
    weights=[weight[s, t] for s in REGULATORS for t in range(12)],
    edges=[dict(source=GENES[s], target=GENES[t], sign=sign) for (s, t), sign in truth.items()],
    perturbed=sorted(PERTURBED),
    budget=BUDGET,
    scores=dict(
        earlyPrecisionRatio=early({p: abs(weight[p]) for p in pairs}, true) / (len(true) / len(pairs)),
        activation=signed(1),
        repression=signed(-1),
        direction=dict(edges=len(decided), accuracy=float(np.mean(score))),
        hamming=dict(edges=len(drawn), distance=distance),
        directAndIndirect=dict(drawn=classes(sorted(top)), pairs=classes(pairs)),
        jaccard=len(top & set(true)) / len(top | set(true)),
        regulators=dict(
            perturbed=areas([r for r in REGULATORS if r in PERTURBED]),
            neverPerturbed=areas([r for r in REGULATORS if r not in PERTURBED]),
        ),
    ),
)
path = pathlib.Path(__file__).parents[2] / "src/evaluation/networks/networkScores.reference.json"
path.write_text(json.dumps(result, indent=1) + "\n")
