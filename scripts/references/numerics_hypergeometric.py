"""Reference values for src/numerics/hypergeometric.ts: upper tails of the hypergeometric distribution by exact fractions.

Writes src/numerics/hypergeometric.reference.json: overlap, drawn, marked, universe, ln P(X >= overlap) (null: P is 0).
  /usr/bin/python3 scripts/references/numerics_hypergeometric.py
"""
import json
import pathlib
from fractions import Fraction
from math import comb, log

CASES = [
    (0, 5, 3, 10), (1, 5, 3, 10), (3, 5, 3, 10), (4, 5, 3, 10), (5, 8, 6, 10), (4, 8, 6, 10), (1, 1, 1, 1),
    (2, 20, 10, 100), (9, 20, 10, 100), (10, 20, 10, 100), (3, 40, 30, 216), (5, 40, 30, 216), (6, 40, 30, 216),
    (18, 743, 86, 22922), (3, 743, 86, 22922), (1, 743, 86, 22922), (106, 315, 198, 22922),
    (198, 315, 198, 22922), (2, 2, 2, 22922), (500, 1000, 1000, 2000), (501, 1000, 1000, 2000),
    (499, 1000, 1000, 2000), (900, 1000, 1000, 2000), (1000, 1000, 1000, 2000),
]


def tail(k, n, K, N):
    ways = sum(comb(K, i) * comb(N - K, n - i) for i in range(k, min(n, K) + 1) if n - i <= N - K)
    return Fraction(ways, comb(N, n))


def logarithm(p):
    """ln of a fraction, also where it is close to 1 or below the smallest double."""
    if p == 0:
        return None
    if p > Fraction(1, 2):
        from math import log1p
        return log1p(-float(1 - p))
    return log(p.numerator) - log(p.denominator)


rows = [[*case, logarithm(tail(*case))] for case in CASES]
target = pathlib.Path("src/numerics/hypergeometric.reference.json")
target.write_text(json.dumps(rows) + "\n")
