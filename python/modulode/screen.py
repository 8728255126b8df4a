"""From an AnnData to the engine and back: `effects` and `infer`, and what they write into the AnnData."""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Mapping

import anndata
import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from .engine import ModulodeError, call
from .results import Effects, Run

Screen = anndata.AnnData | str | os.PathLike | list
# The only entry of uns that the engine reads: what the guides of CELLxGENE target.
_GUIDES = "genetic_perturbations"
# Options that this module sets itself or that make other folders than one run, with what to do instead.
_OF_THE_TERMINAL = {
    **dict.fromkeys(("out", "force"), "save(folder) keeps the files"),
    **dict.fromkeys(("resume", "shard", "main"), "run it there, and open its folder with Run(folder)"),
    **dict.fromkeys(("seeds",), "call infer once for each seed"),
    **dict.fromkeys(("json",), "results have metrics"),
}


def read(path: str | os.PathLike) -> anndata.AnnData:
    """An `.h5ad` file. Raises ModulodeError for other formats, which `effects` and `infer` read by their path."""
    if Path(path).suffix != ".h5ad":
        raise ModulodeError(
            f"{path} is not an .h5ad file. Read it with scanpy, or give its path to modulode.effects or modulode.infer:"
            " they read 10x, loom, Matrix Market, MuData, Zarr and tables too."
        )
    return anndata.read_h5ad(path)


def effects(
    adata: Screen,
    perturbation: str | None = None,
    control: str | list[str] | None = None,
    *,
    reference: str | None = None,
    fdr: float = 0.05,
    quiet: bool = False,
    **options: object,
) -> Effects:
    """Which genes each perturbation changes, before any model.

    adata: cells × genes, counts or log-normalised, which is recognised; or the path of a data file, or of files that belong together.
    perturbation: the column of `obs` with the perturbation of each cell; by default it is recognised.
    control: label or labels of the control cells; by default they are recognised. reference: one perturbation in their place.
    fdr: false discovery rate of the genes that are counted, 0 to 1.
    quiet: pass no messages of the engine on to sys.stderr.
    options: those of `modulode effects --help` with underscores: `guide_column="guide"`, `compare_with_others=True`, `against="pooled"`.
        Lists are joined by commas; a DataFrame (`targets`) and lists of `genes` or `regulators` are handed over as files.

    Writes into `adata`: `varm["modulode_log2fc"]`, `varm["modulode_se"]` and `varm["modulode_padj"]` (genes × perturbations, NaN where not
    tested), `uns["modulode"]["perturbations"]` (their columns, in this order) and `uns["modulode"]["effects"]` (metrics as JSON).
    Raises ModulodeError.
    """
    asked = {"perturbation_column": perturbation, "control": control, "reference": reference, "fdr": fdr, **options}
    found = Effects(*_folder_of("effects", adata, asked, quiet))
    if isinstance(adata, anndata.AnnData):
        _keep_effects(adata, found)
    return found


def infer(
    adata: Screen,
    perturbation: str | None = None,
    control: str | list[str] | None = None,
    *,
    reference: str | None = None,
    quiet: bool = False,
    **options: object,
) -> Run:
    """Learns the network of a screen. Parameters are those of `effects`; options those of `modulode infer --help`, such as `seed=1`,
    `n_genes=500`, `holdout=["GATA1"]`, `prior=edges` (a DataFrame of known edges) and `set={"rowNorm": 1}`.

    Writes into `adata` what `effects` writes, `varp["modulode_network"]` (regulators × targets, sparse: the weight of every candidate edge,
    0 elsewhere), `var["modulode_module"]` (the module of which a gene is a member), `uns["modulode"]["verdict"]` (sentences) and
    `uns["modulode"]["metrics"]` (JSON). Raises ModulodeError.
    """
    asked = {"perturbation_column": perturbation, "control": control, "reference": reference, **options}
    run = Run(*_folder_of("infer", adata, asked, quiet))
    if isinstance(adata, anndata.AnnData):
        if (run.folder / "effects").exists():
            _keep_effects(adata, run.effects)
        _keep_network(adata, run)
    return run


def _folder_of(
    command: str, screen: Screen, options: Mapping[str, object], quiet: bool
) -> tuple[Path, TemporaryDirectory]:
    """The folder that a command of the engine writes, and the temporary folder around it."""
    keeper = TemporaryDirectory(prefix="modulode-")
    folder = Path(keeper.name) / "results"
    with TemporaryDirectory(prefix="modulode-") as scratch:
        files = _files_of(screen, Path(scratch))
        call(command, *files, f"--out={folder}", *_arguments(options, Path(scratch)), quiet=quiet)
    return folder, keeper


