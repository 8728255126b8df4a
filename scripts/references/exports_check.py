"""Reads every file that `modulode export` writes with other people's readers, and prints what they found as JSON.

    /usr/bin/python3 scripts/references/exports_check.py FOLDER

FOLDER holds run.<format> for the formats below. h5ad is read by anndata, tables by pandas, GraphML by xml.etree,
the rest by json or line by line. src/cli/export/readers.test.ts compares the answer with the run.
"""

import collections.abc
import json
import math
import pathlib
import sys
import xml.etree.ElementTree as etree

import anndata
import numpy
import pandas


def plain(value):
    """As JSON: numbers that are none become null."""
    if isinstance(value, collections.abc.Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, numpy.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, numpy.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def h5ad(path):
    data = anndata.read_h5ad(path)
    return {
        "rows": list(data.obs_names),
        "genes": list(data.var_names),
        "obs": {name: list(column) for name, column in data.obs.items()},
        "var": {name: list(column) for name, column in data.var.items()},
        "X": data.X,
        "layers": {name: data.layers[name] for name in data.layers},
        "varm": {name: data.varm[name] for name in data.varm},
        "uns": data.uns,
        "kinds": {"X": str(data.X.dtype), "cells": str(data.obs["cells"].dtype)},
        "reversed": list(data[:, ::-1].layers["predicted"][0]),
    }


def graphml(path):
    space = "{http://graphml.graphdrawing.org/xmlns}"
    document = etree.parse(path).getroot()
    types = {"string": str, "double": float, "int": int, "boolean": lambda text: text == "true"}
    keys = {key.get("id"): types[key.get("attr.type")] for key in document.iter(f"{space}key")}
    read = lambda element: {
        **element.attrib,
        **{data.get("key"): keys[data.get("key")](data.text) for data in element.iter(f"{space}data")},
    }
    return {
        "nodes": [{**read(node), "node": node.get("id")} for node in document.iter(f"{space}node")],
        "edges": [read(edge) for edge in document.iter(f"{space}edge")],
    }


def cx2(path):
    aspects = json.loads(path.read_text(encoding="utf-8"))
    assert aspects[0]["CXVersion"] == "2.0" and "status" in aspects[-1]
    named = {name: aspect for part in aspects[1:] for name, aspect in part.items()}
    for entry in named["metaData"]:
        assert len(named[entry["name"]]) == entry["elementCount"], entry
    ids = {node["id"] for node in named["nodes"]}
    assert len(ids) == len(named["nodes"])
    assert all(edge["s"] in ids and edge["t"] in ids for edge in named["edges"])
    return {"nodes": named["nodes"], "edges": named["edges"]}


def cyjs(path):
    elements = json.loads(path.read_text(encoding="utf-8"))["elements"]
    ids = {node["data"]["id"] for node in elements["nodes"]}
    assert all(edge["data"][end] in ids for edge in elements["edges"] for end in ("source", "target"))
    return elements


def table(separator):
    def read(path):
        # Gene NA is a gene, and numbers are rounded correctly.
        names = {name: str for name in ("source", "target", "TF")}
        frame = pandas.read_csv(
            path, sep=separator, dtype=names, keep_default_na=False, na_values={"stability": [""]},
            float_precision="round_trip",
        )
        return {name: list(column) for name, column in frame.items()}

    return read


def lines(path):
    text = path.read_bytes().decode("utf-8")
    assert text == "" or text.endswith("\n")
    return [line.split("\t") for line in text.split("\n")[:-1]]


readers = {
    "h5ad": h5ad,
    "graphml": graphml,
    "cx2": cx2,
    "cyjs": cyjs,
    "tsv": table("\t"),
    "decoupler": table(","),
    "pyscenic": table(","),
    "sif": lines,
    "gmt": lines,
    "regulons": lines,
}

folder = pathlib.Path(sys.argv[1])
print(json.dumps(plain({name: read(folder / f"run.{name}") for name, read in readers.items()}), allow_nan=False))
