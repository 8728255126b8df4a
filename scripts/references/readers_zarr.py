"""Writes the Zarr fixtures of tests/fixtures/readers (.zarr.zip) and their content (expected-zarr.json), taken
from the arrays they were written from, not from a reader.

Synthetic data only. Run: python3 scripts/references/readers_zarr.py (zarr 2.13, numcodecs 0.11, anndata 0.8,
scipy 1.10; version 3 by zarr_v3.py, because that zarr writes version 2 only).
"""

import json
import os
import shutil
import tempfile
import warnings
import zipfile

import anndata
import numpy as np
import pandas as pd
import scipy.sparse as sparse
import zarr
from numcodecs import GZip, LZ4, Blosc, Zstd
from zarr_v3 import V3

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "..", "tests", "fixtures", "readers")

CELLS = [f"cell{i}" for i in range(7)]
GENES = ["GATA1", "HLA-A", "NKX2-1", "Fli1", "MT/ND1?#%"]
COUNTS = np.array(
    [[0, 3, 0, 1, 0], [2, 0, 0, 0, 7], [0, 0, 0, 0, 0], [5, 1, 0, 0, 2], [0, 0, 9, 0, 0], [1, 1, 1, 1, 300], [0, 0, 0, 4, 0]]
)
LABELS = ["control", "GATA1", None, "GATA1+Fli1", "control", "Fli1", "control"]
expected = {}


def obs():
    return pd.DataFrame(
        {
            "perturbation": pd.Categorical(LABELS, categories=["control", "GATA1", "Fli1", "GATA1+Fli1"]),
            "treated": np.array([False, True, True, True, False, True, False]),
            "n": np.arange(7, dtype="int64") * 10**10,
            "score": [0.5, np.nan, -1.25, 3.0, 1e-9, 2.0, 0.0],
            "note": ["a", "b", "ä<b>", "", "a", "🧬", "c"],
            "is it? #1": np.arange(7, dtype="i2"),
        },
        index=CELLS,
    )


def column(series):
    if pd.api.types.is_bool_dtype(series.dtype):
        return [str(bool(v)) for v in series]
    if pd.api.types.is_numeric_dtype(series.dtype):
        return [None if pd.isna(v) else float(v) for v in series]
    return ["" if pd.isna(v) else str(v) for v in series]


def keep(name, matrices, columns):
    expected[name] = {
        "cells": CELLS,
        "genes": GENES,
        "obs": {key: column(columns[key]) for key in columns},
        "var": {},
        "matrices": {key: np.asarray(m.todense() if sparse.issparse(m) else m).astype("float64").tolist() for key, m in matrices.items()},
    }


def pack(folder, name):
    with zipfile.ZipFile(os.path.join(OUT, name), "w", zipfile.ZIP_STORED) as z:
        for where, _, names in sorted(os.walk(folder)):
            for base in sorted(names):
                path = os.path.join(where, base)
                info = zipfile.ZipInfo(os.path.relpath(path, folder), (2026, 1, 1, 0, 0, 0))
                z.writestr(info, open(path, "rb").read())


def v2(name, x, compressor, chunks=None, layers=None, raw=False):
    """The arrays written by anndata, recompressed as requested."""
    a = anndata.AnnData(x, obs=obs(), var=pd.DataFrame(index=GENES), layers=layers or {})
    matrices = {"X": x, **({"raw/X": x} if raw else {}), **{f"layers/{k}": m for k, m in (layers or {}).items()}}
    if raw:
        a.raw = a
    keep(name, matrices, a.obs)
    with tempfile.TemporaryDirectory() as at:
        first, second = os.path.join(at, "first"), os.path.join(at, "second")
        a.write_zarr(first)
        source, target = zarr.open(first, "r"), zarr.open(second, "w")
        zarr.copy_all(source, target)
        target.attrs.update(source.attrs.asdict())

        def anew(path, item):
            if isinstance(item, zarr.Array):
                shape = tuple(max(1, min(n, 3)) for n in item.shape) if chunks else item.chunks
                order = "F" if chunks == "F" else "C"
                filters = item.filters
                made = target.create_dataset(
                    path, data=item[()], chunks=shape, compressor=compressor, order=order, overwrite=True, dtype=item.dtype,
                    **({"object_codec": filters[0]} if item.dtype == object else {}),
                )
                made.attrs.update(item.attrs.asdict())

        source.visititems(anew)
        for path in ("", *(p for p in all_groups(source))):
            target[path or "/"].attrs.update(source[path or "/"].attrs.asdict())
        pack(second, name)


def all_groups(group):
    found = []
    group.visititems(lambda path, item: found.append(path) if isinstance(item, zarr.Group) else None)
    return found


