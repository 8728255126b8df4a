"""Records what h5py, scipy, numpy and pandas read from every .h5ad, 10x file, loom and table of ../shared/data: a few numbers per file,
not the data, for src/dataset/readers/shared.slow.test.ts. Files to be refused are listed by hand with the reason.

Run: python3 scripts/references/readers_shared.py [../shared/data]
"""

import io
import gzip
import json
import os
import sys
import warnings

import h5py
import numpy as np
import pandas as pd
import scipy.io
import scipy.sparse as sparse

warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "..", "..", "shared", "data")
OUT = os.path.join(HERE, "..", "..", "tests", "fixtures", "readers", "shared.json")

# Decided by inspection: what the files are, and the expected error tag.
REFUSED = {
    "anndata-files/archive-v0.11.4-no-x.h5ad": ("no-matrix", "written without X, layers or raw"),
    "anndata-files/archive-v0.11.4.zarr.zip": ("no-matrix", "written without X, layers or raw"),
    "anndata-files/excel.xlsx": ("unsupported-format", "a spreadsheet"),
    "anndata-files/umi_tools.tsv.gz": ("bad-header", "long format: gene, cell, count"),
    "10x/filtered_feature_bc_matrix/barcodes.tsv.gz": ("bad-header", "one column of barcodes"),
    "10x/filtered_feature_bc_matrix/features.tsv.gz": ("no-matrix", "names and types of genes, no numbers"),
    "10x/v2/filtered_gene_bc_matrices/hg19_chr21/barcodes.tsv": ("bad-header", "one column of barcodes"),
    "10x/v2/filtered_gene_bc_matrices/hg19_chr21/genes.tsv": ("no-matrix", "names of genes, no numbers"),
    "networks/tables/autori_mreza_edge (1).csv": ("no-matrix", "an edge list of authors"),
    "networks/tables/csv-european-decimal.valid.csv": ("too-few-genes", "one numeric column"),
    "networks/tables/csv-european-quoted.valid.csv": ("too-few-genes", "one numeric column"),
    "networks/tables/csv-mixed-types.valid.csv": ("too-few-genes", "one numeric column"),
    "networks/tables/csv-no-headers.valid.csv": ("bad-header", "numbers in the first row"),
    "networks/tables/edge-attributes.valid.csv": ("no-matrix", "one numeric column: weights of edges"),
    "networks/tables/edge-list.valid.csv": ("no-matrix", "an edge list"),
    "networks/tables/empty.invalid.csv": ("empty-file", "no bytes"),
    "networks/tables/inconsistent-columns.invalid.csv": ("ragged-row", "3, 4, 2, 5 columns"),
    "networks/tables/malformed-quotes.invalid.csv": ("damaged-file", "quotation mark never closed"),
    "networks/tables/no-delimiter.invalid.csv": ("bad-header", "prose"),
    "networks/tables/node-attributes.valid.csv": ("no-matrix", "one numeric column: scores of nodes"),
    "networks/tables/semicolon-delimited.valid.txt": ("too-few-genes", "one numeric column"),
    "networks/tables/space-delimited.valid.txt": ("bad-header", "'New York' makes rows of 4 and 5 columns"),
    "networks/tables/starts-empty-lines.invalid.csv": ("no-matrix", "one numeric column: ages"),
    "networks/tables/table-data-from-cy-tutorial.csv": ("too-few-genes", "one numeric column"),
    "networks/tables/tsv-no-headers.valid.tsv": ("bad-header", "numbers in the first row"),
}


def reason_to_refuse(name):
    base = os.path.basename(name)
    if base == "dyn-converging.txt":
        return ("ragged-row", "rules of a Boolean network, with a tab too many in the header")
    if base.endswith("_strengths.txt"):
        return ("too-few-genes", "strengths of pairs: one numeric column")
    if base == "dyn-consecutive-bifurcating-inputs.txt":
        return ("too-few-cells", "one row")
    if name.startswith("models/"):
        return ("no-matrix", "rules of a Boolean network")
    if name in REFUSED:
        return REFUSED[name]
    if "PseudoTime" in base:
        return ("no-matrix", "pseudotime per cell, no genes")
    if "refNetwork" in base or base.endswith("truth.tsv"):
        return ("no-matrix", "an edge list")
    if "goldstandard" in base or "gt_GRN" in base:
        return ("bad-header", "an edge list without header")
    return None


