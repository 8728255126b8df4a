"""Makes public/demo/sachs.h5ad and sachs.truth.tsv from the published table of Sachs et al. 2005.

Takes an AnnData file of ln(1 + intensity) with the columns perturbation, perturbation_type and reagent in obs, and a
table of edges. Inhibitors block the activity of their target and leave its level free; activators are kept as
overexpressions.   /usr/bin/python3 scripts/make-sachs-demo.py CELLS.h5ad EDGES.tsv
"""
import pathlib
import sys

import anndata
import pandas as pd

cells, edges = sys.argv[1:]
folder = pathlib.Path(__file__).parents[1] / "public/demo"
measured = anndata.read_h5ad(cells)
kinds = measured.obs["perturbation_type"].astype(str).replace({"knockdown": "inhibitor"})
obs = pd.DataFrame(
    {
        "perturbation": measured.obs["perturbation"].astype(str).values,
        "perturbation_type": kinds.values,
        "reagent": measured.obs["reagent"].astype(str).values,
    },
    index=measured.obs_names,
).astype("category")
screen = anndata.AnnData(X=measured.X.round(4), obs=obs, var=pd.DataFrame(index=measured.var_names))
screen.write_h5ad(folder / "sachs.h5ad", compression="gzip", compression_opts=9)
pd.read_csv(edges, sep="\t").to_csv(folder / "sachs.truth.tsv", sep="\t", index=False)
print((folder / "sachs.h5ad").stat().st_size)
