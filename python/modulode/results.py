"""What the engine found, read from the folder that it wrote: `Effects` and `Run`."""

from __future__ import annotations

import html
import json
import shutil
from functools import cached_property
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Mapping

import anndata
import pandas as pd

from .engine import ModulodeError, call

# Columns of names: a gene or perturbation called 7 or NA is text.
_NAMES = dict.fromkeys(
    ("perturbation", "gene", "source", "target", "pair", "first", "second", "other", "nearest", "guide", "cell"), str
)


def read_table(file: Path | StringIO) -> pd.DataFrame:
    """A table of the engine. Numbers are those written, to the last bit; empty fields are NaN."""
    return pd.read_csv(
        file,
        sep="\t",
        quoting=3,
        dtype=_NAMES,
        keep_default_na=False,
        na_values=[""],
        float_precision="round_trip",
        low_memory=False,
    )


def _table(name: str, meaning: str, index: str | None = None) -> cached_property:
    """A property that reads a table of the folder when it is first asked for; without rows where the engine wrote none."""

    def read(self) -> pd.DataFrame:
        file = self.folder / f"{name}.tsv"
        table = read_table(file) if file.exists() else pd.DataFrame()
        return table.set_index(index) if index in table else table

    read.__doc__ = meaning
    return cached_property(read)


class _Folder:
    """A folder of results. `keeper`: the temporary folder around it, which lives as long as this object."""

    def __init__(self, folder: str | Path, keeper: TemporaryDirectory | None = None):
        self.folder = Path(folder)
        self._keeper = keeper
        if not (self.folder / "metrics.json").is_file():
            raise ModulodeError(f"{self.folder} is no folder of results: it has no metrics.json.")

    @cached_property
    def metrics(self) -> dict:
        """metrics.json, described in docs/command-line.md: unrounded numbers, None for what could not be measured."""
        return json.loads((self.folder / "metrics.json").read_text("utf-8"))

    @property
    def report(self) -> Path:
        """The report: one HTML file without scripts, which needs no network."""
        file = self.folder / "report.html"
        if not file.exists():
            raise ModulodeError("These results have no report: other methods and several seeds write none.")
        return file

    def save(self, folder: str | Path) -> Path:
        """Copies all files to `folder`, which must not exist. `Run(folder)` and `Effects(folder)` open it again."""
        return Path(shutil.copytree(self.folder, folder))

    def _repr_html_(self) -> str:
        """The report in a sandboxed frame, as Jupyter shows it. Needs no network, no script and no widget package such as anywidget."""
        text = html.escape(self.report.read_text("utf-8"))
        style = "width:100%;height:640px;border:0;background:white"
        return f'<iframe title="Modulode" sandbox="" style="{style}" srcdoc="{text}"></iframe>'

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.headline}>"


class Effects(_Folder):
    """Which genes each perturbation changes, before any model; docs/command-line.md has the columns of all tables."""

    perturbations = _table("perturbations", "One row each: what it changes, cells, guides, nearest.", "perturbation")
    table = _table("effects", "Every perturbation and gene: log2fc, se, p, q, mean, share_expressing.")
    similarity = _table("similarity", "Pairs of perturbations: similarity of their effects, −1 to 1, with its 95 % interval.")
    pairs = _table("pairs", "Combinations beside the sum of their single effects.", "pair")
    interactions = _table("interactions", "Genes in which a combination differs from that sum, in log2.")
    guides = _table("guides", "Guides: own target in log2, agreement with the others.")
    cells = _table("cells", "Cells: how far each responds, as a share of the typical response.", "cell")
    doses = _table("doses", "Where there are doses: effects at each (log2), and the dose of half the effect.")
    contexts = _table("contexts", "Where there are contexts: each perturbation in each of them.")
    context_differences = _table("context-differences", "Each perturbation in two contexts: what differs.")
    calibration = _table("calibration", "Control guides, or parts of the controls, tested as perturbations.")

    @property
    def headline(self) -> str:
        """How many perturbations change genes, in one sentence."""
        found = self.metrics["effects"]
        if found is None:
            return f"{self.metrics['data']['perturbations']} perturbations; their changes could not be tested."
        return f"{found['measurable']} of {found['of']} perturbations change genes other than their targets."

    @cached_property
    def log2fc(self) -> pd.DataFrame:
        """Perturbations × tested genes: log2 fold change against the reference. Those that were not compared are left out."""
        return self._layer("log2fc")

    @cached_property
    def se(self) -> pd.DataFrame:
        """Perturbations × tested genes: standard error of log2fc."""
        return self._layer("se")

    @cached_property
    def padj(self) -> pd.DataFrame:
        """Perturbations × tested genes: p adjusted over all tests (Benjamini and Hochberg), NaN where nothing was tested."""
        return self._layer("padj")

    @cached_property
    def _matrices(self) -> anndata.AnnData | None:
        file = self.folder / "effects.h5ad"
        return anndata.read_h5ad(file) if file.exists() else None

    def _layer(self, name: str) -> pd.DataFrame:
        stored = self._matrices
        if stored is None:  # More than 33 million values: the engine writes the table alone.
            column = "q" if name == "padj" else name
            return self.table.pivot(index="perturbation", columns="gene", values=column)
        return pd.DataFrame(stored.layers[name], index=stored.obs_names, columns=stored.var_names)