f4 = COUNTS.astype("float32")
v2("csr-blosc.zarr.zip", sparse.csr_matrix(f4), Blosc(), layers={"double": sparse.csc_matrix(f4 * 2)}, raw=True)
v2("dense-zstd.zarr.zip", f4, Zstd(), chunks="C")
v2("dense-f-order.zarr.zip", f4.astype(">f8"), LZ4(), chunks="F")
v2("csc-gzip.zarr.zip", sparse.csc_matrix(COUNTS.astype("int64")), GZip(), chunks="C")
v2("csr-plain.zarr.zip", sparse.csr_matrix(f4), None, chunks="C")



def records(frame, index_type, uns):
    """A frame as a compound array, as by anndata 0.6: text columns as codes, categories in uns, names of fixed length."""
    names, parts = ["index"], [np.array(frame.index.str.encode("utf-8") if index_type == "S" else frame.index).astype(index_type)]
    for name in frame:
        values = frame[name]
        if isinstance(values.dtype, pd.CategoricalDtype):
            uns[f"{name}_categories"] = np.array([c.encode() for c in values.cat.categories])
            values = values.cat.codes
        elif values.dtype == object:
            values = np.array([v.encode() for v in values]) if index_type == "S" else np.array(values).astype("U")
        names.append(name)
        parts.append(np.asarray(values))
    return np.rec.fromarrays(parts, names=names)


def v06(name, x, index_type, compressor, big=False, raw=False):
    """https://github.com/scverse/anndata/blob/0.6.22/anndata/readwrite/write.py: keys at the root, a record array per table."""
    columns = obs()
    genes = pd.DataFrame({"chromosome": pd.Categorical(["X", "6", "5", "9", "MT"]), "length": np.arange(5) * 100.5}, index=GENES)
    matrices = {"X": x, **({"raw/X": x} if raw else {})}
    keep(name, matrices, columns)
    expected[name]["var"] = {key: column(genes[key]) for key in genes}
    with tempfile.TemporaryDirectory() as at:
        store, uns = zarr.open(at, "w"), {}
        for key, table in (("obs", columns), ("var", genes), *((("raw.var", genes),) if raw else ())):
            values = records(table, index_type, uns)
            if big:
                values = values.astype(values.dtype.newbyteorder(">"))
            store.create_dataset(key, data=values, chunks=(3,), compressor=compressor)
        for key, matrix in (("X", x), *((("raw.X", x),) if raw else ())):
            if sparse.issparse(matrix):
                group = store.create_group(key)
                group.attrs.update({"h5sparse_format": "csr", "h5sparse_shape": list(matrix.shape)})
                for part in ("data", "indices", "indptr"):
                    group.create_dataset(part, data=getattr(matrix, part), chunks=(4,), compressor=compressor)
            else:
                store.create_dataset(key, data=matrix, compressor=compressor)
        for key, values in uns.items():
            store.create_dataset(f"uns/{key}", data=values, compressor=compressor)
        pack(at, name)


v06("v0.6-csr.zarr.zip", sparse.csr_matrix(f4), "S", Blosc(), raw=True)
v06("v0.6-dense.zarr.zip", f4, "U", Zstd(), big=True)
v06("v0.6-plain.zarr.zip", f4, "U", None)


def frame(store, path, index, columns):
    store.group(path, {"encoding-type": "dataframe", "encoding-version": "0.2.0", "_index": "_index", "column-order": list(columns)})
    store.array(f"{path}/_index", np.array(index, dtype=object), {"encoding-type": "string-array"})
    for name, values in columns.items():
        if isinstance(values.dtype, pd.CategoricalDtype):
            store.group(f"{path}/{name}", {"encoding-type": "categorical", "ordered": False})
            store.array(f"{path}/{name}/codes", values.cat.codes.to_numpy(), codec="gzip")
            store.array(f"{path}/{name}/categories", np.array(values.cat.categories, dtype=object))
        else:
            store.array(f"{path}/{name}", values.to_numpy())


def v3(name, x, codec, shard=None):
    columns = obs()
    keep(name, {"X": x}, columns)
    with tempfile.TemporaryDirectory() as at:
        store = V3(at)
        store.group("", {"encoding-type": "anndata", "encoding-version": "0.1.0"})
        frame(store, "obs", CELLS, {key: columns[key] for key in columns})
        frame(store, "var", GENES, {})
        if sparse.issparse(x):
            store.group("X", {"encoding-type": "csr_matrix", "shape": list(x.shape)})
            for part in ("data", "indices", "indptr"):
                store.array(f"X/{part}", getattr(x, part), chunk=4, codec=codec, shard=shard)
        else:
            store.array("X", x, {"encoding-type": "array"}, chunk=2, codec=codec, shard=shard)
        pack(at, name)


v3("v3-csr.zarr.zip", sparse.csr_matrix(f4), "blosc")
v3("v3-dense.zarr.zip", f4, "zstd")
v3("v3-sharded.zarr.zip", f4, "gzip", shard=2)

with open(os.path.join(OUT, "expected-zarr.json"), "w") as out:
    json.dump(expected, out, ensure_ascii=False, indent=0)
    out.write("\n")
