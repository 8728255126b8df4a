"""Reference values for src/dynamics/loss/sinkhorn, with PyTorch in double precision from two small random clouds.

The potentials are iterated (averaged for all three terms) until nothing moves, and the gradient is what automatic
differentiation finds through all iterations with the entropy held, so neither the alternating updates nor the envelope
theorem of the program enter. Writes src/dynamics/loss/sinkhorn.reference.json.
/usr/bin/python3 scripts/references/sinkhorn_reference.py, then npx oxfmt on that file
"""
import json
import math
import pathlib

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(2026)
POINTS, GENES, ITERATIONS = 6, 5, 4000


def cost(a, b, mask):
    return (mask * (a[:, None, :] - b[None, :, :]) ** 2).sum(-1) / (2 * GENES)


def value_of(c, epsilon):
    """OT_epsilon of two uniform clouds from averaged updates of both potentials."""
    f, g = torch.zeros(POINTS), torch.zeros(POINTS)
    for _ in range(ITERATIONS):
        next_f = -epsilon * (torch.logsumexp((g[None, :] - c) / epsilon, 1) - math.log(POINTS))
        next_g = -epsilon * (torch.logsumexp((f[:, None] - c) / epsilon, 0) - math.log(POINTS))
        f, g = (f + next_f) / 2, (g + next_g) / 2
    return f.mean() + g.mean()


def rounded(values):
    return [float(f"{value:.15g}") for value in values.detach().flatten().tolist()]


cases = []
for blur, masked in [(0.05, []), (0.3, [2]), (1.0, [0, 4])]:
    x = (torch.randn(POINTS, GENES) * 1.2).round(decimals=3).requires_grad_(True)
    y = (torch.randn(POINTS, GENES) + 0.4).round(decimals=3)
    mask = torch.ones(GENES)
    mask[masked] = 0
    epsilon = blur * cost(x, y, mask).mean().detach()
    divergence = (
        value_of(cost(x, y, mask), epsilon)
        - value_of(cost(x, x, mask), epsilon) / 2
        - value_of(cost(y, y, mask), epsilon) / 2
    )
    divergence.backward()
    cases.append(
        {
            "blur": blur,
            "mask": mask.int().tolist(),
            "x": rounded(x),
            "y": rounded(y),
            "epsilon": float(epsilon),
            "value": float(divergence.detach()),
            "gradient": rounded(x.grad),
        }
    )

path = pathlib.Path(__file__).parents[2] / "src/dynamics/loss/sinkhorn.reference.json"
path.write_text(json.dumps(cases, indent=1) + "\n")
