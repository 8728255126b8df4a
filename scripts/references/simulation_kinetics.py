"""Steady states and stationary covariances of a small network of Hill kinetics, by SciPy: what src/simulation/
interventions.test.ts expects. x0 is activated by itself and repressed by x2, x1 is activated by x0, x2 by x1.
Run: python3 scripts/references/simulation_kinetics.py (made with SciPy 1.10)."""
import numpy as np
from scipy.linalg import solve_continuous_lyapunov
from scipy.optimize import fsolve

DECAY = np.array([1.0, 0.8, 0.6])


def hill(x, half):
    return x**2 / (x**2 + half**2)


def production(x):
    return np.array([2 + 6 * hill(x[0], 8) + 10 * (1 - hill(x[2], 12)), 1 + 9 * hill(x[0], 7), 1 + 8 * hill(x[1], 6)])


def steady(kept=(1, 1, 1), extra=(0, 0, 0), out=()):
    """The root of kept · P(x) + extra = decay · x, with genes that are out at 0."""
    held = np.ones(3)
    held[list(out)] = 0
    field = lambda x: np.where(held == 1, np.array(kept) * production(x * held) + extra - DECAY * x, x)
    return fsolve(field, [8.0, 8.0, 8.0], xtol=1e-13)


def jacobian(x, step=1e-5):
    return np.array(
        [(production(x + step * e) - production(x - step * e)) / (2 * step) for e in np.eye(3)]
    ).T - np.diag(DECAY)


print('control', steady().tolist())
print('knockout of x1', steady(out=[1]).tolist())
print('knockdown of x0 to 0.3', steady(kept=(0.3, 1, 1)).tolist())
print('knockdown of x0 to 0.3 and of x2 to 0.5', steady(kept=(0.3, 1, 0.5)).tolist())
print('x1 overexpressed by 5', steady(extra=(0, 5, 0)).tolist())
# Linear noise (van Kampen): J S + S J' + D = 0 with D = 2 decay x for unit noise.
x = steady()
print('covariance', solve_continuous_lyapunov(jacobian(x), -np.diag(2 * DECAY * x)).tolist())