class Run(_Folder):
    """A learned network. `Run("run1")` opens a run folder of the terminal, or a saved one."""

    network = _table("edges", "Every candidate edge, strongest first: source, target, weight (not a fold change), sign, stability.")
    modules = _table("modules", "One row for each gene and role (member or regulator) of a module.")
    predictions = _table(
        "predictions", "Perturbations × time × gene: predicted and measured change of log1p expression against the control."
    )

    @property
    def headline(self) -> str:
        """The finding in one sentence."""
        return self.metrics.get("finding") or f"{len(self.network)} edges."

    @property
    def verdict(self) -> dict[str, str]:
        """Sentences: the `finding`; whether it `predicts` unseen perturbations; whether `edges` of perturbed genes are supported.

        Each of the two begins with Supported, Uncertain, No evidence or Not determined. `doubt`, where it is there, says why the network
        must not be interpreted.
        """
        words = {"supported": "Supported", "uncertain": "Uncertain", "none": "No evidence", "unknown": "Not determined"}
        sentences = {"finding": self.headline, "doubt": self.metrics.get("doubt")}
        for part, word in (self.metrics.get("verdict") or {}).items():
            sentences[part] = f"{words[word]}. {self.metrics['evidence'][part]['sentence']}"
        return {part: sentence for part, sentence in sentences.items() if sentence}

    @cached_property
    def effects(self) -> Effects:
        """The effects of the same screen, before the model."""
        return Effects(self.folder / "effects", self._keeper)

    def predict(self, levels: Mapping[str, float | str], time: float | None = None, quiet: bool = False) -> pd.DataFrame:
        """Mean expression after setting genes to `levels` relative to control: 0 knocked out, 1 unchanged, 2 doubled, at most 3.

        A level may be a dose with its unit ("0.5uM") where the screen has several. `time`: in the unit of the data, by default the last.
        One row per gene: `control`, `predicted`, `delta` (their difference) and `low`, `high` (95 % interval of `predicted`), all in log1p
        expression; for log ratios in log2. What lies outside what the data support is said on sys.stderr unless `quiet`.
        """
        if not levels:
            raise ValueError('Name a gene and its level: predict({"GATA1": 0}).')
        perturbed = ",".join(f"{gene}={level}" for gene, level in levels.items())
        options = [f"--perturb={perturbed}", *([] if time is None else [f"--time={time}"])]
        return read_table(StringIO(call("predict", str(self.folder), *options, quiet=quiet))).set_index("gene")

    def link(self, base: str = "", title: str = "", quiet: bool = False) -> str:
        """A link with the network, the model behind its sliders and the effects, without cells. `base`: address of a copy of the page.

        What the link leaves out is said on sys.stderr unless `quiet`.
        """
        options = [f"--{name}={value}" for name, value in (("base", base), ("title", title)) if value]
        return call("snapshot", str(self.folder), *options, quiet=quiet).strip()
