"""Writes the .h5ad fixtures of tests/fixtures/readers and their content according to anndata, h5py and scipy (expected.json).

Synthetic data only. Run: python3 scripts/references/readers_fixtures.py (anndata 0.8, h5py 3.7, scipy 1.10).
Variants that this anndata cannot write (0.6, 0.7 and 0.12 encodings, rare filters) are written with h5py, from the
specification at https://anndata.readthedocs.io/en/latest/fileformat-prose.html
"""

import json
import os
import warnings

import anndata
import h5py
import numpy as np
import pandas as pd
import scipy.sparse as sparse

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "..", "tests", "fixtures", "readers")
TEXT = h5py.string_dtype()

CELLS = [f"cell{i}" for i in range(6)]
GENES = ["GATA1", "HLA-A", "NKX2-1", "Fli1", "<img src=x onerror=alert(1)>"]
COUNTS = np.array(
    [[0, 3, 0, 1, 0], [2, 0, 0, 0, 7], [0, 0, 0, 0, 0], [5, 1, 0, 0, 2], [0, 0, 9, 0, 0], [1, 1, 1, 1, 300]]
)
LABELS = ["control", "GATA1", None, "GATA1+Fli1", "control", "Fli1"]


def path(name):
    return os.path.join(OUT, name)


def obs():
    return pd.DataFrame(
        {
            "perturbation": pd.Categorical(LABELS, categories=["control", "GATA1", "Fli1", "GATA1+Fli1"]),
            "treated": np.array([False, True, True, True, False, True]),
            "n": np.arange(6, dtype="int64") * 10**10,
            "score": [0.5, np.nan, -1.25, 3.0, 1e-9, 2.0],
            "note": ["a", "b", "ä<b>", "", "a", "🧬"],
        },
        index=CELLS,
    )


def var():
    return pd.DataFrame({"symbol": [g.lower() for g in GENES], "hvg": [True, False, True, True, False]}, index=GENES)


def base(x):
    return anndata.AnnData(x, obs=obs(), var=var())


def column(series):
    if pd.api.types.is_bool_dtype(series.dtype) or str(series.dtype) == "boolean":
        return ["" if v is pd.NA else str(bool(v)) for v in series]
    if pd.api.types.is_numeric_dtype(series.dtype):
        return [None if pd.isna(v) else float(v) for v in series]
    return ["" if pd.isna(v) else str(v) for v in series]


def dense(matrix):
    return np.asarray(matrix.todense() if sparse.issparse(matrix) else matrix).astype("float64").tolist()


def described(a, matrices=None):
    """The content read by anndata: '' for missing text, null for missing numbers."""
    if matrices is None:
        matrices = {}
        if a.X is not None:
            matrices["X"] = dense(a.X)
        if a.raw is not None:
            matrices["raw/X"] = dense(a.raw.X)
        for key in a.layers:
            matrices[f"layers/{key}"] = dense(a.layers[key])
    return {
        "cells": list(a.obs_names),
        "genes": list(a.var_names),
        "rawGenes": None if a.raw is None else list(a.raw.var_names),
        "obs": {name: column(a.obs[name]) for name in a.obs},
        "var": {name: column(a.var[name]) for name in a.var},
        "matrices": matrices,
    }


expected = {}


def keep(name):
    expected[name] = described(anndata.read_h5ad(path(name)))


def write(name, a, **options):
    a.write_h5ad(path(name), **options)
    keep(name)


def frame(group, index, columns):
    group.attrs["encoding-type"] = "dataframe"
    group.attrs["encoding-version"] = "0.2.0"
    group.attrs["_index"] = "_index"
    group.attrs.create("column-order", list(columns), dtype=TEXT)
    group.create_dataset("_index", data=list(index), dtype=TEXT)
    for name, values in columns.items():
        group.create_dataset(name, data=values, **({"dtype": TEXT} if isinstance(values[0], str) else {}))


