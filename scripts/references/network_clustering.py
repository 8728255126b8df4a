"""Reference values for src/numerics/linkage.test.ts and src/network/modules.test.ts: scipy's average linkage and scikit-learn's
adjusted Rand index. Run: python3 scripts/references/network_clustering.py (made with scipy 1.10.1, scikit-learn 1.2.1)."""
from scipy.cluster.hierarchy import linkage
from sklearn.metrics import adjusted_rand_score


def draws(seed, count):
    """A generator any language can repeat: x -> 16807 x mod (2^31 - 1), as a share of the modulus."""
    out, x = [], seed
    for _ in range(count):
        x = x * 16807 % 2147483647
        out.append(x / 2147483647)
    return out


def alone(labels):
    """Label 0 taken as 'in no group': every such item becomes a group of its own."""
    return [x if x > 0 else 100 + i for i, x in enumerate(labels)]


n = 12
print('similarities of the merges', [round(1 - h, 12) for h in linkage(draws(11, n * (n - 1) // 2), 'average')[:, 2]])
a = [int(4 * v) for v in draws(5, 30)]
b = [x if v < 0.6 else int(4 * v) for x, v in zip(a, draws(6, 30))]
print('adjusted Rand index', adjusted_rand_score(a, b))
print('adjusted Rand index, label 0 alone', adjusted_rand_score(alone(a), alone(b)))
