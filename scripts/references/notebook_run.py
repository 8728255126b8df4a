"""Runs the cells of an exported notebook from top to bottom, as Jupyter does, and prints what it drew as JSON.

    /usr/bin/python3 scripts/references/notebook_run.py NOTEBOOK

anndata and matplotlib are needed; scanpy draws where it is installed. src/cli/export.test.ts compares the answer with the run.
"""

import json
import os
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

notebook = pathlib.Path(sys.argv[1]).resolve()
os.chdir(notebook.parent)
cells = json.loads(notebook.read_text("utf-8"))["cells"]
drawn = []
plt.show = lambda *_, **__: (drawn.append(len(plt.get_fignums())), plt.close("all"))
names = {"__name__": "__main__"}
stdout, sys.stdout = sys.stdout, sys.stderr
for cell in cells:
    if cell["cell_type"] == "code":
        exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
sys.stdout = stdout
print(json.dumps({
    "figures": sum(drawn),
    "edges": [[row.source, row.target] for row in names["strongest"].itertuples()],
    "below": int((names["errors"] < 1).sum()),
    "of": len(names["errors"]),
}))
