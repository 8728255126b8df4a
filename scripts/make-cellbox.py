"""Writes the drug screen of Korkut et al. 2015 as AnnData from the tables of CellBox (github.com/sanderlab/CellBox, its folder data).

    /usr/bin/python3 scripts/make-cellbox.py CellBox/data cellbox.h5ad

A row of expr.csv is a condition: its log ratios, then the activities of what the drugs inhibit, which are left out here. node_Index.csv names the
columns (activities with an a in front), expr_index.txt the rows: drugs and doses, such as "901|1.5,HN|6", then two columns of the authors' split.
"""
import sys
from pathlib import Path

import anndata
import numpy
import pandas

# What each drug inhibits (Korkut et al. 2015), as the label of its condition.
INHIBITORS = {
    "901": "MEKi",
    "AK": "AKTi",
    "HN": "HDACi",
    "NT": "MDM2i",
    "P6": "JAKi",
    "PLX": "BRAFi",
    "RO": "PKCi",
    "RY": "CDK4i",
    "SR": "SRCi",
    "ST": "STAT3i",
    "Tm": "MTORi",
    "ZS": "PI3Ki",
}

source, target = Path(sys.argv[1]), sys.argv[2]
conditions = [
    [drug.split("|") for drug in line.split()[0].split(",")]
    for line in (source / "expr_index.txt").read_text().splitlines()
    if line.strip()
]
names = (source / "node_Index.csv").read_text().split()
measured = names[: len(names) - len(INHIBITORS)]
values = numpy.loadtxt(source / "expr.csv", delimiter=",", dtype=numpy.float32, ndmin=2)
if values.shape != (len(conditions), len(names)):
    sys.exit(f"{source}: expr.csv has {values.shape[0]} × {values.shape[1]} values, its indices {len(conditions)} × {len(names)}.")
obs = pandas.DataFrame(
    {
        "compound": ["+".join(INHIBITORS[drug] for drug, _ in drugs) for drugs in conditions],
        "dose": ["+".join(dose for _, dose in drugs) for drugs in conditions],
    },
    index=[f"s{row + 1}" for row in range(len(conditions))],
)
anndata.AnnData(X=values[:, : len(measured)], obs=obs, var=pandas.DataFrame(index=measured)).write_h5ad(target)
