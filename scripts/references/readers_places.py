"""Writes places.h5ad and places.zarr.zip of tests/fixtures/readers, files with obsm, and its content (expected-places.json), taken
from the arrays they were written from.

Synthetic data only. Run after readers_zarr.py: python3 scripts/references/readers_places.py (anndata 0.8, h5py 3.7). obsm of the Zarr
store is written by hand, uncompressed, from https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html
"""

import json
import os
import zipfile

import anndata
import h5py
import numpy as np
import pandas as pd

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "..", "tests", "fixtures", "readers")
CELLS = 12
rng = np.random.default_rng(5)

umap = rng.normal(size=(CELLS, 2)).astype("f4")
umap[3, 1] = np.nan
tsne = (10 * rng.normal(size=(CELLS, 2))).astype("f4")
pca = rng.normal(size=(CELLS, 6))
labels = ["control", "GATA1", "FLI1"] * 4
obs = pd.DataFrame(
    {
        "perturbation": pd.Categorical(labels),
        "stage": pd.Categorical(["early"] * 6 + ["late"] * 6, categories=["never", "early", "late"]),
        "depth": rng.integers(500, 900, CELLS).astype("f8"),
        "same": np.ones(CELLS),
        "barcode": [f"b{i}" for i in range(CELLS)],
    },
    index=[f"cell{i}" for i in range(CELLS)],
)
genes = ["GATA1", "FLI1", "KLF1", "SPI1"]
x = rng.poisson(4, (CELLS, 4)).astype("f4")
a = anndata.AnnData(x, obs=obs, var=pd.DataFrame(index=genes))
a.obsm = {"X_umap": umap, "X_tsne": tsne, "X_pca": pca, "X_scVI": rng.normal(size=(CELLS, 3)), "protein": rng.normal(size=(CELLS, 2))}
a.write_h5ad(os.path.join(OUT, "places.h5ad"), compression="gzip")
with h5py.File(os.path.join(OUT, "places.h5ad"), "a") as f:
    # Chunks of five cells: bands of reading end within the array.
    del f["obsm/X_pca"]
    f["obsm"].create_dataset("X_pca", data=pca, chunks=(5, 6), compression="gzip")
    f["obsm"].create_dataset("X_umap_of_others", data=umap[:5])

store = rng.normal(size=(7, 2)).astype("<f4")
with zipfile.ZipFile(os.path.join(OUT, "csr-plain.zarr.zip")) as source, zipfile.ZipFile(
    os.path.join(OUT, "places.zarr.zip"), "w", zipfile.ZIP_STORED
) as made:

    def put(name, data):
        made.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)

    for name in source.namelist():
        put(name, source.read(name))
    head = {"chunks": [4, 2], "compressor": None, "dtype": "<f4", "fill_value": 0, "filters": None, "order": "C", "shape": [7, 2], "zarr_format": 2}
    put("obsm/X_umap/.zarray", json.dumps(head))
    put("obsm/X_umap/.zattrs", "{}")
    put("obsm/X_umap/0.0", store[:4].tobytes())
    put("obsm/X_umap/1.0", np.vstack([store[4:], np.zeros((1, 2), "<f4")]).astype("<f4").tobytes())


def plain(values):
    return [[None if np.isnan(v) else float(v) for v in row] for row in np.asarray(values, "f4")]


expected = {
    "places.h5ad": {"X_pca": plain(pca[:, :2]), "X_tsne": plain(tsne), "X_umap": plain(umap)},
    "places.zarr.zip": {"X_umap": plain(store)},
    "small.loom": {"UMAP": plain(np.zeros((6, 2)))},
}
with open(os.path.join(OUT, "expected-places.json"), "w") as out:
    json.dump(expected, out)
    out.write("\n")
