"""Reference values for src/evaluation/networks/metrics.test.ts from scikit-learn, with and without ties.
Run: python3 scripts/references/evaluation_metrics.py (made with scikit-learn 1.2.1)."""
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score


def draws(seed, count):
    """A generator any language can repeat: x -> 16807 x mod (2^31 - 1), as a share of the modulus."""
    out, x = [], seed
    for _ in range(count):
        x = x * 16807 % 2147483647
        out.append(x / 2147483647)
    return out


positive = [int(v < 0.15) for v in draws(3, 200)]
score = [v + 0.3 * p for v, p in zip(draws(4, 200), positive)]
for name, s in ('no ties', score), ('ties', [int(8 * v) / 8 for v in score]), ('all equal', [1.0] * 200):
    print(name, 'AP', average_precision_score(positive, s), 'AUROC', roc_auc_score(positive, s))
precision, recall, _ = precision_recall_curve(positive, [int(8 * v) / 8 for v in score])
# scikit-learn goes from the lowest threshold up and appends the point (recall 0, precision 1); turned round here.
print('precision', [round(p, 12) for p in precision[:-1][::-1]])
print('recall', [round(r, 12) for r in recall[:-1][::-1]])
