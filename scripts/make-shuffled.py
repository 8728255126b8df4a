"""Writes a screen whose labels are shuffled among its cells, so that there is nothing to find.

    /usr/bin/python3 scripts/make-shuffled.py SCREEN.h5ad SHUFFLED.h5ad
"""
import sys

import anndata
import numpy

source, target = sys.argv[1:]
screen = anndata.read_h5ad(source)
order = numpy.random.default_rng(1).permutation(screen.n_obs)
shuffled = screen.obs.iloc[order].set_index(screen.obs_names)
anndata.AnnData(X=screen.X, obs=shuffled, var=screen.var).write_h5ad(target, compression="gzip")
