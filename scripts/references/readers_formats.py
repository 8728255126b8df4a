"""Writes the 10x and loom fixtures of tests/fixtures/readers and their content (expected-formats.json), taken
from the arrays they were written from, not from a reader.

Synthetic data only. Run: python3 scripts/references/readers_formats.py (h5py 3.7, scipy 1.10). Formats:
https://www.10xgenomics.com/support/software/cell-ranger/latest/analysis/outputs/cr-outputs-h5-matrices
https://linnarssonlab.org/loompy/format/
"""

import json
import os

import h5py
import numpy as np
import scipy.sparse as sparse

from readers_common import CELLS, COUNTS, GENES, IDS, OUT, TEXT, UNIQUE, create, plain

expected = {}


def put_compressed(group, matrix, backwards=False):
    """matrix: cells x features; entries of a cell in descending order on request, as in older versions."""
    m = sparse.csr_matrix(matrix)
    data, indices = m.data.copy(), m.indices.copy()
    if backwards:
        for a, b in zip(m.indptr[:-1], m.indptr[1:]):
            data[a:b], indices[a:b] = data[a:b][::-1].copy(), indices[a:b][::-1].copy()
    group.create_dataset("data", data=data.astype("i4"), compression="gzip")
    group.create_dataset("indices", data=indices.astype("i8"), compression="gzip")
    group.create_dataset("indptr", data=m.indptr.astype("i8"))
    group.create_dataset("shape", data=np.array(matrix.shape[::-1], dtype="i4"))


def fixed(values):
    return np.array([v.encode() for v in values])


def v3(name, matrix, ids, names, types, genomes, backwards=False, targets=None):
    with create(name) as f:
        f.attrs["filetype"] = "matrix"
        f.attrs["version"] = 2
        g = f.create_group("matrix")
        g["barcodes"] = fixed(CELLS)
        put_compressed(g, matrix, backwards)
        t = g.create_group("features")
        for key, values in (("id", ids), ("name", names), ("feature_type", types), ("genome", genomes)):
            t[key] = fixed(values)
        if targets is not None:
            t["target_gene_name"] = fixed(targets)
        t["_all_tag_keys"] = fixed(["genome"])


# Version 3: guides and antibodies among the genes, entries in descending order, a duplicate name. Guides:
# cell 0 has only 4 UMIs of sgGATA1, cell 2 none, cell 3 both guides, cell 5 equal UMIs of both.
guides = np.array([[4, 0], [0, 40], [0, 0], [9, 6], [1, 12], [5, 5]])
antibody = np.array([[7], [8], [9], [10], [11], [12]])
mixed = np.hstack([COUNTS[:, :2], guides[:, :1], COUNTS[:, 2:], guides[:, 1:], antibody])
ids = IDS[:2] + ["sgA"] + IDS[2:] + ["sgB", "CD3"]
names = GENES[:2] + ["sgGATA1"] + GENES[2:] + ["sgNT", "CD3"]
types = ["Gene Expression"] * 2 + ["CRISPR Guide Capture"] + ["Gene Expression"] * 3 + ["CRISPR Guide Capture", "Antibody Capture"]
CALLS = {
    5: ["", "sgNT", "", "sgGATA1|sgNT", "sgNT", "sgGATA1|sgNT"],
    1: ["sgGATA1", "sgNT", "", "sgGATA1|sgNT", "sgGATA1|sgNT", "sgGATA1|sgNT"],
    2: ["sgGATA1", "sgNT", "", "sgGATA1|sgNT", "sgNT", "sgGATA1|sgNT"],
    3: ["sgGATA1", "sgNT", "", "sgGATA1|sgNT", "sgNT", "sgGATA1|sgNT"],
    10: ["", "sgNT", "", "", "sgNT", ""],
    20: ["", "sgNT", "", "", "", ""],
    30: ["", "sgNT", "", "", "", ""],
}