def _files_of(screen: Screen, folder: Path) -> list[str]:
    if not isinstance(screen, anndata.AnnData):
        return [os.fspath(path) for path in (screen if isinstance(screen, (list, tuple)) else [screen])]
    if screen.isbacked:
        screen = screen.to_memory()
    # Neither embeddings nor neighbours: uns and obsm may be large, or hold what cannot be written.
    lean = anndata.AnnData(obs=screen.obs, var=screen.var, layers=dict(screen.layers))
    lean.X = screen.X
    if screen.raw is not None:
        lean.raw = screen.raw.to_adata()
    if _GUIDES in screen.uns:
        lean.uns[_GUIDES] = screen.uns[_GUIDES]
    file = folder / "adata.h5ad"
    lean.write_h5ad(file)
    return [str(file)]


def _arguments(options: Mapping[str, object], folder: Path) -> list[str]:
    """Options of the terminal; tables and long lists are written to `folder`."""
    arguments = []
    for name, value in options.items():
        if name in _OF_THE_TERMINAL:
            raise TypeError(f"{name} is an option of the terminal alone: {_OF_THE_TERMINAL[name]}.")
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, pd.DataFrame) or (name in ("genes", "regulators") and isinstance(value, (list, tuple, pd.Index))):
            file = folder / f"{name}.tsv"
            pd.DataFrame(value).to_csv(file, sep="\t", index=False, header=isinstance(value, pd.DataFrame))
            value = file
        if value is None or value is False:
            continue
        if value is True:
            arguments.append(option)
        elif isinstance(value, Mapping):
            arguments += [f"{option}={key}={one}" for key, one in value.items()]
        elif isinstance(value, (list, tuple, set, pd.Index)):
            arguments.append(f"{option}={','.join(map(str, value))}")
        else:
            arguments.append(f"{option}={value}")
    return arguments


def _rows_of(adata: anndata.AnnData, genes: pd.Index) -> np.ndarray:
    """The row of `var` of each gene, −1 for none: by var_names, or by the column of `var` that names more of them."""
    text = adata.var.select_dtypes(exclude="number")
    names = [adata.var_names, *(pd.Index(text[column].astype(str)) for column in text)]
    best = max(names, key=lambda candidate: candidate.isin(genes).sum())
    first = ~best.duplicated()
    return pd.Series(np.flatnonzero(first), index=best[first]).reindex(genes).fillna(-1).to_numpy(int)


def _keep_effects(adata: anndata.AnnData, found: Effects) -> None:
    rows = _rows_of(adata, found.log2fc.columns)
    for name in ("log2fc", "se", "padj"):
        values = getattr(found, name).to_numpy("float32").T
        placed = np.full((adata.n_vars, values.shape[1]), np.nan, "float32")
        placed[rows[rows >= 0]] = values[rows >= 0]
        adata.varm[f"modulode_{name}"] = placed
    lines = found.perturbations.loc[found.log2fc.index]
    # Text with gaps is stored as categories: an h5ad file holds no NaN among strings.
    texts = lines.select_dtypes(exclude="number").astype("category")
    kept = adata.uns.setdefault("modulode", {})
    kept["perturbations"] = lines.assign(**texts)
    kept["effects"] = json.dumps(found.metrics)


def _keep_network(adata: anndata.AnnData, run: Run) -> None:
    edges = run.network
    sources, targets = _rows_of(adata, pd.Index(edges["source"])), _rows_of(adata, pd.Index(edges["target"]))
    here = (sources >= 0) & (targets >= 0) & (edges["weight"] != 0)
    weights = edges["weight"].to_numpy("float32")[here]
    adata.varp["modulode_network"] = csr_matrix((weights, (sources[here], targets[here])), (adata.n_vars, adata.n_vars))
    if len(run.modules) > 0:
        members = run.modules[run.modules["role"] == "member"]
        modules = pd.Series(np.nan, index=range(adata.n_vars), dtype=object)
        rows = _rows_of(adata, pd.Index(members["gene"]))
        modules[rows[rows >= 0]] = members["module"].to_numpy()[rows >= 0]
        adata.var["modulode_module"] = pd.Categorical(modules)
    kept = adata.uns.setdefault("modulode", {})
    kept["verdict"] = run.verdict
    kept["metrics"] = json.dumps(run.metrics)
