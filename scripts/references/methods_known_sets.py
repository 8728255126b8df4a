"""AUPRC of the other methods on sets whose network is known, from NumPy, SciPy and scikit-learn, for bench/baselines.ts.

Tie-aware (equal scores are equal), on the training cells alone, cells of a set gene left out of its regression. Tree methods on
at most 1,500 cells, at most 200 of them controls; mean and standard deviation over seeds. Writes bench/baselines.reference.json.
  /usr/bin/python3 scripts/references/methods_known_sets.py FOLDER [SEEDS [NAME …]]
"""
import json
import pathlib
import sys

import anndata
import numpy as np
import pandas
from scipy.stats import wasserstein_distance
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import Lasso
from sklearn.metrics import average_precision_score

USUAL = ["dyn-BF", "dyn-CY", "dyn-FN4", "hsc", "cycKO_0", "cycTECH_0"]
folder, seeds = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
names = sys.argv[3:] or USUAL


def stop(round_, fit, _):
    return round_ >= 24 and np.mean(fit.oob_improvement_[round_ - 24 : round_ + 1]) < 0


def forest(x, y, seed):
    return RandomForestRegressor(100, max_features="sqrt", min_samples_leaf=5, random_state=seed).fit(x, y).feature_importances_


def boosting(x, y, seed):
    drawn = max(1, int(0.1 * x.shape[1]))
    fit = GradientBoostingRegressor(learning_rate=0.01, n_estimators=5000, max_features=drawn, subsample=0.9, random_state=seed)
    fit.fit(x, y, monitor=stop)
    return fit.feature_importances_ * len(fit.estimators_)


class Known:
    def __init__(self, name):
        file = next(path for part in ("simulated", "boolode-knockouts") if (path := folder / part / f"{name}.h5ad").exists())
        table = anndata.read_h5ad(file)
        values = np.asarray(table.X.todense() if hasattr(table.X, "todense") else table.X, dtype=float)
        genes, label = list(table.var_names), table.obs["perturbation"].astype(str).to_numpy()
        beside = file.with_suffix(".json")
        about = json.loads(beside.read_text()) if beside.exists() else dict(regulators=genes, heldOut=[], mode="ko")
        self.candidates = [genes.index(gene) for gene in about["regulators"]]
        self.genes = len(genes)
        used = ~np.isin(label, about["heldOut"])
        values, label = values[used], label[used]
        control = values[label == "control"]
        self.z = (values - control.mean(0)) / (control.std(0) + 0.05)
        self.target = np.array([genes.index(one) if one != "control" else -1 for one in label])
        self.direction = 1 if about["mode"] == "oe" else -1
        truth = pandas.read_csv(str(file).replace(".h5ad", ".truth.tsv"), sep="\t")
        edges = {(genes.index(a), genes.index(b)) for a, b in zip(truth["source"], truth["target"]) if a in genes and b in genes}
        self.pairs = [(r, g) for r in self.candidates for g in range(self.genes) if r != g]
        self.positive = np.array([pair in edges for pair in self.pairs], dtype=int)

    def auprc(self, score):
        return average_precision_score(self.positive, np.round(np.abs([score[r, g] for r, g in self.pairs]), 9))

    def effects(self, of):
        score = np.zeros((self.genes, self.genes))
        control = self.z[self.target == -1]
        for r in set(self.target) - {-1}:
            own = self.z[self.target == r]
            for g in range(self.genes):
                score[r, g] = of(own[:, g], control[:, g])
        return score

    def regression(self, rows, set_gene, fit, most=None, seed=0):
        random = np.random.default_rng(seed)
        score = np.zeros((self.genes, self.genes))
        for g in range(self.genes):
            chosen = np.flatnonzero(set_gene != g)
            if most is not None:
                controls = random.permutation(chosen[set_gene[chosen] == -1])[:200]
                chosen = random.permutation(np.concatenate([controls, chosen[set_gene[chosen] != -1]]))[:most]
            others = [r for r in self.candidates if r != g]
            score[others, g] = fit(rows[np.ix_(chosen, others)], rows[chosen, g])
        return score


def ridge(x, y):
    return np.linalg.solve(x.T @ x + 0.1 * len(y) * np.eye(x.shape[1]), x.T @ y)


def measured(name):
    known = Known(name)
    targets = sorted(set(known.target) - {-1})
    means = np.array([known.z[known.target == r].mean(0) for r in targets])
    welch = lambda a, b: (a.mean() - b.mean()) / np.sqrt(a.var() / len(a) + b.var() / len(b))
    lasso = lambda x, y: Lasso(alpha=0.02, tol=1e-9, max_iter=50000).fit(x, y).coef_
    scores = {
        "pearson": np.corrcoef(known.z.T),
        "ko-z": known.effects(lambda a, b: a.mean() - b.mean()),
        "welch": known.effects(welch),
        "wasserstein": known.effects(wasserstein_distance),
        "linear-on-means": known.regression(means, np.array(targets), ridge),
        "cell-ridge": known.regression(known.z, known.target, ridge),
        "cell-lasso": known.regression(known.z, known.target, lasso),
    }
    result = {method: [round(known.auprc(score), 4), 0] for method, score in scores.items()}
    for method, fit in (("genie3", forest), ("grnboost2", boosting)):
        runs = [
            known.auprc(known.regression(known.z, known.target, lambda x, y: fit(x, y, seed), 1500, seed)) for seed in range(seeds)
        ]
        result[method] = [round(float(np.mean(runs)), 4), round(float(np.std(runs, ddof=1)), 4) if seeds > 1 else 0]
    print(name, result, flush=True)
    return result


path = pathlib.Path(__file__).parents[2] / "bench/baselines.reference.json"
known = json.loads(path.read_text()) if path.exists() else {}
for name in names:
    known[name] = measured(name)
    path.write_text(json.dumps(known, indent=2) + "\n")
