"""Reference values for src/network/enrichment.ts from SciPy, on sets and groups made by a formula.

Writes src/network/enrichment.reference.json.
  /usr/bin/python3 scripts/references/network_enrichment.py
"""
import json
import pathlib
from collections import Counter
from math import comb

import numpy as np
from scipy.stats import hypergeom, mannwhitneyu, rankdata

GENES = 60
state = 7


def uniform():
    global state
    state = state * 16807 % 2147483647
    return state / 2147483647


sets = [
    dict(name=f"S{s}", members=[g for g in range(GENES) if uniform() < 0.1 + 0.05 * s])
    for s in range(8)
]
groups = [[g for g in range(GENES) if uniform() < (0.7 if g in sets[3]["members"] else 0.15)] for _ in range(3)]
change = [round(6 * (uniform() - 0.5) + (2 if g in sets[5]["members"] else 0), 2) for g in range(GENES)]


def adjusted(p):
    """Benjamini and Hochberg, in the given order."""
    order = np.argsort(p)
    ranked = np.asarray(p)[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum.accumulate(ranked[::-1])[::-1]
    return np.minimum(q, 1)


def over_represented(group):
    rows = []
    for one in sets:
        overlap = len(set(group) & set(one["members"]))
        p = hypergeom.sf(overlap - 1, GENES, len(one["members"]), len(group))
        rows.append(dict(set=one["name"], overlap=overlap, size=len(one["members"]), universe=GENES, p=float(p)))
    for row, q in zip(rows, adjusted([row["p"] for row in rows])):
        row["q"] = float(q)
    return sorted(rows, key=lambda row: (row["p"], -row["overlap"], row["set"]))


def rank_sum_p(inside, rest):
    """Exact up to 8 genes, here by counting subsets in whole numbers, ties included; else SciPy's approximation."""
    if len(inside) > 8:
        return mannwhitneyu(inside, rest, alternative="two-sided", method="asymptotic").pvalue
    ranks = [int(2 * rank) for rank in rankdata([*inside, *rest])]
    subsets = [Counter({0: 1}), *(Counter() for _ in inside)]
    for rank in ranks:
        for size in range(len(inside), 0, -1):
            for total, number in list(subsets[size - 1].items()):
                subsets[size][total + rank] += number
    own = sum(ranks[: len(inside)])
    below = sum(number for total, number in subsets[-1].items() if total <= own)
    above = sum(number for total, number in subsets[-1].items() if total >= own)
    return min(1, 2 * min(below, above) / comb(len(ranks), len(inside)))


def shifted():
    rows = []
    for one in sets:
        inside = [change[g] for g in one["members"]]
        rest = [change[g] for g in range(GENES) if g not in one["members"]]
        p = rank_sum_p(inside, rest)
        rows.append(dict(set=one["name"], overlap=sum(abs(v) > 1 for v in inside), p=float(p)))
    for row, q in zip(rows, adjusted([row["p"] for row in rows])):
        row["q"] = float(q)
    return rows


reference = dict(
    genes=GENES,
    sets=sets,
    groups=[dict(group=group, expected=over_represented(group)) for group in groups],
    ranked=dict(change=change, expected=shifted()),
)
pathlib.Path("src/network/enrichment.reference.json").write_text(json.dumps(reference) + "\n")