def skeleton(name, cells=CELLS, genes=GENES, columns=None):
    f = h5py.File(path(name), "w", libver="latest")
    f.attrs["encoding-type"] = "anndata"
    f.attrs["encoding-version"] = "0.1.0"
    labels = [("control", "GATA1", "Fli1")[i % 3] for i in range(len(cells))]
    frame(f.create_group("obs"), cells, {"perturbation": labels} if columns is None else columns)
    frame(f.create_group("var"), genes, {})
    return f


def put_sparse(f, where, matrix, kind):
    group = f.create_group(where)
    group.attrs["encoding-type"] = f"{kind}_matrix"
    group.attrs["encoding-version"] = "0.1.0"
    group.attrs["shape"] = np.array(matrix.shape)
    for part in ("data", "indices", "indptr"):
        group.create_dataset(part, data=getattr(matrix, part))


# Files written by anndata.
write("dense.h5ad", base(COUNTS.astype("float32")))
write("csr.h5ad", base(sparse.csr_matrix(COUNTS.astype("float32"))))
write("csc-gzip.h5ad", base(sparse.csc_matrix(COUNTS.astype("int64"))), compression="gzip")
write("csr-lzf.h5ad", base(sparse.csr_matrix(COUNTS.astype("float32"))), compression="lzf")
a = base(sparse.csr_matrix(np.hstack([COUNTS, COUNTS[:, :2] + 1]).astype("float32"))[:, :5])
full = anndata.AnnData(
    sparse.csr_matrix(np.hstack([COUNTS, COUNTS[:, :2] + 1]).astype("float32")),
    obs=obs(),
    var=pd.DataFrame(index=GENES + ["ACTB", "TP53"]),
)
a.raw = full
a.layers["counts"] = COUNTS.astype("int32")
a.layers["log"] = sparse.csc_matrix(np.log1p(COUNTS).astype("float64"))
write("raw-layers.h5ad", a)
a = base(COUNTS.astype("float32"))
a.obs["whole"] = pd.array([1, None, 3, 4, 5, 6], dtype="Int64")
a.obs["yes"] = pd.array([True, None, False, True, False, True], dtype="boolean")
write("nullable.h5ad", a)

# Number types, some of which typed arrays lack.
with skeleton("number-types.h5ad") as f:
    f["X"] = COUNTS.astype("int64")
    layers = f.create_group("layers")
    for name, dtype in (("f16", "f2"), ("f64", "f8"), ("u16", "u2"), ("u64", "u8"), ("big-endian", ">f8")):
        layers[name] = COUNTS.astype(dtype)
    layers["bool"] = COUNTS > 0
    layers.create_dataset("shuffled", data=COUNTS.astype("f4"), chunks=(2, 3), shuffle=True, compression=9, fletcher32=True)
    layers.create_dataset("szip", data=COUNTS.astype("f4"), chunks=(6, 5), compression="szip")
    parts = {f"layers/{k}": np.asarray(v).astype("float64").tolist() for k, v in layers.items()}
expected["number-types.h5ad"] = {"matrices": {"X": COUNTS.astype("float64").tolist(), **parts}}

# Unordered and duplicate entries with 64-bit indices: scipy sums them.
m = sparse.csr_matrix((np.array([1.0, 2, 3, 4, 5], "f4"), np.array([3, 0, 3, 1, 1], "i8"), np.array([0, 3, 3, 5, 5, 5, 5], "i8")), shape=(6, 5))
with skeleton("repeated-entries.h5ad") as f:
    put_sparse(f, "X", m, "csr")
expected["repeated-entries.h5ad"] = {"matrices": {"X": m.toarray().astype("float64").tolist()}}

# anndata 0.12: nullable text. And an unknown encoding, which is left out.
with skeleton("nullable-text.h5ad") as f:
    f["X"] = COUNTS.astype("f4")
    o = f["obs"]
    o.attrs.create("column-order", ["perturbation", "guide", "alien"], dtype=TEXT)
    g = o.create_group("guide")
    g.attrs["encoding-type"] = "nullable-string-array"
    g.create_dataset("values", data=["g1", "", "g2", "g1", "", "g3"], dtype=TEXT)
    g.create_dataset("mask", data=np.array([0, 1, 0, 0, 1, 0], dtype=bool))
    o.create_group("alien").attrs["encoding-type"] = "from-the-future"
