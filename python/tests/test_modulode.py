"""The installed package beside the terminal of the same clone: MODULODE_TERMINAL names its lib/bin.js, node runs it.

    MODULODE_TERMINAL=lib/bin.js PYTHONPATH=INSTALLED python3 -m unittest discover python/tests
"""

import html
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from unittest import mock

import anndata
import numpy as np
import pandas as pd

import modulode as md

OPTIONS = {"preset": "H", "steps": 20, "seed": 3, "compare": "none", "device": "processor"}
scratch: Path
adata: anndata.AnnData


def screen() -> anndata.AnnData:
    """480 cells × 12 genes of counts, G1 to G5 knocked out; genes stand in `symbol`, not in var_names."""
    random = np.random.default_rng(5)
    labels = np.repeat(["control", "control", "control", "G1", "G2", "G3", "G4", "G5"], 60)
    means = np.tile(random.uniform(4, 30, 12), (480, 1))
    for gene, targets in enumerate([(5, 6), (6, 7), (8,), (9, 10), (1, 11)], start=1):
        rows = labels == f"G{gene}"
        means[rows, gene] = 0.05
        for target in targets:
            means[rows, target] *= 2.5 if target % 2 else 0.35
    counts = random.poisson(means).astype("float32")
    var = pd.DataFrame({"symbol": [f"G{gene}" for gene in range(12)]}, index=[f"ENSG{gene:011}" for gene in range(12)])
    obs = pd.DataFrame({"perturbation": labels}, index=[f"cell{cell}" for cell in range(480)])
    made = anndata.AnnData(obs=obs, var=var)
    made.X = counts
    made.uns["unwritable"] = {"an": object()}
    return made


