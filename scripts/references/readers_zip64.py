"""Writes ZIP64 archives with Python's own zipfile (zip64.zip and zip64-far.json in tests/fixtures/readers). Synthetic data only.
For zip64.zip the limits from which zipfile uses ZIP64 are lowered, so that a small file has every 64-bit field.

Run: python3 scripts/references/readers_zip64.py (standard library, Python 3.11; needs a file system with sparse files).
"""

import base64
import json
import os
import tempfile
import zipfile

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "fixtures", "readers")
FILES = {
    "screen.csv": "cell,GATA1,SPI1,perturbation\n" + "".join(f"c{i},{i % 5},{i % 7},{'control' if i % 2 else 'GATA1'}\n" for i in range(40)),
    "readme.txt": "Made by readers_zip64.py.\n",
}
FAR = 2**32 + 2**20


def entry(name):
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def add(archive, name):
    with archive.open(entry(name), "w", force_zip64=True) as out:
        out.write(FILES[name].encode())


def small():
    path = os.path.join(OUT, "zip64.zip")
    limits = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 16, 1
    with zipfile.ZipFile(path, "w") as archive:
        for name in FILES:
            add(archive, name)
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limits
    # Where the true limits are exceeded, the old end record refers to the 64-bit one: counts, size and place are all ones.
    with open(path, "r+b") as file:
        file.seek(-14, os.SEEK_END)
        file.write(b"\xff" * 12)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None and len(archive.namelist()) == len(FILES)


def far():
    """The table and the directory lie beyond 4 GiB; the bytes between are zeros and left out of the fixture."""
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive:
            add(archive, "readme.txt")
            head = archive.start_dir
            archive.start_dir = FAR
            add(archive, "screen.csv")
        with zipfile.ZipFile(file) as archive:
            assert archive.testzip() is None
            assert archive.getinfo("screen.csv").header_offset == FAR
        file.seek(0)
        start = file.read(head)
        file.seek(FAR)
        end = file.read()
    with open(os.path.join(OUT, "zip64-far.json"), "w") as out:
        encoded = {name: base64.b64encode(part).decode() for name, part in {"start": start, "end": end}.items()}
        json.dump({**encoded, "endsAt": FAR + len(end)}, out, indent=2)
        out.write("\n")


small()
far()