expected["nullable-text.h5ad"] = {"obs": {"perturbation": ["control", "GATA1", "Fli1"] * 2, "guide": ["g1", "", "g2", "g1", "", "g3"]}}

# 0.7: categories in a group of their own.
with h5py.File(path("v0.7.h5ad"), "w") as f:
    f["X"] = COUNTS.astype("f4")
    for name, index in (("obs", CELLS), ("var", GENES)):
        g = f.create_group(name)
        g.attrs["_index"] = "index"
        g.attrs["encoding-type"] = "dataframe"
        g.attrs["encoding-version"] = "0.1.0"
        g.create_dataset("index", data=index, dtype=TEXT)
        g.attrs.create("column-order", ["perturbation"] if name == "obs" else [], dtype=TEXT)
    o = f["obs"]
    c = o.create_group("__categories").create_dataset("perturbation", data=["control", "Fli1", "GATA1"], dtype=TEXT)
    codes = o.create_dataset("perturbation", data=np.array([0, 2, -1, 1, 0, 1], dtype="i1"))
    codes.attrs["categories"] = c.ref
keep("v0.7.h5ad")

# Before 0.7: compound arrays, categories in uns, raw at the root, h5sparse attributes.
with h5py.File(path("v0.6.h5ad"), "w") as f:
    records = np.zeros(6, dtype=[("index", "S8"), ("perturbation", "i1"), ("n", "i8"), ("score", "f4")])
    records["index"], records["perturbation"] = CELLS, [0, 2, -1, 1, 0, 1]
    records["n"], records["score"] = np.arange(6), np.arange(6) / 4
    f["obs"] = records
    f.create_group("uns").create_dataset("perturbation_categories", data=["control", "Fli1", "GATA1"], dtype=TEXT)
    genes = np.zeros(5, dtype=[("index", TEXT), ("symbol", TEXT)])
    genes["index"], genes["symbol"] = GENES, [g.lower() for g in GENES]
    f["var"] = genes
    m = sparse.csr_matrix(COUNTS.astype("f4"))
    for where in ("X", "raw.X"):
        g = f.create_group(where)
        g.attrs["h5sparse_format"] = "csr"
        g.attrs["h5sparse_shape"] = np.array(m.shape)
        for part in ("data", "indices", "indptr"):
            g.create_dataset(part, data=getattr(m, part))
    f["raw.var"] = genes
    labels = ["control", "GATA1", "", "Fli1", "control", "Fli1"]
expected["v0.6.h5ad"] = {
    "cells": CELLS,
    "genes": GENES,
    "obs": {"perturbation": labels, "n": [0, 1, 2, 3, 4, 5], "score": [0, 0.25, 0.5, 0.75, 1, 1.25]},
    "var": {"symbol": [g.lower() for g in GENES]},
    "matrices": {"X": COUNTS.astype("float64").tolist(), "raw/X": COUNTS.astype("float64").tolist()},
}

# Without X, in both encodings.
with skeleton("no-x-layer.h5ad") as f:
    f.create_dataset("X", data=h5py.Empty("f4")).attrs["encoding-type"] = "null"
    f.create_group("layers")["counts"] = COUNTS.astype("f4")
expected["no-x-layer.h5ad"] = {"matrices": {"layers/counts": COUNTS.astype("float64").tolist()}}
with skeleton("no-matrix.h5ad") as f:
    pass

# Matrices that cannot be read beside some that can.
with skeleton("unreadable-layers.h5ad") as f:
    f["X"] = COUNTS.astype("f4")
    layers = f.create_group("layers")
    layers["counts"] = COUNTS.astype("f4")
    layers["cut"] = COUNTS[:5].astype("f4")
    layers["link"] = h5py.SoftLink("/obs")
    layers["lost"] = h5py.SoftLink("/nowhere")
    layers["outside"] = h5py.ExternalLink("elsewhere.h5", "/X")
    layers.create_dataset("words", data=[["many"] * 5] * 6, dtype=TEXT)