def terminal(*arguments: str) -> str:
    command = ["node", os.environ["MODULODE_TERMINAL"], *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def setUpModule() -> None:
    global scratch, adata, run
    scratch = Path(tempfile.mkdtemp(prefix="modulode-test-"))
    adata = screen()
    plain = screen()
    del plain.uns["unwritable"]
    plain.write_h5ad(scratch / "adata.h5ad")
    options = [f"--{name}={value}" for name, value in OPTIONS.items()]
    terminal("infer", str(scratch / "adata.h5ad"), "--out", str(scratch / "run"), *options, "--quiet")
    run = md.infer(adata, "perturbation", "control", quiet=True, **OPTIONS)


def tearDownModule() -> None:
    shutil.rmtree(scratch)


def rows_of(file: Path) -> list[list[str]]:
    header, *rows = (line.split("\t") for line in file.read_text("utf-8").splitlines())
    return [dict(zip(header, row)) for row in rows]


class BesideTheTerminal(unittest.TestCase):
    def test_files_have_the_same_bytes(self):
        ours = run.save(scratch / "saved")
        names = [path.relative_to(ours) for path in ours.rglob("*") if path.is_file()]
        self.assertGreater(len(names), 15)
        for name in names:
            # These hold times, or the path of the data.
            if name.name in ("log.txt", "config.json", "run.modulode.json"):
                continue
            self.assertEqual((ours / name).read_bytes(), (scratch / "run" / name).read_bytes(), name)
        self.assertEqual(md.Run(ours).network.to_csv(), run.network.to_csv())

    def test_frames_hold_the_numbers_of_the_files(self):
        edges = rows_of(scratch / "run/edges.tsv")
        self.assertEqual(list(run.network["source"]), [edge["source"] for edge in edges])
        self.assertEqual(list(run.network["weight"]), [float(edge["weight"]) for edge in edges])
        lines = rows_of(scratch / "run/effects/effects.tsv")
        self.assertEqual(list(run.effects.table["p"].dropna()), [float(line["p"]) for line in lines if line["p"]])
        for line in lines:
            written = run.effects.log2fc.loc[line["perturbation"], line["gene"]]
            self.assertAlmostEqual(written, float(line["log2fc"]), delta=1e-5 * abs(written))
        self.assertEqual(run.metrics, json.loads((scratch / "run/metrics.json").read_text("utf-8")))
        self.assertIn(run.metrics["evidence"]["predicts"]["sentence"], run.verdict["predicts"])

    def test_effects_alone_are_those_of_the_terminal(self):
        alone = md.effects(screen(), quiet=True)
        for file in alone.folder.iterdir():
            self.assertEqual(file.read_bytes(), (scratch / "run/effects" / file.name).read_bytes(), file.name)

    def test_predict_is_that_of_the_terminal(self):
        levels = {"G1": 0, "G2": 1.5}
        told = [line.split("\t") for line in terminal("predict", str(scratch / "run"), "--perturb", "G1=0,G2=1.5").splitlines()]
        predicted = run.predict(levels, quiet=True)
        self.assertEqual(list(predicted), told[0][1:])
        self.assertEqual(predicted.index.tolist(), [row[0] for row in told[1:]])
        self.assertEqual(predicted.to_numpy().tolist(), [[float(value) for value in row[1:]] for row in told[1:]])

    def test_the_link_is_that_of_the_terminal(self):
        base = "https://example.org/"
        self.assertEqual(run.link(base, quiet=True), base + terminal("snapshot", str(scratch / "run")).strip())


class InTheAnnData(unittest.TestCase):
    def test_effects_stand_at_their_genes(self):
        labels = list(adata.uns["modulode"]["perturbations"].index)
        self.assertEqual(sorted(labels), sorted(run.effects.log2fc.index))
        for name in ("log2fc", "se", "padj"):
            frame = getattr(run.effects, name)
            stored = pd.DataFrame(adata.varm[f"modulode_{name}"], index=adata.var["symbol"], columns=labels)
            np.testing.assert_array_equal(stored.loc[frame.columns, frame.index].T, frame)

    def test_edges_and_modules_stand_at_their_genes(self):
        dense = pd.DataFrame(adata.varp["modulode_network"].toarray(), adata.var["symbol"], adata.var["symbol"])
        for edge in run.network.itertuples():
            self.assertEqual(dense.loc[edge.source, edge.target], np.float32(edge.weight))
        self.assertEqual(np.count_nonzero(dense), np.count_nonzero(run.network["weight"]))
        members = run.modules[run.modules["role"] == "member"].set_index("gene")["module"]
        stored = adata.var.set_index("symbol")["modulode_module"].dropna()
        self.assertEqual(stored.to_dict(), members.to_dict())

    def test_it_can_be_written_and_read(self):
        file = scratch / "back.h5ad"
        kept = adata.copy()
        del kept.uns["unwritable"]
        kept.write_h5ad(file)
        back = md.read(file)
        np.testing.assert_array_equal(back.varm["modulode_padj"], adata.varm["modulode_padj"])
        self.assertEqual(json.loads(back.uns["modulode"]["metrics"]), run.metrics)
        self.assertEqual(back.uns["modulode"]["verdict"]["predicts"], run.verdict["predicts"])

    def test_what_was_there_stays(self):
        fresh = screen()
        np.testing.assert_array_equal(adata.X, fresh.X)
        pd.testing.assert_frame_equal(adata.obs, fresh.obs)
        self.assertIn("unwritable", adata.uns)

    def test_jupyter_shows_the_report_in_a_frame_without_scripts(self):
        for result in (run, run.effects):
            shown = result._repr_html_()
            self.assertRegex(shown, r'^<iframe [^>]*sandbox=""')
            self.assertEqual(html.unescape(shown.split('srcdoc="')[1].split('"')[0]), result.report.read_text("utf-8"))
            self.assertNotIn("<script", result.report.read_text("utf-8"))


def program(text: str) -> str:
    """An executable file with this content."""
    file = Path(tempfile.mkdtemp(dir=scratch)) / "program"
    file.write_text(text)
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


class WhatGoesWrong(unittest.TestCase):
    def test_a_screen_without_perturbations_has_the_sentences_of_the_engine(self):
        bare = screen()
        bare.obs["day"] = 1
        del bare.obs["perturbation"]
        with self.assertRaises(md.ModulodeError) as caught:
            md.effects(bare, quiet=True)
        self.assertEqual(
            str(caught.exception),
            "No perturbation was found in adata.h5ad. None of its columns names perturbed genes. It has day. Name the column with"
            " --perturbation-column, or give a table with one label per cell together with the file.",
        )

    def test_unknown_columns_options_and_genes_are_named(self):
        for wrong in ({"perturbation": "foo"}, {"foo": 3}):
            with self.assertRaisesRegex(md.ModulodeError, "foo"):
                md.effects(adata, quiet=True, **wrong)
        with self.assertRaisesRegex(md.ModulodeError, "^The model has no gene FOO. Its 12 genes are"):
            run.predict({"FOO": 0}, quiet=True)
        with self.assertRaisesRegex(TypeError, "once for each seed"):
            md.infer(adata, seeds=3)

    def test_other_formats_are_read_by_their_path(self):
        with self.assertRaisesRegex(md.ModulodeError, "matrix.mtx is not an .h5ad file"):
            md.read("matrix.mtx")
        table = adata.to_df().set_axis(adata.var["symbol"], axis=1).assign(perturbation=adata.obs["perturbation"])
        table.to_csv(scratch / "screen.csv")
        found = md.effects(scratch / "screen.csv", control=["control"], fdr=0.2, quiet=True)
        self.assertEqual(found.metrics["fdr"], 0.2)
        pd.testing.assert_frame_equal(found.log2fc.loc[run.effects.log2fc.index], run.effects.log2fc)

    def test_messages_of_the_engine_are_passed_on_unless_quiet(self):
        for quiet in (True, False):
            with redirect_stderr(StringIO()) as said:
                run.predict({"G1": 0}, quiet=quiet)
            self.assertEqual("unseen perturbations?" in said.getvalue(), not quiet)

    def test_without_node_or_with_an_old_one_it_says_how_to_get_it(self):
        old = program("#!/bin/sh\necho v18.19.0\n")
        for environment, sentence in [
            ({"PATH": str(scratch)}, "Node was not found. Modulode needs Node 20.19 or later."),
            ({"MODULODE_NODE": old}, f"Node at {old} is v18.19.0, which is too old."),
            ({"MODULODE_NODE": str(scratch / "none")}, "does not run"),
        ]:
            with mock.patch.dict(os.environ, environment), self.assertRaises(md.ModulodeError) as caught:
                run.predict({"G1": 0})
            self.assertIn(sentence, str(caught.exception))
            self.assertRegex(str(caught.exception), "nodejs.org.*conda-forge nodejs.*apt.*MODULODE_NODE")

    def test_an_engine_that_is_named_is_taken_and_must_exist(self):
        with mock.patch.dict(os.environ, {"MODULODE": program("#!/bin/sh\necho Broken >&2\necho '  By intent.' >&2\nexit 1\n")}):
            with self.assertRaisesRegex(md.ModulodeError, "^Broken. By intent.$"):
                run.predict({"G1": 0}, quiet=True)
        with mock.patch.dict(os.environ, {"MODULODE": "/nowhere"}), self.assertRaisesRegex(md.ModulodeError, "/nowhere"):
            run.predict({"G1": 0})

    def test_an_interrupt_ends_the_engine(self):
        started = scratch / "started"
        waits = program(f"#!/bin/sh\necho $$ > {started}.part\nmv {started}.part {started}\nexec sleep 600\n")
        code = "import modulode; modulode.effects('screen.h5ad')"
        asking = subprocess.Popen(
            [sys.executable, "-c", code], env={**os.environ, "MODULODE": waits}, stderr=subprocess.PIPE, text=True
        )
        while not started.exists():
            self.assertIsNone(asking.poll())
            time.sleep(0.05)
        asking.send_signal(signal.SIGINT)
        self.assertIn("KeyboardInterrupt", asking.communicate(timeout=30)[1])
        with self.assertRaises(ProcessLookupError):
            os.kill(int(started.read_text()), 0)


if __name__ == "__main__":
    unittest.main()
