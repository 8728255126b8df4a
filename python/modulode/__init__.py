"""Modulode for scanpy: effects of perturbations, and gene networks, of an AnnData.

    import modulode as md

    run = md.infer(adata, control="non-targeting")
    run.network, run.verdict, run.predict({"GATA1": 0})

The engine is the program `modulode` of the same release, run by Node (20.19 or later), so that results are those of the terminal and the
page, to the last bit. Nothing leaves this computer. In Jupyter a result shows its report.
"""

from .engine import ModulodeError
from .results import Effects, Run
from .screen import effects, infer, read

__all__ = ["Effects", "ModulodeError", "Run", "effects", "infer", "read"]
