"""Normalised dispersions after Satija et al. 2015 as scanpy's 'seurat' flavour computes them, with pandas, on a small
matrix anyone can rebuild: y[cell, gene] = ((cell * (gene + 2) + gene * gene) % (gene % 7 + 3)) * (1 + gene / 5).
Prints the values that src/dataset/quality/genes.test.ts records. Run: python3 scripts/references/variable_genes.py
"""

import numpy as np
import pandas as pd

CELLS, GENES = 40, 60
cell, gene = np.meshgrid(np.arange(CELLS), np.arange(GENES), indexing="ij")
y = ((cell * (gene + 2) + gene * gene) % (gene % 7 + 3)) * (1 + gene / 5)

mean = y.mean(0)
with np.errstate(divide="ignore", invalid="ignore"):
    dispersion = np.log(y.var(0, ddof=1) / mean)
dispersion[~np.isfinite(dispersion)] = np.nan
frame = pd.DataFrame({"mean": np.log1p(mean), "dispersion": dispersion})
frame["bin"] = pd.cut(frame["mean"], bins=20)
grouped = frame.groupby("bin", observed=True)["dispersion"]
average, spread = grouped.transform("mean"), grouped.transform("std")
alone = spread.isna()
spread[alone] = average[alone]
average[alone] = 0
normalised = (frame["dispersion"] - average) / spread
print(np.round(normalised.to_numpy(), 6).tolist())
