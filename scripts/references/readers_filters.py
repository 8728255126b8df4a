"""Writes the .h5ad fixtures of tests/fixtures/readers with filters that are not part of HDF5. Expected values are
the arrays they are written from, repeated in the test. None is written by the plugins that read them.

Synthetic data only. Run: HDF5_PLUGIN_PATH=<folder of libh5lz4.so, libh5bz2.so, libH5Zblosc.so> python3
scripts/references/readers_filters.py (h5py 3.7 and Debian's hdf5-filter-plugin and hdf5-filter-plugin-blosc-serial, unpacked
anywhere; Zstandard 1.5 and LZ4 1.9 as shared libraries: bitshuffle and Zstandard chunks are put together here).
Filters: https://github.com/HDFGroup/hdf5_plugins/blob/master/docs/RegisteredFilterPlugins.md
Bitshuffle: https://github.com/kiyo-masui/bitshuffle (format of a chunk: src/bshuf_h5filter.h)
"""

import ctypes
import os
import struct
import sys

import h5py
import numpy as np
import scipy.sparse as sparse

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "..", "tests", "fixtures", "readers")
TEXT = h5py.string_dtype()
CELLS, GENES = 60, 40


def counts():
    """A formula that the test repeats: mostly zeros, and values above 255."""
    cell, gene = np.indices((CELLS, GENES))
    return np.where((7 * cell + 3 * gene) % 5 == 0, (31 * cell + 17 * gene) % 400, 0).astype("f4")


def compressed_by(library, bound, compress):
    lib = ctypes.CDLL(library)

    def run(data):
        room = ctypes.create_string_buffer(getattr(lib, bound)(len(data)))
        size = compress(lib, data, room)
        assert 0 < size <= len(room)
        return room.raw[:size]

    return run


lz4 = compressed_by("liblz4.so.1", "LZ4_compressBound", lambda lib, d, room: lib.LZ4_compress_default(d, room, len(d), len(room)))
zstd = compressed_by("libzstd.so.1", "ZSTD_compressBound", lambda lib, d, room: lib.ZSTD_compress(room, len(room), d, len(d), 3))


def bitshuffled(values):
    """Regroups elements by bit: all first bits, then all second bits ... for a multiple of eight elements."""
    raw = values.view("u1").reshape(len(values), values.itemsize)
    bits = np.unpackbits(raw, axis=1, bitorder="little")
    return np.packbits(bits.T.reshape(-1), bitorder="little").tobytes()


def blocks_of(values):
    """Blocks of a multiple of eight elements, about 8 kB; the remainder is stored unchanged."""
    block = max(128, 8192 // values.itemsize // 8 * 8)
    whole = len(values) // 8 * 8
    shuffled = [bitshuffled(values[start : min(start + block, whole)]) for start in range(0, whole, block)]
    return block * values.itemsize, shuffled, values[whole:].tobytes()


def bitshuffle_chunk(values):
    """LZ4: the sizes first, then each block after its own size."""
    size, shuffled, rest = blocks_of(values)
    packed = [lz4(block) for block in shuffled]
    return struct.pack(">QI", values.nbytes, size) + b"".join(struct.pack(">I", len(p)) + p for p in packed) + rest


def bitshuffle_alone(values):
    _, shuffled, rest = blocks_of(values)
    return b"".join(shuffled) + rest


def by_hand(filter_id, options, encode):
    def put(group, name, values):
        values = np.ascontiguousarray(values)
        plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        plist.set_chunk(values.shape)
        plist.set_filter(filter_id, h5py.h5z.FLAG_OPTIONAL, options(values))
        kind = h5py.h5t.py_create(values.dtype)
        made = h5py.Dataset(h5py.h5d.create(group.id, name.encode(), kind, h5py.h5s.create_simple(values.shape), plist))
        made.id.write_direct_chunk((0,) * values.ndim, encode(values.reshape(-1)))

    return put


def by_plugin(**how):
    def put(group, name, values):
        group.create_dataset(name, data=values, chunks=tuple(max(1, n // 2) for n in values.shape), **how)

    return put


def write(name, put, dense=False):
    with h5py.File(os.path.join(OUT, name), "w", libver="latest") as f:
        f.attrs["encoding-type"], f.attrs["encoding-version"] = "anndata", "0.1.0"
        for frame, names in (("obs", [f"cell{i}" for i in range(CELLS)]), ("var", [f"G{i}" for i in range(GENES)])):
            g = f.create_group(frame)
            g.attrs["_index"] = "_index"
            g.attrs.create("column-order", np.array([], dtype=object), dtype=TEXT)
            g.create_dataset("_index", data=names, dtype=TEXT)
        if dense:
            put(f, "X", counts())
            return
        g = f.create_group("X")
        m = sparse.csr_matrix(counts())
        g.attrs["encoding-type"], g.attrs["shape"] = "csr_matrix", m.shape
        for part in ("data", "indices", "indptr"):
            put(g, part, getattr(m, part))


blosc = 32001
for code, called in ((0, "blosclz"), (1, "lz4"), (5, "zstd")):
    write(f"blosc-{called}.h5ad", by_plugin(compression=blosc, compression_opts=(0, 0, 0, 0, 5, 1, code)))
write("lz4.h5ad", by_plugin(compression=32004))
write("bzip2.h5ad", by_plugin(compression=307, compression_opts=(9,)))
write("zstd.h5ad", by_hand(32015, lambda v: (3,), lambda v: zstd(v.tobytes())))
write("zstd-dense.h5ad", by_hand(32015, lambda v: (3,), lambda v: zstd(v.tobytes())), dense=True)
write("bitshuffle.h5ad", by_hand(32008, lambda v: (0, 3, v.itemsize, 0, 2), bitshuffle_chunk))
write("bitshuffle-alone.h5ad", by_hand(32008, lambda v: (0, 3, v.itemsize, 0, 0), bitshuffle_alone), dense=True)
for name in sys.argv[1:]:
    # A check of the written files: read back by HDF5, where its plugin is available.
    with h5py.File(os.path.join(OUT, name)) as f:
        x = f["X"]
        read = x[()] if isinstance(x, h5py.Dataset) else sparse.csr_matrix((x["data"][()], x["indices"][()], x["indptr"][()]), shape=(CELLS, GENES)).toarray()
        print(name, "as written" if (read == counts()).all() else "DIFFERS")
