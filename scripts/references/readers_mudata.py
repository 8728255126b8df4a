"""Writes tests/fixtures/readers/screen.h5mu, screen-igvf.zarr.zip and guides-in-var.h5ad: counts of guides beside those of genes, as modalities laid out as the specification of
MuData says, or in one matrix, with anndata's writer.

https://mudata.readthedocs.io/en/latest/io/spec.html ; in the first the guides lie in another order of cells, and lack one. The second has the names
of modalities and columns of the CRISPR pipeline of IGVF, and dense counts of guides. The third has one matrix of all features, as scanpy reads it from
10x files.
Run with anndata 0.8 or later and zarr 2: python3 scripts/references/readers_mudata.py
"""

import tempfile
import zipfile
from pathlib import Path

import anndata
import h5py
import numpy as np
import pandas as pd
import zarr
from anndata.experimental import write_elem
from scipy import sparse

FIXTURES = Path(__file__).parents[2] / "tests" / "fixtures" / "readers"
GENES = ["GATA1", "SPI1", "KLF1", "TAL1"]
GUIDES = ["GATA1g1", "SPI1g1", "NTg1"]
CELLS = [f"cell{number}" for number in range(9)]


def modality(group, values, obs, names, features=None, dense=False):
    group.attrs.update({"encoding-type": "anndata", "encoding-version": "0.1.0"})
    x = np.asarray(values, dtype=np.float32)
    write_elem(group, "X", x if dense else sparse.csr_matrix(x))
    write_elem(group, "obs", obs)
    write_elem(group, "var", pd.DataFrame(features or {}, index=names))


counts = np.arange(len(CELLS) * len(GENES)).reshape(len(CELLS), -1) % 7
guide_of = np.arange(len(CELLS)) % 3
umis = np.where(np.arange(3) == guide_of[:, None], 20, 1)
# The first cell has no guides; the others come from the last to the second.
order = np.arange(len(CELLS) - 1, 0, -1)
with h5py.File(FIXTURES / "screen.h5mu", "w") as file:
    file.attrs.update({"encoding-type": "MuData", "encoding-version": "0.1.0", "axis": 0})
    cells = pd.DataFrame({"rna:lane": [1.0] * 9, "donor": pd.Categorical(["a", "b", "c"] * 3)}, index=CELLS)
    write_elem(file, "obs", cells)
    write_elem(file, "var", pd.DataFrame(index=GENES + GUIDES))
    parts = file.create_group("mod")
    parts.attrs["mod-order"] = ["rna", "gdo", "adt"]
    lanes = pd.DataFrame({"lane": np.arange(9) % 2}, index=CELLS)
    modality(parts.create_group("rna"), counts, lanes, GENES)
    plates = pd.DataFrame({"plate": order % 4}, index=[CELLS[cell] for cell in order])
    modality(parts.create_group("gdo"), umis[order], plates, GUIDES)
    modality(parts.create_group("adt"), counts[:, :1], pd.DataFrame(index=CELLS), ["CD34"])

with tempfile.TemporaryDirectory() as folder:
    store = zarr.open(folder, "w")
    store.attrs.update({"encoding-type": "MuData", "encoding-version": "0.1.0", "axis": 0})
    none = pd.DataFrame(index=CELLS)
    write_elem(store, "obs", pd.DataFrame({"batch": pd.Categorical(["x", "y", "z"] * 3)}, index=CELLS))
    write_elem(store, "var", pd.DataFrame(index=GENES + GUIDES))
    parts = store.create_group("mod")
    modality(parts.create_group("gene"), counts, none, GENES)
    targets = {"intended_target_name": ["GATA1", "SPI1", "non-targeting"], "targeting": [True, True, False]}
    modality(parts.create_group("guide"), umis, none, GUIDES, targets, dense=True)
    with zipfile.ZipFile(FIXTURES / "screen-igvf.zarr.zip", "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                name = zipfile.ZipInfo(str(path.relative_to(folder)), (2026, 1, 1, 0, 0, 0))
                archive.writestr(name, path.read_bytes())

types = ["Gene Expression"] * len(GENES) + ["CRISPR Guide Capture"] * len(GUIDES) + ["Antibody Capture"]
everything = np.hstack([counts, umis, counts[:, :1]]).astype(np.float32)
features = pd.DataFrame({"feature_types": types}, index=[*GENES, *GUIDES, "CD34_TotalSeqB"])
anndata.AnnData(sparse.csr_matrix(everything), pd.DataFrame(index=CELLS), features).write_h5ad(FIXTURES / "guides-in-var.h5ad")
