"""Builds the wheel: the package, and the engine that `npm install` built in lib/. Needs nothing but Python.

`pip install ./python` calls build_wheel; `npm run wheel` runs this file and writes python/dist/. The same files give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None) -> str:
    """Writes the wheel into a folder; returns its name (PEP 517)."""
    engine = ROOT / "lib"
    if not (engine / "bin.js").exists():
        sys.exit("lib/bin.js is absent: run `npm install` in the clone first, which builds the engine.")
    version = json.loads((ROOT / "package.json").read_text("utf-8"))["version"]
    about = f"modulode-{version}.dist-info"
    files = {f"modulode/{file.name}": file.read_bytes() for file in (HERE / "modulode").glob("*.py")}
    for file in engine.rglob("*"):
        place = file.relative_to(engine).as_posix()
        # Declarations are for programs in TypeScript.
        if file.is_file() and not place.startswith("types/"):
            files[f"modulode/_engine/{place}"] = file.read_bytes()
    files["modulode/_engine/package.json"] = b'{ "type": "module" }\n'
    files[f"{about}/METADATA"] = _metadata(version).encode()
    files[f"{about}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: modulode\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{about}/LICENSE"] = (ROOT / "LICENSE").read_bytes()
    files = dict(sorted(files.items()))
    record = f"{about}/RECORD"
    lines = [_recorded(place, content) for place, content in files.items()]
    files[record] = "".join([*lines, f"{record},,\n"]).encode()
    name = f"modulode-{version}-py3-none-any.whl"
    with zipfile.ZipFile(Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for place, content in files.items():
            wheel.writestr(_entry(place), content)
    return name


def build_sdist(sdist_directory, config_settings=None) -> str:
    """The engine is built from the whole repository, so that there is no source distribution (PEP 517 asks for this function)."""
    raise NotImplementedError("Only wheels are made: `npm run wheel`, or `pip install ./python` in a clone.")


def _metadata(version: str) -> str:
    lines = [
        "Metadata-Version: 2.1",
        "Name: modulode",
        f"Version: {version}",
        "Summary: Effects of perturbations and gene regulatory networks from single-cell screens, for scanpy",
        "License: MIT",
        "Requires-Python: >=3.10",
        *(f"Requires-Dist: {needed}" for needed in ("anndata", "numpy", "pandas", "scipy")),
        "Description-Content-Type: text/markdown",
    ]
    return "\n".join([*lines, "", (HERE / "README.md").read_text("utf-8")])


def _recorded(place: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{place},sha256={digest},{len(content)}\n"


def _entry(place: str) -> zipfile.ZipInfo:
    """A file of the archive, without the time of its making."""
    entry = zipfile.ZipInfo(place, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "dist"
    folder.mkdir(exist_ok=True)
    wheel = folder / build_wheel(folder)
    print(f"{wheel}: {wheel.stat().st_size / 1e6:.1f} MB")