def calls(what, rename=lambda label: label):
    return {f"{what} (UMIs ≥ {at})": [rename(label) for label in labels] for at, labels in CALLS.items()}


MOST = {"guide (most UMIs)": ["sgGATA1", "sgNT", "", "sgGATA1", "sgNT", ""]}
WELLS = {"gem_group": ["1", "1", "1", "2", "2", "2"]}
CALLED_NOTE = {"tag": "guide-calls", "guides": 2, "threshold": 5, "one": 2, "several": 2, "none": 2}
v3("tenx-v3.h5", mixed, ids, names, types, ["GRCh38"] * 8, backwards=True)
expected["tenx-v3.h5"] = {
    "format": "10x",
    "cells": CELLS,
    "genes": UNIQUE,
    "obs": {**calls("guide"), **MOST, **WELLS},
    "var": {"gene_ids": IDS},
    "matrices": {"matrix": plain(COUNTS)},
    "notes": [
        {"tag": "features-left-out", "types": [{"name": "Antibody Capture", "count": 1}]},
        {"tag": "duplicate-genes", "names": ["GATA1"]},
        CALLED_NOTE,
    ],
}
# With the targets of guides, as written by Cell Ranger 3 and later.
targets = ["", "", "GATA1", "", "", "", "Non-Targeting", ""]
v3("tenx-targets.h5", mixed, ids, names, types, ["GRCh38"] * 8, targets=targets)
expected["tenx-targets.h5"] = {
    **expected["tenx-v3.h5"],
    "obs": {
        **calls("target", lambda label: label.replace("sgGATA1", "GATA1").replace("sgNT", "Non-Targeting")),
        **expected["tenx-v3.h5"]["obs"],
    },
}
v3("tenx-two-genomes.h5", COUNTS, IDS, ["A", "B", "C", "D", "E"], ["Gene Expression"] * 5, ["hg19"] * 3 + ["mm10"] * 2)
expected["tenx-two-genomes.h5"] = {
    "format": "10x",
    "cells": CELLS,
    "genes": ["A", "B", "C", "D", "E"],
    "obs": {"gem_group": ["1", "1", "1", "2", "2", "2"]},
    "var": {"gene_ids": IDS, "genome": ["hg19"] * 3 + ["mm10"] * 2},
    "matrices": {"matrix": plain(COUNTS)},
    "notes": [{"tag": "genes-of-genomes", "genomes": [{"name": "hg19", "count": 3}, {"name": "mm10", "count": 2}]}],
}
v3("tenx-guides-only.h5", guides, ["a", "b"], ["a", "b"], ["CRISPR Guide Capture"] * 2, ["", ""])


def v2_group(f, genome, matrix, barcodes, ids, names):
    g = f.create_group(genome)
    g["barcodes"], g["genes"], g["gene_names"] = fixed(barcodes), fixed(ids), fixed(names)
    put_compressed(g, matrix)


# Version 2: two genomes with the same cells, a third with other cells.
one_well = [c.replace("-2", "-1") for c in CELLS]
with create("tenx-v2.h5") as f:
    v2_group(f, "hg19", COUNTS, one_well, IDS, ["A", "B", "C", "D", "E"])
    v2_group(f, "mm10", COUNTS[:, :3] * 2, one_well, ["a", "b", "c"], ["a", "b", "c"])
    v2_group(f, "rn6", COUNTS[:2, :2], ["ACGT-1", "TGCA-1"], ["x", "y"], ["x", "y"])
expected["tenx-v2.h5"] = {
    "format": "10x",
    "cells": one_well,
    "genes": ["A", "B", "C", "D", "E"],
    "obs": {},
    "var": {"gene_ids": IDS},
    "matrices": {"hg19": plain(COUNTS), "mm10": plain(COUNTS[:, :3] * 2)},
    "notes": [{"tag": "genome-matrices", "genomes": ["hg19", "mm10"], "leftOut": ["rn6"]}],
}

