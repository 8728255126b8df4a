"""Independent numbers for src/dataset/quality/sharedData.test.ts: what anndata and numpy find in the public files.
Usage: python3 scripts/references/selected_data.py FOLDER, the folder that holds renge-hipsc/, boolode-knockouts/, simulated/
"""

import json
import sys

import anndata
import numpy as np


def dense(matrix):
    return np.asarray(matrix.toarray() if hasattr(matrix, "toarray") else matrix, dtype=np.float64)


def weighted_median(values, weights):
    order = np.argsort(values)
    values, weights = values[order], weights[order]
    return values[np.searchsorted(np.cumsum(weights), weights.sum() / 2)]


def shift(own, control, target):
    own, control = np.expm1(own), np.expm1(control)
    means, variances = (own.mean(0), control.mean(0)), (own.var(0), control.var(0))
    keep = (means[0] > 0) & (means[1] > 0)
    keep[target] = False
    log_change = np.log(means[0][keep] / means[1][keep])
    variance = sum(v[keep] / (n * m[keep] ** 2) for m, v, n in zip(means, variances, (len(own), len(control))))
    return weighted_median(log_change, 1 / (variance + 0.05**2))


folder = sys.argv[1]
for path, column in [
    ("renge-hipsc/hipsc.h5ad", "ko"),
    ("boolode-knockouts/hsc.h5ad", "perturbation"),
    ("simulated/dagKO_1.h5ad", "perturbation"),
    ("simulated/dagTECH_1.h5ad", "perturbation"),
]:
    data = anndata.read_h5ad(f"{folder}/{path}")
    values = dense(data.X)
    labels = data.obs[column].astype(str).to_numpy()
    names = list(data.var["gene"].astype(str)) if "gene" in data.var else list(data.var_names)
    found = {
        "cells": len(labels),
        "genes": len(names),
        "firstGenes": sorted(names)[:3],
        "sum": round(float(values.sum()), 2),
        "lastGene": round(float(values[:, names.index(max(names))].sum()), 2),
        "meanOf": {label: round(float(values[labels == label].mean()), 5) for label in sorted(set(labels))[:3]},
    }
    totals = np.expm1(values[labels == "control"]).sum(1)
    if len(totals) and totals.std() < 0.01 * totals.mean():
        control = values[labels == "control"]
        found["composition"] = {
            label: round(float(shift(values[labels == label], control, names.index(label))), 5)
            for label in sorted(set(labels))[:5]
        }
    print(path, json.dumps(found))
