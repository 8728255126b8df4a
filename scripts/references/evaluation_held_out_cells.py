"""Reference values for src/evaluation/referenceFree/heldOutScores.ts, from SciPy on every other cell of the screen of exampleScreen.ts.

The two statistics of CausalBench by brute force, written from the paper (Chevalley et al. 2022, arXiv 2210.17283). All pairs without a
path enter the false omission rate: there are fewer than 500; of fewer than ten there is none. Writes src/evaluation/referenceFree/heldOutScores.reference.json.
  /usr/bin/python3 scripts/references/evaluation_held_out_cells.py
"""
import contextlib
import io
import json
import pathlib
import runpy

import numpy as np
from scipy.stats import mannwhitneyu, wasserstein_distance

here = pathlib.Path(__file__).parent
kept = here.parents[1] / "src/evaluation/referenceFree/referenceFree.reference.json"
before = kept.read_bytes()
with contextlib.redirect_stdout(io.StringIO()):
    screen = runpy.run_path(str(here / "evaluation_without_truth.py"))
kept.write_bytes(before)
G, CONDITIONS, REGULATORS, weights = (screen[name] for name in ("G", "CONDITIONS", "REGULATORS", "weights"))

cells = [values[::2] for values in screen["cells"]]
# Time 1 has 15 controls among these, time 2 six: fewer than twenty, so all are compared with.
controls = np.vstack(cells[:2])
FEWEST = 5

pairs = {}
for source in REGULATORS:
    own = [cells[k] for k, (_, knocked, _, _) in enumerate(CONDITIONS) if knocked == [source]]
    own = [values for values in own if len(values) >= FEWEST]
    for target in range(G):
        if target == source or not own:
            continue
        distances = [wasserstein_distance(values[:, target], controls[:, target]) for values in own]
        p = [mannwhitneyu(values[:, target], controls[:, target], method="asymptotic").pvalue for values in own]
        pairs[source, target] = (np.average(distances, weights=[len(v) for v in own]), min(1, len(own) * min(p)))


def path_exists(edges, start, end):
    seen, front = {start}, [start]
    while front:
        node = front.pop()
        for a, b in edges:
            if a == node and b not in seen:
                seen.add(b)
                front.append(b)
    return end in seen


def scores(count):
    ranked = sorted(pairs, key=lambda e: -abs(weights[REGULATORS.index(e[0]), e[1]]))
    edges = ranked[:count]
    omitted = [e for e in pairs if not path_exists(edges, *e)]
    return dict(
        edges=count,
        meanWasserstein=float(np.mean([pairs[e][0] for e in edges])),
        falseOmissionRate=float(np.mean([pairs[e][1] < 0.05 for e in omitted])) if len(omitted) >= 10 else None,
        pairsWithoutPath=len(omitted),
    )


path = here.parents[1] / "src/evaluation/referenceFree/heldOutScores.reference.json"
path.write_text(
    json.dumps(
        dict(
            pairs=[[source, target, *map(float, found)] for (source, target), found in pairs.items()],
            scores=[scores(count) for count in (2, 3, 5, 8)],
        )
    )
    + "\n"
)
