"""Writes the h5Seurat fixtures of tests/fixtures/readers and their content (expected-h5seurat.json), taken from the
arrays they were written from, not from a reader.

Synthetic data only. Run: python3 scripts/references/readers_h5seurat.py (h5py 3.7, scipy 1.10). Format:
https://mojaveazure.github.io/seurat-disk/articles/h5Seurat-spec.html
"""

import json
import os

import numpy as np
import scipy.sparse as sparse

from readers_common import CELLS, COUNTS, GENES, IDS, OUT, TEXT, UNIQUE, create, plain

expected = {}


def put_text(group, name, values):
    group.create_dataset(name, data=list(values), dtype=TEXT)


def assay(f, name, genes, slots):
    """genes x cells by column, as in R: indptr over cells; dense matrices are transposed on disk."""
    g = f.create_group(f"assays/{name}")
    g.attrs["key"] = name.lower() + "_"
    put_text(g, "features", genes)
    for slot, matrix in slots.items():
        if isinstance(matrix, np.ndarray):
            g.create_dataset(slot, data=matrix)
            continue
        s = g.create_group(slot)
        s.attrs["dims"] = np.array(matrix.shape[::-1], dtype="i4")
        for part in ("data", "indices", "indptr"):
            s.create_dataset(part, data=getattr(matrix, part), compression="gzip")
    return g


def factor(group, name, levels, values):
    """Codes count from 1; the missing integer of R is the smallest one."""
    g = group.create_group(name)
    put_text(g, "levels", levels)
    g["values"] = np.array([-(2**31) if v is None else levels.index(v) + 1 for v in values], dtype="i4")


# h5Seurat: the active assay is not the first by name; a factor with a gap, a logical with a gap, an integer with a gap.
LABELS = ["NT", "GATA1", None, "FLI1", "NT", "GATA1"]
with create("small.h5seurat") as f:
    f.attrs["active.assay"], f.attrs["project"], f.attrs["version"] = "RNA", "made up", "3.1.5.9900"
    put_text(f, "cell.names", CELLS)
    assay(f, "ADT", ["CD3", "CD4"], {"counts": sparse.csr_matrix(COUNTS[:, :2] * 3.0), "data": np.log1p(COUNTS[:, :2] * 3.0)})
    rna = assay(f, "RNA", GENES, {"counts": sparse.csr_matrix(COUNTS.astype("f8")), "data": sparse.csr_matrix(COUNTS / 2)})
    rna["scale.data"] = COUNTS[:, :3] - 1.0
    put_text(rna, "scaled.features", GENES[:3])
    meta = f.create_group("meta.data")
    meta.attrs.create("colnames", ["gene", "nCount_RNA", "passed", "day", "note"], dtype=TEXT)
    meta.attrs.create("logicals", ["passed"], dtype=TEXT)
    factor(meta, "gene", ["FLI1", "GATA1", "NT"], LABELS)
    meta["nCount_RNA"] = COUNTS.sum(axis=1).astype("f8")
    meta["passed"] = np.array([1, 0, 2, 1, 1, 1], dtype="i4")
    meta["day"] = np.array([2, 3, -(2**31), 2, 3, 3], dtype="i4")
    put_text(meta, "note", ["a", "NA", "b", "a", "a", "a"])
    put_text(meta, "row.names", CELLS)
    f.create_group("misc"), f.create_group("tools")
meta_obs = {
    "gene": ["" if v is None else v for v in LABELS],
    "nCount_RNA": COUNTS.sum(axis=1).astype("float64").tolist(),
    "passed": ["True", "False", "", "True", "True", "True"],
    "day": [2, 3, None, 2, 3, 3],
    "note": ["a", "", "b", "a", "a", "a"],
}
expected["small.h5seurat"] = {
    "format": "h5seurat",
    "cells": CELLS,
    "genes": UNIQUE,
    "obs": meta_obs,
    "var": {},
    "matrices": {
        "RNA/counts": plain(COUNTS),
        "RNA/data": plain(COUNTS / 2),
        "ADT/counts": plain(COUNTS[:, :2] * 3),
        "ADT/data": plain(np.log1p(COUNTS[:, :2] * 3.0).astype("f4")),
    },
    "notes": [{"tag": "duplicate-genes", "names": ["GATA1"]}],
}
# Without factors the table may be a compound array.
with create("records.h5seurat") as f:
    f.attrs["active.assay"] = "RNA"
    put_text(f, "cell.names", CELLS)
    assay(f, "RNA", ["A", "B", "C", "D", "E"], {"data": sparse.csr_matrix(COUNTS / 2)})
    records = np.array(list(zip(["NT", "A", "B"] * 2, [1, 0, 2, 1, 0, 1])), dtype=[("gene", TEXT), ("passed", "i4")])
    f["meta.data"] = records
    f["meta.data"].attrs.create("logicals", ["passed"], dtype=TEXT)
expected["records.h5seurat"] = {
    "format": "h5seurat",
    "cells": CELLS,
    "genes": ["A", "B", "C", "D", "E"],
    "obs": {"gene": ["NT", "A", "B"] * 2, "passed": ["True", "False", "", "True", "False", "True"]},
    "var": {},
    "matrices": {"RNA/data": plain(COUNTS / 2)},
    "notes": [],
}
with create("level-outside.h5seurat") as f:
    f.attrs["active.assay"] = "RNA"
    put_text(f, "cell.names", CELLS)
    assay(f, "RNA", IDS, {"counts": sparse.csr_matrix(COUNTS.astype("f8"))})
    factor(f.create_group("meta.data"), "gene", ["NT", "GATA1"], ["NT", "GATA1"] * 3)
    f["meta.data/gene/values"][4] = 7
with create("fewer-cells.h5seurat") as f:
    put_text(f, "cell.names", CELLS[:5])
    assay(f, "RNA", IDS, {"counts": sparse.csr_matrix(COUNTS.astype("f8"))})

with open(os.path.join(OUT, "expected-h5seurat.json"), "w") as out:
    json.dump(expected, out, ensure_ascii=False, indent=0)
    out.write("\n")
