"""Writes groups and arrays of Zarr version 3, sharded ones too, since zarr 2.13 writes version 2 only. Not run by itself.
Format: https://zarr-specs.readthedocs.io/
"""

import gzip
import json
import os
import struct

import numpy as np
from numcodecs import Blosc, Zstd

DTYPES = {"f": "float", "i": "int", "u": "uint"}


class V3:
    def __init__(self, folder):
        self.folder = folder

    def put(self, path, name, data):
        where = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(os.path.join(where, name)) or where, exist_ok=True)
        with open(os.path.join(where, name), "wb") as out:
            out.write(data)

    def group(self, path, attributes):
        self.put(path, "zarr.json", json.dumps({"zarr_format": 3, "node_type": "group", "attributes": attributes}).encode())

    def array(self, path, values, attributes=None, chunk=3, codec="zstd", shard=None):
        text = values.dtype == object
        shape = values.shape
        chunks = tuple(min(n, chunk) or 1 for n in shape)
        packing = {
            "zstd": ({"name": "zstd", "configuration": {"level": 3, "checksum": False}}, lambda b: Zstd(3).encode(b)),
            "gzip": ({"name": "gzip", "configuration": {"level": 5}}, lambda b: gzip.compress(b, 5, mtime=0)),
            "blosc": (
                {"name": "blosc", "configuration": {"cname": "lz4", "clevel": 5, "shuffle": "shuffle", "typesize": 4, "blocksize": 0}},
                lambda b: bytes(Blosc("lz4", 5, 1).encode(np.frombuffer(b, "f4"))),
            ),
        }[codec]
        first = {"name": "vlen-utf8"} if text else {"name": "bytes", "configuration": {"endian": "little"}}
        codecs = [first, packing[0]]

        def encoded(part):
            if not text:
                return packing[1](np.ascontiguousarray(part).tobytes())
            items = [str(v).encode() for v in part.reshape(-1)]
            return packing[1](struct.pack("<I", len(items)) + b"".join(struct.pack("<I", len(i)) + i for i in items))

        kind = "string" if text else "bool" if values.dtype == bool else f"{DTYPES[values.dtype.kind]}{values.dtype.itemsize * 8}"
        outer = chunks if shard is None else tuple(c * shard for c in chunks)
        meta = {
            "zarr_format": 3,
            "node_type": "array",
            "shape": list(shape),
            "data_type": kind,
            "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": list(outer)}},
            "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
            "fill_value": "" if text else False if values.dtype == bool else 0,
            "codecs": codecs if shard is None else [sharding(chunks, codecs)],
            "attributes": attributes or {},
        }
        self.put(path, "zarr.json", json.dumps(meta).encode())

        def chunk_at(coordinates):
            part = np.full(chunks, "" if text else 0, dtype=values.dtype)
            cut = values[tuple(slice(c * n, (c + 1) * n) for c, n in zip(coordinates, chunks))]
            part[tuple(slice(0, n) for n in cut.shape)] = cut
            return None if cut.size == 0 else encoded(part)

        for at in np.ndindex(*(-(-n // o) for n, o in zip(shape, outer))):
            if shard is None:
                data = chunk_at(at)
            else:
                inner = [chunk_at(tuple(a * shard + i for a, i in zip(at, within))) for within in np.ndindex(*(shard,) * len(shape))]
                data, index, offset = b"", [], 0
                for piece in inner:
                    index += [2**64 - 1] * 2 if piece is None else [offset, len(piece)]
                    data += piece or b""
                    offset = len(data)
                table = struct.pack(f"<{len(index)}Q", *index)
                data += table + struct.pack("<I", crc32c(table))
            self.put(path, "c/" + "/".join(map(str, at)), data)


def sharding(chunks, codecs):
    index = [{"name": "bytes", "configuration": {"endian": "little"}}, {"name": "crc32c"}]
    configuration = {"chunk_shape": list(chunks), "codecs": codecs, "index_codecs": index, "index_location": "end"}
    return {"name": "sharding_indexed", "configuration": configuration}


def crc32c(data):
    """Castagnoli, bit by bit (RFC 3720, appendix B.4)."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF
