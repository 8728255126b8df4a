"""Writes the .h5ad fixtures of tests/fixtures/readers whose values are packed with Blosc2 (filter 32026), by PyTables with
its own HDF5 and Blosc2, which are not those of the reader. Values follow counts() below, as in the test.

Synthetic data only. Run: python3 scripts/references/readers_blosc2.py (PyTables 3.11, h5py 3.16, scipy 1.10 or later; hdf5plugin
writes the same format). Format of a chunk: https://github.com/Blosc/HDF5-Blosc2
"""

import os

import h5py
import numpy as np
import scipy.sparse as sparse
import tables

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "..", "tests", "fixtures", "readers")
CELLS, GENES = 60, 40


def counts():
    """The formula of readers_filters.py."""
    cell, gene = np.indices((CELLS, GENES))
    return np.where((7 * cell + 3 * gene) % 5 == 0, (31 * cell + 17 * gene) % 400, 0).astype("f4")


def write(name, codec, dense=False):
    path = os.path.join(OUT, name)
    with h5py.File(path, "w", libver="earliest") as f:
        f.attrs["encoding-type"], f.attrs["encoding-version"] = "anndata", "0.1.0"
        for frame, names in (("obs", [f"cell{i}" for i in range(CELLS)]), ("var", [f"G{i}" for i in range(GENES)])):
            g = f.create_group(frame)
            g.attrs["_index"] = "_index"
            g.attrs.create("column-order", np.array([], dtype=object), dtype=h5py.string_dtype())
            g.create_dataset("_index", data=np.array(names, dtype="S"))
        if not dense:
            g = f.create_group("X")
            g.attrs["encoding-type"], g.attrs["shape"] = "csr_matrix", (CELLS, GENES)
    packed = tables.Filters(complevel=5, complib=f"blosc2:{codec}", shuffle=True)
    m = sparse.csr_matrix(counts())
    values = {"X": counts()} if dense else {"data": m.data, "indices": m.indices, "indptr": m.indptr}
    with tables.open_file(path, "a") as f:
        where = f.root if dense else f.root.X
        for part, array in values.items():
            chunks = tuple(max(1, n // 2 + 1) for n in array.shape)
            f.create_carray(where, part, obj=array, filters=packed, chunkshape=chunks, track_times=False)


write("blosc2-zstd.h5ad", "zstd")
write("blosc2-lz4.h5ad", "lz4")
write("blosc2-dense.h5ad", "blosclz", dense=True)
