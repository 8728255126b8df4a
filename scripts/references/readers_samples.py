"""Writes several samples of one made-up experiment as GEO provides them, and their join by anndata
(expected-samples.json in tests/fixtures/readers): three tar archives, one with gzip, two files of 10x Genomics, and three of AnnData.

Synthetic data only. Run: python3 scripts/references/readers_samples.py (anndata 0.8, scipy 1.10, h5py 3.7).
"""

import gzip
import io
import json
import os
import tarfile

import anndata
import h5py
import numpy as np
import pandas as pd
import scipy.io
import scipy.sparse as sparse

from readers_common import OUT

IDS = [f"ENSG0000000000{i}" for i in range(6)]
SYMBOLS = ["GATA1", "SPI1", "KLF1", "HLA-A", "FLI1", "SPI1"]
# Two barcodes occur in both; the second sample has its genes in another order, so that the other SPI1 comes first.
SAMPLES = {
    "GSM11_WT": (["AAAC-1", "AAAG-1", "CCCA-1", "CCCT-1", "GGGA-1"], [0, 1, 2, 3, 4, 5]),
    "GSM12_GATA1_KO": (["AAAG-1", "CCCA-1", "TTTA-1", "TTTG-1"], [5, 4, 0, 2, 1, 3]),
    "GSM13_SPI1_KO": (["ACAC-1", "ACAG-1"], [3, 2, 1, 0, 5, 4]),
}
random = np.random.default_rng(31)


def sample(name):
    """Cells x genes, sparse, genes in the sample's own order."""
    cells, order = SAMPLES[name]
    counts = random.poisson(0.9, (len(cells), 6)) * random.integers(1, 90, (len(cells), 6))
    a = anndata.AnnData(sparse.csr_matrix(counts.astype("f4")), obs=pd.DataFrame(index=cells), var=pd.DataFrame(index=[IDS[g] for g in order]))
    a.var["symbol"] = [SYMBOLS[g] for g in order]
    return a


def packed(text):
    return gzip.compress(text if isinstance(text, bytes) else text.encode(), mtime=0)


def triplet(name, a):
    out = io.BytesIO()
    scipy.io.mmwrite(out, sparse.coo_matrix(a.X.T.astype("i4")), field="integer")
    features = "".join(f"{i}\t{s}\tGene Expression\n" for i, s in zip(a.var_names, a.var["symbol"]))
    return {
        f"{name}_matrix.mtx.gz": packed(out.getvalue()),
        f"{name}_features.tsv.gz": packed(features),
        f"{name}_barcodes.tsv.gz": packed("".join(f"{c}\n" for c in a.obs_names)),
    }


def tar(name, files, how, mode="w"):
    with tarfile.open(os.path.join(OUT, name), mode, format=how) as t:
        for path, data in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))


def tenx(name, a):
    with h5py.File(os.path.join(OUT, name), "w", libver="latest") as f:
        g = f.create_group("matrix")
        g["barcodes"] = np.array([c.encode() for c in a.obs_names])
        m = sparse.csr_matrix(a.X)
        for part, values in (("data", m.data.astype("i4")), ("indices", m.indices.astype("i8")), ("indptr", m.indptr.astype("i8"))):
            g[part] = values
        g["shape"] = np.array(a.shape[::-1], dtype="i4")
        t = g.create_group("features")
        t["id"] = np.array([i.encode() for i in a.var_names])
        t["name"] = np.array([s.encode() for s in a.var["symbol"]])
        t["feature_type"] = np.array([b"Gene Expression"] * a.n_vars)
        t["genome"] = np.array([b"GRCh38"] * a.n_vars)


def described(parts):
    """Cell names that occur in several samples get the sample as prefix; values and genes as joined by anndata."""
    short = {name: name.split("_", 1)[1] for name in parts}
    joined = anndata.concat({short[name]: a for name, a in parts.items()}, label="sample", join="inner")
    joined = joined[:, parts["GSM11_WT"].var_names]
    named = list(joined.obs_names)
    cells = [f"{s}_{c}" if named.count(c) > 1 else c for s, c in zip(joined.obs["sample"], named)]
    return {
        "cells": cells,
        "ids": list(joined.var_names),
        "sample": list(joined.obs["sample"]),
        "values": np.asarray(joined.X.todense()).astype("f8").tolist(),
    }


made = {name: sample(name) for name in SAMPLES}
files = {}
for name, a in made.items():
    files.update(triplet(name, a))
long = "a-folder-with-a-name-that-is-far-too-long-for-the-header/" * 3
tar("samples.tar", files, tarfile.USTAR_FORMAT)
tar("samples-gnu.tar", {f"{long}{path}": data for path, data in files.items()}, tarfile.GNU_FORMAT)
tar("samples-pax.tar.gz", {f"{long}{path}": data for path, data in files.items()}, tarfile.PAX_FORMAT, "w:gz")
for name in ("GSM11_WT", "GSM12_GATA1_KO"):
    tenx(f"{name}_filtered_feature_bc_matrix.h5", made[name])
GENES = [f"GENE{letter}" for letter in "ABCDEFGHIJKL"]


def lane(name, genes, total, cells):
    """Counts in a layer, their logarithms after normalisation to a total in X."""
    counts = random.poisson(random.gamma(2, 9, len(genes)), (cells, len(genes))).astype("f4")
    a = anndata.AnnData(
        sparse.csr_matrix(np.log1p(counts / counts.sum(1, keepdims=True) * total).astype("f4")),
        obs=pd.DataFrame({"ko": [["control", "GENEA", "GENEB"][i % 3] for i in range(cells)]}, index=[f"AAA{name}{i}-1" for i in range(cells)]),
        var=pd.DataFrame(index=genes),
    )
    a.layers["counts"] = sparse.csr_matrix(counts)
    a.write_h5ad(os.path.join(OUT, f"{name}.h5ad"), compression="gzip")
    return a


lanes = {
    "lane1": lane("lane1", GENES, 1e4, 12),
    "lane2": lane("lane2", GENES[:2:-1] + GENES[:2] + ["OTHER"], 1e4, 9),
    "lane3": lane("lane3", GENES, 1e6, 9),
}


def concatenated(names):
    joined = anndata.concat({name: lanes[name] for name in names}, label="sample", join="inner")
    joined = joined[:, [gene for gene in GENES if gene in joined.var_names]]
    return {
        "cells": list(joined.obs_names),
        "genes": list(joined.var_names),
        "ko": list(joined.obs["ko"]),
        "sample": list(joined.obs["sample"]),
        "X": np.asarray(joined.X.todense()).astype("f8").tolist(),
        "counts": np.asarray(joined.layers["counts"].todense()).astype("f8").tolist(),
    }


expected = {"all": described(made), "lanes": concatenated(["lane1", "lane2"]), "totals": concatenated(["lane1", "lane3"]), "two": described({n: made[n] for n in ("GSM11_WT", "GSM12_GATA1_KO")})}
with open(os.path.join(OUT, "expected-samples.json"), "w") as out:
    json.dump(expected, out, indent=0)
    out.write("\n")