# Inconsistent files.
with create("tenx-fewer-names.h5") as f:
    v2_group(f, "hg19", COUNTS, one_well, IDS[:4], ["A", "B", "C", "D"])
with create("tenx-index-outside.h5") as f:
    v2_group(f, "hg19", COUNTS, one_well, IDS, GENES)
    f["hg19/indices"][3] = 77
with create("tenx-without-genes.h5") as f:
    v2_group(f, "hg19", COUNTS, one_well, IDS, GENES)
    del f["hg19/genes"]

# Loom, version 3: layers, an embedding in two columns, text and numbers of cells.
with create("small.loom") as f:
    f.create_group("attrs").create_dataset("LOOM_SPEC_VERSION", data="3.0.0", dtype=TEXT)
    f.create_dataset("matrix", data=COUNTS.T.astype("f4"), chunks=(2, 4), compression="gzip")
    f.create_group("layers").create_dataset("spliced", data=(COUNTS.T * 2).astype("u2"), chunks=(2, 4), compression="gzip")
    rows, columns = f.create_group("row_attrs"), f.create_group("col_attrs")
    rows.create_dataset("Accession", data=IDS, dtype=TEXT)
    rows.create_dataset("Gene", data=GENES, dtype=TEXT)
    columns.create_dataset("CellID", data=CELLS, dtype=TEXT)
    columns.create_dataset("perturbation", data=["control", "GATA1", "FLI1"] * 2, dtype=TEXT)
    columns["Clusters"] = np.arange(6) % 2
    columns["UMAP"] = np.zeros((6, 2))
    f.create_group("row_graphs"), f.create_group("col_graphs")
expected["small.loom"] = {
    "format": "loom",
    "cells": CELLS,
    "genes": UNIQUE,
    "obs": {"perturbation": ["control", "GATA1", "FLI1"] * 2, "Clusters": [0, 1] * 3},
    "var": {"Accession": IDS},
    "matrices": {"matrix": plain(COUNTS), "layers/spliced": plain(COUNTS * 2)},
    "notes": [{"tag": "duplicate-genes", "names": ["GATA1"]}],
}
# Version 2: version as an attribute of the file, text of fixed length, no cell names, genes by accession only.
with create("old.loom") as f:
    f.attrs["LOOM_SPEC_VERSION"] = "2.0.1"
    f["matrix"] = COUNTS.T.astype("f8") / 2
    f.create_group("layers"), f.create_group("col_attrs")
    f.create_group("row_attrs")["Accession"] = fixed(IDS)
    f["col_attrs/Age"] = np.array([1.5, 2, 2, 3, 3, 4])
expected["old.loom"] = {
    "format": "loom",
    "cells": ["1", "2", "3", "4", "5", "6"],
    "genes": IDS,
    "obs": {"Age": [1.5, 2, 2, 3, 3, 4]},
    "var": {},
    "matrices": {"matrix": plain(COUNTS / 2)},
    "notes": [],
}
with create("fewer-genes.loom") as f:
    f["matrix"] = COUNTS.T.astype("f4")
    f.create_group("col_attrs")
    f.create_group("row_attrs").create_dataset("Gene", data=GENES[:4], dtype=TEXT)
with create("other-layer.loom") as f:
    f["matrix"] = COUNTS.T.astype("f4")
    f.create_group("layers")["spliced"] = COUNTS.T[:3].astype("f4")
    f.create_group("col_attrs")
    f.create_group("row_attrs").create_dataset("Gene", data=GENES, dtype=TEXT)
with create("not-finite.loom") as f:
    x = COUNTS.T.astype("f4")
    x[3, 1], x[0, 4] = np.nan, np.inf
    f["matrix"] = x
    f.create_group("col_attrs")
    f.create_group("row_attrs").create_dataset("Gene", data=GENES, dtype=TEXT)

with open(os.path.join(OUT, "expected-formats.json"), "w") as out:
    json.dump(expected, out, ensure_ascii=False, indent=0)
    out.write("\n")
