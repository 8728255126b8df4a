"""Writes tests/fixtures/readers/blosc-chunks.zip: chunks of every Blosc compressor and shuffle, of bytes that the test
regenerates: runs, a slow ramp, and bytes that hardly repeat. Run: python3 scripts/references/readers_blosc.py (numcodecs 0.11)
"""

import os
import zipfile

import numpy as np
from numcodecs import Blosc

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "..", "tests", "fixtures", "readers")


def mixed(length):
    i = np.arange(length, dtype="u8")
    noise = (i * 2654435761 >> 7) % 251
    return np.where(i % 3000 < 1000, (i // 500) % 7, np.where(i % 3000 < 2800, (i // 8) % 256, noise)).astype("u1").tobytes()


chunks = []
for cname in ("blosclz", "lz4", "lz4hc", "zlib", "zstd"):
    for shuffle, size in ((0, 1), (1, 4), (1, 8), (2, 4), (2, 1), (1, 2)):
        for length, block in ((5001, 0), (20000, 8192), (100, 0)):
            data = np.frombuffer(mixed(length // size * size), f"u{size}")
            packed = Blosc(cname, 5, shuffle, block).encode(data)
            chunks.append([f"{cname}, shuffle {shuffle}, {size} bytes each, {data.nbytes} in all", data.nbytes, bytes(packed)])
with zipfile.ZipFile(os.path.join(OUT, "blosc-chunks.zip"), "w", zipfile.ZIP_DEFLATED) as z:
    for name, length, packed in chunks:
        z.writestr(zipfile.ZipInfo(f"{length}/{name}", (2026, 1, 1, 0, 0, 0)), packed)