def summary(matrix):
    x = np.asarray(matrix.todense()) if sparse.issparse(matrix) else np.asarray(matrix)
    x = x.astype("float32").astype("float64")
    rows, columns = x.shape
    at = [(0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3), (rows // 3, columns // 2)]
    return {
        "cells": rows,
        "genes": columns,
        "sum": float(x.sum()),
        "squares": float((x**2).sum()),
        "nonZero": int((x != 0).sum()),
        "some": [[r, c, float(x[r, c])] for r, c in at],
    }


def sparse_summary(matrix):
    """Includes the first, middle and last stored entries, because most of the fixed positions are zero."""
    kept = sparse.coo_matrix(matrix)
    at = [0, kept.nnz // 2, kept.nnz - 1] if kept.nnz > 0 else []
    entries = [[int(kept.row[i]), int(kept.col[i]), float(np.float32(kept.data[i]))] for i in at]
    found = summary(matrix)
    return {**found, "some": found["some"] + entries}


def text(values):
    return [v.decode() if isinstance(v, bytes) else str(v) for v in values]


def h5_matrix(node):
    if isinstance(node, h5py.Dataset):
        return node[()]
    kind = node.attrs.get("encoding-type", node.attrs.get("h5sparse_format"))
    kind = kind.decode() if isinstance(kind, bytes) else kind
    shape = tuple(node.attrs["shape"] if "shape" in node.attrs else node.attrs["h5sparse_shape"])
    make = sparse.csr_matrix if kind.startswith("csr") else sparse.csc_matrix
    return make((node["data"][()], node["indices"][()], node["indptr"][()]), shape=shape)


def h5_column(frame, name):
    """Counts per category, or count, sum and missing of numbers; None for other columns."""
    node = frame[name]
    categories = frame.get(f"__categories/{name}")
    if isinstance(node, h5py.Group):
        encoding = node.attrs.get("encoding-type", "")
        if encoding == "categorical":
            codes, labels = node["codes"][()], node["categories"].asstr()[()] if node["categories"].dtype.kind == "O" else node["categories"][()]
        elif encoding.startswith("nullable"):
            values, mask = node["values"][()], node["mask"][()]
            if values.dtype.kind == "b":
                return count([str(bool(v)) for v, m in zip(values, mask) if not m])
            kept = values[~mask].astype("float64")
            return {"sum": float(kept.sum()), "missing": int(mask.sum())}
        else:
            return None
    elif categories is not None:
        codes, labels = node[()], text(categories[()])
    else:
        values = node[()]
        if values.ndim != 1:
            return None
        if values.dtype.kind == "O":
            return count(text(values))
        if values.dtype.kind == "b":
            return count([str(bool(v)) for v in values])
        values = values.astype("float64")
        return {"sum": float(np.nansum(values)), "missing": int(np.isnan(values).sum())}
    return count([str(labels[c]) for c in codes if c >= 0])


def count(values):
    counts = pd.Series(values, dtype="object").value_counts()
    return {"counts": {k: int(v) for k, v in sorted(counts.items())}}


def ends(names):
    return [names[0], names[-1]]


def read_h5ad(path):
    with h5py.File(path) as f:
        matrices = {}
        for where in ("X", "raw/X"):
            if where in f:
                matrices[where] = summary(h5_matrix(f[where]))
        for layer in f.get("layers", {}):
            matrices[f"layers/{layer}"] = summary(h5_matrix(f["layers"][layer]))
        obs, var = f["obs"], f["var"]
        columns = {n: h5_column(obs, n) for n in text(obs.attrs["column-order"])}
        return {
            "matrices": matrices,
            "cellNames": ends(text(obs[text([obs.attrs["_index"]])[0]][()])),
            "geneNames": ends(text(var[text([var.attrs["_index"]])[0]][()])),
            "obs": {n: c for n, c in columns.items() if c is not None},
        }


def tenx_matrix(node):
    """10x stores by barcode: [features, barcodes] as compressed columns."""
    rows, columns = node["shape"][()]
    return sparse.csc_matrix((node["data"][()], node["indices"][()], node["indptr"][()]), shape=(rows, columns)).T


def read_tenx(path):
    with h5py.File(path) as f:
        groups = [g for g in f if "barcodes" in f[g]]
        first = f[groups[0]]
        names = first["features/name"] if "features" in first else first["gene_names"]
        return {
            "matrices": {g: sparse_summary(tenx_matrix(f[g])) for g in groups},
            "cellNames": ends(text(first["barcodes"][()])),
            "geneNames": ends(text(names[()])),
            "obs": {},
        }


def read_loom(path):
    with h5py.File(path) as f:
        layers = {f"layers/{name}": summary(f["layers"][name][()].T) for name in f["layers"]}
        return {
            "matrices": {"matrix": sparse_summary(f["matrix"][()].T), **layers},
            "cellNames": ends(text(f["col_attrs/Cell"][()])),
            "geneNames": ends(text(f["row_attrs/Gene"][()])),
            "obs": {},
        }


def read_triplet(path, name):
    folder, base = os.path.split(path)
    beside = {}
    for part, candidates in (("features", ("features", "genes")), ("barcodes", ("barcodes",))):
        beside[part] = next(b for b in sorted(os.listdir(folder)) if b.split(".")[0] in candidates)
    rows = {
        part: pd.read_csv(os.path.join(folder, b), sep="\t", header=None, dtype=str) for part, b in beside.items()
    }
    return {
        "beside": {part: os.path.join(os.path.dirname(name), b) for part, b in beside.items()},
        "matrices": {"matrix": sparse_summary(scipy.io.mmread(path).T)},
        "cellNames": ends(list(rows["barcodes"][0])),
        "geneNames": ends(list(rows["features"][1])),
        "obs": {},
    }


READERS = {".h5": read_tenx, ".loom": read_loom}


def read_table(path, name):
    data = open(path, "rb").read()
    data = gzip.decompress(data) if path.endswith(".gz") else data
    content = data.decode("utf-8-sig")
    comments = [line for line in content.splitlines() if line.startswith("#")]
    if comments:
        # The last comment has the names of the columns.
        rows = pd.read_csv(io.StringIO(content), sep=r"\s+", comment="#", header=None, index_col=0)
        return {
            "matrices": {"table": summary(rows.to_numpy("float64"))},
            "cellNames": ends(list(rows.index)),
            "geneNames": ends(comments[-1].lstrip("# ").split()),
            "obs": {},
        }
    first = content.splitlines()[0]
    sep = max([",", "\t", ";"], key=first.count)
    decimal = "," if sep == ";" else "."
    frame = pd.read_csv(io.StringIO(content), sep=sep, decimal=decimal, skipinitialspace=True, skip_blank_lines=True)
    frame.columns = [c.strip().strip('"') for c in frame.columns]
    if "ExpressionData" in name:
        matrix = frame.iloc[:, 1:].to_numpy("float64").T
        cells, genes = list(frame.columns[1:]), list(frame.iloc[:, 0])
    else:
        numeric = frame.select_dtypes("number")
        first_is_name = frame.columns[0].startswith("Unnamed")
        matrix = numeric.to_numpy("float64")
        cells = list(frame.iloc[:, 0].astype(str)) if first_is_name else None
        genes = list(numeric.columns)
    return {
        "matrices": {"table": summary(matrix)},
        "cellNames": None if cells is None else ends(cells),
        "geneNames": ends(genes),
        "obs": {},
    }


found = {}
for folder, _, names in sorted(os.walk(ROOT)):
    for base in sorted(names):
        path = os.path.join(folder, base)
        name = os.path.relpath(path, ROOT)
        if base.startswith("SOURCE") or not base.endswith(
            (".h5ad", ".h5", ".loom", ".mtx", ".mtx.gz", ".csv", ".tsv", ".txt", ".tsv.gz", ".csv.gz", ".zarr.zip", ".xlsx")
        ):
            continue
        refusal = reason_to_refuse(name)
        if refusal is not None:
            found[name] = {"refused": refusal[0], "because": refusal[1]}
        elif name.endswith(".h5ad"):
            found[name] = read_h5ad(path)
        elif os.path.splitext(base)[1] in READERS:
            found[name] = READERS[os.path.splitext(base)[1]](path)
        elif ".mtx" in base:
            found[name] = read_triplet(path, name)
        else:
            found[name] = read_table(path, name)

with open(OUT, "w") as out:
    json.dump(found, out, ensure_ascii=False, separators=(",", ":"))
    out.write("\n")
print(len(found), "files,", os.path.getsize(OUT), "bytes")
