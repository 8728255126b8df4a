"""Archives as CausalBench stores its data sets, for src/dataset/readers/npz, written by NumPy.

Writes tests/fixtures/readers/causalbench*.npz and expected-npz.json.
  /usr/bin/python3 scripts/references/readers_npz.py
"""
import json
import pathlib

import numpy as np

folder = pathlib.Path(__file__).parents[2] / "tests/fixtures/readers"
rng = np.random.default_rng(4)
genes = [f"ENSG0000010{number}" for number in range(6)]
labels = (["non-targeting"] * 20 + ["excluded"] * 4) + [gene for gene in genes[:3] for _ in range(8)]
values = np.log1p(rng.poisson(3, (len(labels), len(genes)))).astype("float64")
for at, label in enumerate(labels):
    if label in genes:
        values[at, genes.index(label)] = 0


def arrays(**change):
    kept = dict(expression_matrix=values, var_names=np.array(genes), interventions=np.array(labels))
    return {**kept, **change}


np.savez(folder / "causalbench.npz", **arrays())
np.savez_compressed(folder / "causalbench-packed.npz", **arrays(expression_matrix=values.astype("float32")))
np.savez(folder / "causalbench-objects.npz", **arrays(interventions=np.array(labels, dtype=object)))
np.savez(folder / "causalbench-fortran.npz", **arrays(expression_matrix=np.asfortranarray(values)))
np.savez(folder / "causalbench-short.npz", **arrays(interventions=np.array(labels[:-1])))
(folder / "expected-npz.json").write_text(
    json.dumps(dict(genes=genes, labels=labels, values=values.tolist())) + "\n"
)
