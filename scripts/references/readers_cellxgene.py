"""Writes cellxgene.h5ad of tests/fixtures/readers, a screen as CELLxGENE keeps it (schema 7.1.0): guides of each cell in obs, their
targets in uns; and its targets (expected-cellxgene.json), looked up in the dictionaries it was written from.

Synthetic data only. Run: python3 scripts/references/readers_cellxgene.py (anndata 0.8)
"""

import json
import os
import tempfile

import anndata
import h5py
import numpy as np
import pandas as pd
from readers_common import OUT, create

rng = np.random.default_rng(11)


def copy(source, made):
    made.attrs.update(source.attrs)
    for name, item in source.items():
        if isinstance(item, h5py.Group):
            copy(item, made.create_group(name))
        else:
            made.create_dataset(name, data=item[()], dtype=item.dtype).attrs.update(item.attrs)


# Identifiers of Ensembl and their symbols; GATA1-AS stands for a gene on the other strand of a guide's place.
genes = {
    "ENSG00000102145": "GATA1",
    "ENSG00000066336": "SPI1",
    "ENSG00000105610": "KLF1",
    "ENSG00000162367": "TAL1",
    "ENSG00000999991": "GATA1-AS",
}
ids = {symbol: identifier for identifier, symbol in genes.items()}


def guide(role, targets):
    about = {"role": role, "protospacer_sequence": "".join(rng.choice(list("ACGT"), 20)), "protospacer_adjacent_motif": "3' NGG"}
    if targets:
        about["target_genomic_regions"] = np.array(["X:48786590-48786609(+)"])
        about["target_features"] = {ids[symbol]: symbol for symbol in targets}
    return about


guides = {
    "GATA1-1": guide("targeting", ["GATA1", "GATA1-AS"]),
    "CRISPRi_0042": guide("targeting", ["SPI1"]),
    "CRISPRi_0043": guide("targeting", ["SPI1"]),
    "CRISPRi_0100": guide("targeting", ["KLF1", "TAL1"]),
    "SAFE-7": guide("control", ["TAL1"]),
}
of_cells = ["GATA1-1", "CRISPRi_0042", "CRISPRi_0043 || GATA1-1", "CRISPRi_0100", "SAFE-7", "SAFE-7", "CRISPRi_0043 || SAFE-7", "na"] * 3
named_by = {"GATA1-1": ["GATA1"]}


def target(cell):
    if cell == "na":
        return ""
    parts = cell.split(" || ")
    if all(guides[part]["role"] == "control" for part in parts):
        return "control"
    found = []
    for part in parts:
        if guides[part]["role"] == "control":
            continue
        for symbol in named_by.get(part, list(guides[part].get("target_features", {}).values()) or [part]):
            if symbol not in found:
                found.append(symbol)
    return "+".join(found)


def strategy(cell):
    if cell == "na":
        return "no perturbations"
    return "control" if target(cell) == "control" else "CRISPR interference screen"


obs = pd.DataFrame(
    {
        "genetic_perturbation_id": pd.Categorical(of_cells),
        "genetic_perturbation_strategy": pd.Categorical([strategy(cell) for cell in of_cells]),
        "cell_type": pd.Categorical(["erythroblast"] * len(of_cells)),
    },
    index=[f"cell{i}" for i in range(len(of_cells))],
)
var = pd.DataFrame({"feature_name": pd.Categorical(list(genes.values()))}, index=list(genes))
a = anndata.AnnData(rng.poisson(4, (len(of_cells), len(genes))).astype("f4"), obs=obs, var=var)
a.uns["genetic_perturbations"] = guides
with tempfile.TemporaryDirectory() as folder:
    a.write_h5ad(os.path.join(folder, "whole.h5ad"))
    # Many small groups take a fifth of the room in the newer layout.
    with h5py.File(os.path.join(folder, "whole.h5ad")) as whole, create("cellxgene.h5ad") as made:
        copy(whole, made)
with open(os.path.join(OUT, "expected-cellxgene.json"), "w") as out:
    json.dump({"targets": [target(cell) for cell in of_cells]}, out)
    out.write("\n")