expected["unreadable-layers.h5ad"] = {
    "matrices": {"X": COUNTS.astype("float64").tolist(), "layers/counts": COUNTS.astype("float64").tolist()}
}

# Files that must be refused for reasons beyond changed bytes.
with skeleton("filter-scale-offset.h5ad") as f:
    f.create_dataset("X", data=COUNTS.astype("i4"), chunks=(6, 5), scaleoffset=0)
with skeleton("filter-zfp-in-obs.h5ad") as f:
    f["X"] = COUNTS.astype("f4")
    del f["obs/perturbation"]
    g = f["obs"].create_group("perturbation")
    g.attrs["encoding-type"] = "categorical"
    g.create_dataset("codes", data=np.array([0, 1, 2, 0, 1, 2], dtype="i1"))
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_chunk((3,))
    plist.set_filter(32013, h5py.h5z.FLAG_OPTIONAL, (3,))
    space = h5py.h5s.create_simple((3,))
    made = h5py.h5d.create(g.id, b"categories", h5py.h5t.py_create(np.dtype("i4")), space, plist)
    made.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([1, 2, 3], dtype="i4"))
with skeleton("virtual-x.h5ad") as f:
    layout = h5py.VirtualLayout(shape=(6, 5), dtype="f4")
    layout[:] = h5py.VirtualSource("elsewhere.h5", "X", shape=(6, 5))
    f.create_virtual_dataset("X", layout)
with skeleton("obs-longer.h5ad", cells=CELLS + ["cell6"]) as f:
    f["X"] = COUNTS.astype("f4")
with skeleton("column-shorter.h5ad", columns={"perturbation": ["control"] * 5}) as f:
    f["X"] = COUNTS.astype("f4")
with skeleton("one-cell.h5ad", cells=["only"]) as f:
    f["X"] = COUNTS[:1].astype("f4")
with skeleton("text-x.h5ad") as f:
    f.create_dataset("X", data=[["many"] * 5] * 6, dtype=TEXT)
with skeleton("alien-x.h5ad") as f:
    f.create_group("X").attrs["encoding-type"] = "awkward-array"
with skeleton("not-finite.h5ad") as f:
    x = COUNTS.astype("f4")
    x[1, 3], x[4, 0] = np.nan, np.inf
    f["X"] = x
with skeleton("category-outside.h5ad", columns={}) as f:
    f["X"] = COUNTS.astype("f4")
    f["obs"].attrs.create("column-order", ["perturbation"], dtype=TEXT)
    g = f["obs"].create_group("perturbation")
    g.attrs["encoding-type"] = "categorical"
    g.create_dataset("codes", data=np.array([0, 1, 2, 0, 1, 2], dtype="i1"))
    g.create_dataset("categories", data=["control", "GATA1"], dtype=TEXT)
with skeleton("duplicate-names.h5ad", cells=["c", "c", "d", "e", "f", "g"], genes=["A", "B", "A", "A-1", "A"]) as f:
    f["X"] = COUNTS.astype("f4")

# Relatives of AnnData that are recognised but not supported.
with h5py.File(path("relative.loom"), "w", libver="latest") as f:
    f["matrix"] = COUNTS.T
    f.create_group("row_attrs")
    f.create_group("col_attrs")
with h5py.File(path("relative-10x.h5"), "w", libver="latest") as f:
    g = f.create_group("matrix")
    for part in ("barcodes", "data", "indices", "indptr", "shape"):
        g[part] = np.arange(3)
with h5py.File(path("not-anndata.h5"), "w", libver="latest") as f:
    f["weights"] = np.arange(3)

for name in expected:
    assert os.path.getsize(path(name)) < 60_000, name
with open(path("expected.json"), "w") as out:
    json.dump(expected, out, ensure_ascii=False, indent=0)
    out.write("\n")
