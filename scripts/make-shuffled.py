"""Writes a screen whose cells are shuffled among its labels, so that there is nothing to find. Its values have another fingerprint than the screen's.

    /usr/bin/python3 scripts/make-shuffled.py SCREEN.h5ad SHUFFLED.h5ad
"""
import sys

import anndata
import numpy

source, target = sys.argv[1:]
screen = anndata.read_h5ad(source)
order = numpy.random.default_rng(1).permutation(screen.n_obs)
anndata.AnnData(X=screen.X[order], obs=screen.obs, var=screen.var).write_h5ad(target, compression="gzip")
