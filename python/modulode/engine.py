"""The engine: the program `modulode` of the same release, run by Node as a child process."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

NEEDED = (20, 19)
HOW = (
    "Install it from nodejs.org, with `conda install -c conda-forge nodejs`, or with `apt install nodejs` where that is new enough,"
    " or name its program in the environment variable MODULODE_NODE."
)


class ModulodeError(RuntimeError):
    """What the engine says of an error: what happened, why, and what to do next.

    It names options as the terminal does; `--time-column` is the keyword `time_column` here, `--perturbation-column` is `perturbation`.
    """


def find_node() -> str:
    """Path of Node 20.19 or later: MODULODE_NODE, or `node` on PATH. Raises ModulodeError."""
    path = os.environ.get("MODULODE_NODE") or shutil.which("node")
    if path is None:
        raise ModulodeError(f"Node was not found. Modulode needs Node 20.19 or later. {HOW}")
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError) as error:
        raise ModulodeError(f"Node at {path} does not run ({error}). {HOW}") from None
    version = re.match(r"v(\d+)\.(\d+)", said)
    if version is None or (int(version[1]), int(version[2])) < NEEDED:
        raise ModulodeError(f"Node at {path} is {said}, which is too old. Modulode needs Node 20.19 or later. {HOW}")
    return path


def find_engine() -> list[str]:
    """The command that runs the engine: that of MODULODE, else that of this package, else `modulode` on PATH. Raises ModulodeError."""
    named = os.environ.get("MODULODE")
    bundled = Path(__file__).with_name("_engine") / "bin.js"
    path = named or (str(bundled) if bundled.exists() else shutil.which("modulode"))
    if path is None:
        raise ModulodeError(
            "The engine was not found: this package was not built with it, and there is no `modulode` on PATH."
            " Install a wheel, or set the environment variable MODULODE to lib/bin.js of a clone."
        )
    program = Path(path).resolve()
    if not program.is_file():
        raise ModulodeError(f"MODULODE names {path}, which is not a file. Set it to lib/bin.js of a clone, or unset it.")
    return [find_node(), str(program)] if program.suffix == ".js" else [str(program)]


def call(*arguments: str, quiet: bool = False) -> str:
    """What the engine prints to standard output. Its messages are passed on to sys.stderr unless `quiet`.

    Raises ModulodeError with the sentences of the engine where it fails. An exception meanwhile, such as KeyboardInterrupt, ends it.
    """
    said: list[str] = []
    # A file, since a full pipe of results would block the engine while its messages are read.
    with tempfile.TemporaryFile() as results:
        child = subprocess.Popen(
            [*find_engine(), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=results,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        try:
            for line in child.stderr:
                said.append(line)
                if not quiet:
                    print(line, end="", file=sys.stderr, flush=True)
            code = child.wait()
        except BaseException:
            child.kill()
            child.wait()
            raise
        finally:
            child.stderr.close()
        if code in (1, 2):
            raise ModulodeError(_sentences(said))
        if code != 0:
            raise ModulodeError(f"The engine was ended from outside (code {code}), for example for want of memory.")
        results.seek(0)
        return results.read().decode("utf-8")


def _sentences(said: list[str]) -> str:
    """The last message: a line that is not indented, which says what happened, and the indented ones below it: why, and what to do."""
    lines = [line.rstrip() for line in said if line.strip() not in ("", "(see --help)")]
    if not lines:
        return "The engine failed without a message."
    start = max((at for at, line in enumerate(lines) if not line.startswith(" ")), default=0)
    title, *further = (line.strip().removeprefix("error: ") for line in lines[start:])
    return " ".join([title if title.endswith((".", "!", "?")) else f"{title}.", *further])
