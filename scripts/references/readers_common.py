"""The made-up counts of fixtures in several formats, and the folder of the fixtures. A module, not a script."""

import os

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "..", "tests", "fixtures", "readers")
TEXT = h5py.string_dtype()

CELLS = [f"{b}-{w}" for b, w in zip(["AAACCT", "AAAGGT", "CCCTTA", "GGGTAC", "TTTACG", "TTTGGC"], [1, 1, 1, 2, 2, 2])]
GENES = ["GATA1", "HLA-A", "NKX2-1", "FLI1", "GATA1"]
IDS = [f"ENSG0000000000{i}" for i in range(5)]
COUNTS = np.array(
    [[0, 3, 0, 1, 0], [2, 0, 0, 0, 7], [0, 0, 0, 0, 0], [5, 1, 0, 0, 2], [0, 0, 9, 0, 0], [1, 1, 1, 1, 300]]
)
UNIQUE = ["GATA1", "HLA-A", "NKX2-1", "FLI1", "GATA1-1"]


def create(name):
    return h5py.File(os.path.join(OUT, name), "w", libver="latest")


def plain(matrix):
    return np.asarray(matrix).astype("float64").tolist()
