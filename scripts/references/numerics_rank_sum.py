"""Reference values for src/numerics/rankSum.ts from SciPy: exact and approximate rank-sum tests of subsets of values made by a formula.

Writes src/numerics/rankSum.reference.json.
  /usr/bin/python3 scripts/references/numerics_rank_sum.py
"""
import json
import pathlib

import numpy as np
from scipy.stats import mannwhitneyu, permutation_test, rankdata

state = 11


def uniform():
    global state
    state = state * 16807 % 2147483647
    return state / 2147483647


def subset(size, of):
    return sorted(sorted(range(of), key=lambda _: uniform())[:size])


def parts(values, places):
    inside = [values[place] for place in places]
    rest = [value for place, value in enumerate(values) if place not in set(places)]
    return inside, rest


def enumerated(values, places):
    """All subsets of that size, ties included."""
    ranks = rankdata(values)
    inside, rest = parts(ranks, places)
    return permutation_test(
        (inside, rest), lambda a, b, axis: a.sum(axis=axis), vectorized=True,
        n_resamples=np.inf, alternative="two-sided").pvalue


def counted(values, places, method):
    return mannwhitneyu(*parts(values, places), alternative="two-sided", method=method).pvalue


def higher(values, places):
    inside, rest = parts(values, places)
    return mannwhitneyu(inside, rest).statistic / (len(inside) * len(rest))


cases = []


def add(name, values, places, p):
    cases.append(dict(name=name, values=values, places=places, p=float(p), higher=float(higher(values, places))))


tied = [round(4 * uniform()) / 2 for _ in range(14)]
for size in (2, 3, 6):
    places = subset(size, len(tied))
    add(f"exact with ties, {size} of 14", tied, places, enumerated(tied, places))
mostly = [0.0] * 9 + [uniform() - 0.3 for _ in range(7)]
add("exact with many zeros, 5 of 16", mostly, [1, 9, 10, 12, 15], enumerated(mostly, [1, 9, 10, 12, 15]))
add("exact, 12 of 16: the rest is the smaller part", mostly, [*range(3, 15)], enumerated(mostly, [*range(3, 15)]))
distinct = [uniform() for _ in range(60)]
ranked = sorted(range(60), key=lambda place: distinct[place])
for name, places in (
    ("exact, 2 of 60", subset(2, 60)),
    ("exact, 8 of 60", subset(8, 60)),
    ("exact, the lowest 8 of 60", sorted(ranked[:8])),
    ("exact, 6 of the highest 9 of 60", sorted(ranked[-9:-3])),
    ("exact, 55 of 60", subset(55, 60)),
):
    add(name, distinct, places, counted(distinct, places, "exact"))
rounded = [round(3 * (uniform() - 0.4), 1) for _ in range(200)]
for size in (9, 40, 120, 191):
    places = subset(size, 200)
    add(f"approximate with ties, {size} of 200", rounded, places, counted(rounded, places, "asymptotic"))
top = sorted(sorted(range(200), key=lambda place: rounded[place])[-30:])
add("approximate, the highest 30 of 200", rounded, top, counted(rounded, top, "asymptotic"))
large = [round(3 * (uniform() - 0.4), 2) for _ in range(520)]
places = subset(5, 520)
add("approximate, 5 of 520", large, places, counted(large, places, "asymptotic"))

pathlib.Path("src/numerics/rankSum.reference.json").write_text(json.dumps(cases) + "\n")
