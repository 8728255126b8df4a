/**
 * A notebook (nbformat 4.5) that loads the exported `.h5ad` of a run and draws its figures again, with scanpy where it is installed and
 * with matplotlib alone where it is not. It holds code and no results, so the same run gives the same bytes.
 */
import { endingOf, fileStem } from './networkExport';

interface NotebookOf {
  /** Name of the data set, and its fingerprint, which the notebook checks. */
  readonly data: string;
  readonly fingerprint: string;
  /** Of the program that learned the run (inference/run/program.ts). */
  readonly program: string;
}

/** What the notebook draws: each part an explanation (Markdown) and a cell of Python. */
const PARTS: readonly { readonly id: string; readonly why: string; readonly python: string }[] = [
  {
    id: 'load',
    why: `## The run

The file names the data it was made from; another file is refused. \`uns["settings"]\` has every setting of the training.`,
    python: `adata = ad.read_h5ad(FILE)
run = adata.uns["modulode"]
assert run["fingerprint"] == FINGERPRINT, "This file belongs to another data set."
for name in ("perturbation", "role"):
    adata.obs[name] = adata.obs[name].astype(str).astype("category")
print(f"Modulode {run['version']}, data {run['data']}, unit: {run['units']}")
pd.Series({name: str(value) for name, value in adata.uns["settings"].items()}, name="setting").to_frame()`,
  },
  {
    id: 'network',
    why: `## Network

The strongest edges, genes on a circle in the order of their modules. Orange arrows activate, blue bars repress; width is |weight|.`,
    python: `EDGES = min(250, max(10, 2 * adata.n_vars))  # as many as the page shows at first
edges = pd.DataFrame({name: np.asarray(values) for name, values in adata.uns["network"].items()})
strongest = edges[edges["weight"] != 0].head(EDGES)
modules = adata.var["module"].astype(str)
shown = sorted(set(strongest["source"]) | set(strongest["target"]), key=lambda gene: (modules[gene] == "", modules[gene], gene))
angle = {gene: 2 * np.pi * place / len(shown) for place, gene in enumerate(shown)}
place = {gene: (np.cos(turn), np.sin(turn)) for gene, turn in angle.items()}

fig, ax = plt.subplots(figsize=(6.5, 6.5))
for edge in strongest.itertuples():
    color = ACTIVATES if edge.weight > 0 else REPRESSES
    width = 0.4 + 2.4 * abs(edge.weight) / strongest["weight"].abs().max()
    head = "-|>" if edge.weight > 0 else "|-|, widthA=0, widthB=0.25"
    ax.annotate(
        "",
        xy=place[edge.target],
        xytext=place[edge.source],
        arrowprops=dict(arrowstyle=head, color=color, lw=width, shrinkA=9, shrinkB=9, mutation_scale=9, connectionstyle="arc3,rad=0.12"),
    )
names = [name for name in dict.fromkeys(modules[gene] for gene in shown) if name]
colors = dict(zip(names, plt.cm.tab20(np.linspace(0, 1, max(1, len(names))))))
for gene, (x, y) in place.items():
    ax.plot(x, y, "o", ms=7, color=colors.get(modules[gene], "#8C8C91"), zorder=3)
    turn = np.degrees(angle[gene])
    flip = 90 < turn < 270
    ax.text(
        1.06 * x, 1.06 * y, gene, rotation=turn + 180 if flip else turn, rotation_mode="anchor",
        ha="right" if flip else "left", va="center",
    )
for name in names:
    ax.plot([], [], "o", color=colors[name], label=name)
if names:
    ax.legend(title="module", loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
ax.set(xlim=(-1.4, 1.4), ylim=(-1.4, 1.4), aspect="equal", title=f"{len(strongest)} strongest edges")
ax.axis("off")
plt.show()`,
  },
  {
    id: 'weights',
    why: `## Weights

Regulators in rows, targets in columns; relative strength, not a fold change.`,
    python: `table = edges.pivot(index="source", columns="target", values="weight")
table = table.loc[table.abs().max(axis=1).sort_values(ascending=False).index[:60]]
table = table[table.abs().max(axis=0).sort_values(ascending=False).index[:80]]
reach = np.nanmax(np.abs(table.to_numpy()))
fig, ax = plt.subplots(figsize=(1.5 + 0.16 * table.shape[1], 1.2 + 0.16 * table.shape[0]))
image = ax.imshow(table, cmap="RdBu_r", vmin=-reach, vmax=reach, aspect="auto", interpolation="nearest")
ax.set_xticks(range(table.shape[1]), table.columns, rotation=90)
ax.set_yticks(range(table.shape[0]), table.index)
ax.set(xlabel="target", ylabel="regulator")
fig.colorbar(image, label="weight (red activates)")
plt.show()`,
  },
  {
    id: 'changes',
    why: `## Measured and predicted changes

The same perturbations and genes twice, those that change most. A perturbed gene is not a result: it was set.`,
    python: `size = np.nan_to_num(np.abs(adata.layers["measured"]))
genes = list(adata.var_names[np.argsort(-size.max(axis=0))[:40]])
largest = adata[np.sort(np.argsort(-size.mean(axis=1))[:60]), genes].copy()
values = np.concatenate([np.ravel(largest.layers[layer]) for layer in ("measured", "predicted")])
reach = max(np.nanpercentile(np.abs(values), 98), 1e-9)
for layer in ("measured", "predicted"):
    part = largest.copy()
    part.layers[layer] = np.nan_to_num(np.asarray(part.layers[layer]))
    if sc:
        sc.pl.matrixplot(
            part, genes, groupby="perturbation", layer=layer, cmap="RdBu_r", vmin=-reach, vmax=reach,
            title=layer, colorbar_title=run["units"],
        )
        continue
    rows = pd.DataFrame(part.layers[layer], columns=genes).groupby(part.obs["perturbation"].astype(str).to_numpy()).mean()
    fig, ax = plt.subplots(figsize=(1.5 + 0.2 * rows.shape[1], 1.2 + 0.2 * rows.shape[0]))
    image = ax.imshow(rows, cmap="RdBu_r", vmin=-reach, vmax=reach, aspect="auto", interpolation="nearest")
    ax.set_xticks(range(rows.shape[1]), rows.columns, rotation=90)
    ax.set_yticks(range(rows.shape[0]), rows.index)
    ax.set_title(layer)
    fig.colorbar(image, label=run["units"])
    plt.show()`,
  },
  {
    id: 'scatter',
    why: `## Predicted against measured

Every gene of every perturbation that was not used to predict itself (\`role\` cross-validated or held-out), perturbed genes left out. On the dashed line predictions equal measurements.`,
    python: `unseen = adata.obs["role"].isin(["cross-validated", "held-out"]).to_numpy()
rows = adata[unseen] if unseen.any() else adata
own = np.array([[gene in targets.split(",") for gene in adata.var_names] for targets in rows.obs["targets"].astype(str)])
measured, predicted = (np.asarray(rows.layers[layer], dtype=float) for layer in ("measured", "predicted"))
kept = ~own & np.isfinite(measured) & np.isfinite(predicted)
fig, ax = plt.subplots(figsize=(3.5, 3.5))
ax.scatter(measured[kept], predicted[kept], s=6, alpha=0.5, color="#5239BD", linewidths=0)
reach = 1.05 * max(np.abs(measured[kept]).max(), np.abs(predicted[kept]).max())
ax.plot([-reach, reach], [-reach, reach], "--", color="#55555C", lw=0.8)
r = np.corrcoef(measured[kept], predicted[kept])[0, 1] if predicted[kept].std() > 0 else float("nan")
ax.set(xlabel="measured", ylabel="predicted", title=f"{rows.n_obs} perturbations, r = {r:.2f}", aspect="equal")
plt.show()
print("unit:", run["units"])`,
  },
  {
    id: 'errors',
    why: `## Errors

Squared error over that of “no change”: below 1 the prediction helps. Values above 3 are drawn at 3.`,
    python: `errors = rows.obs.assign(error=rows.obs["error_over_no_change"]).groupby("perturbation", observed=True)["error"].mean().sort_values()
fig, ax = plt.subplots(figsize=(4, 0.8 + 0.18 * len(errors)))
ax.barh(errors.index.astype(str), errors.clip(upper=3), color=["#5B41C9" if error < 1 else "#C9A14A" for error in errors])
ax.axvline(1, ls="--", color="black", lw=0.8)
ax.invert_yaxis()
ax.set(xlabel="relative error (no change = 1)")
plt.show()
print(f"Below no change: {(errors < 1).sum()} of {len(errors)} perturbations")`,
  },
  {
    id: 'modules',
    why: `## Modules

Genes with similar regulators, and the share of refits that agree on each module.`,
    python: `found = adata.uns["modules"]
pd.DataFrame(
    {
        "module": [str(given or name) for name, given in zip(np.atleast_1d(found["name"]), np.atleast_1d(found["given_name"]))],
        "regulators": np.atleast_1d(found["regulators"]).astype(str),
        "genes": [", ".join(adata.var_names[adata.var["module"].astype(str) == str(name)]) for name in np.atleast_1d(found["name"])],
        "stability": np.atleast_1d(found["stability"]),
    }
) if len(np.atleast_1d(found["name"])) else "This run has no modules."`,
  },
];

/** It looks for the file under the name that the page gives it, else for any `.h5ad` beside it. */
export function notebookText({ data, fingerprint, program }: NotebookOf): string {
  const file = `${fileStem(data)}.${endingOf('h5ad')}`;
  const cells = [
    markdown(
      'title',
      `# ${inMarkdown(data)}

Figures of a run of Modulode ${program}, drawn from \`${inMarkdown(file)}\` (AnnData: rows are perturbations, columns genes; \`X\` and the layer \`measured\` are measured changes against control, the layer \`predicted\` the predictions made without the perturbation where there are any).

Needed: \`anndata\` and \`matplotlib\`. Where \`scanpy\` is installed it draws the matrices of changes; without it matplotlib does.`,
    ),
    code(
      'imports',
      `from pathlib import Path

import anndata as ad
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

try:
    import scanpy as sc
except ImportError:  # everything below works without it
    sc = None

FILE = Path(${python(file)})  # beside this notebook
if not FILE.exists():  # under another name
    FILE = next(iter(sorted(Path().glob("*.h5ad"))), FILE)
FINGERPRINT = ${python(fingerprint)}
ACTIVATES, REPRESSES = "#D55E00", "#0072B2"
plt.rcParams.update({"font.size": 8, "axes.spines.top": False, "axes.spines.right": False, "svg.fonttype": "none"})
print("scanpy", sc.__version__ if sc else "is not installed: matplotlib draws every figure")`,
    ),
    ...PARTS.flatMap(({ id, why, python: source }) => [markdown(`${id}-why`, why), code(id, source)]),
  ];
  const notebook = {
    cells,
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

function markdown(id: string, text: string) {
  return { cell_type: 'markdown', id, metadata: {}, source: linesOf(text) };
}

function code(id: string, text: string) {
  return { cell_type: 'code', execution_count: null, id, metadata: {}, outputs: [], source: linesOf(text) };
}

/** Lines keep their line feeds, as the format asks. */
function linesOf(text: string): readonly string[] {
  return text.split('\n').map((line, i, lines) => (i === lines.length - 1 ? line : `${line}\n`));
}

/** A Python string: its escapes are those of JSON. */
function python(text: string): string {
  return JSON.stringify(text);
}

/** Without what Markdown would take as markup. */
function inMarkdown(text: string): string {
  return text.replaceAll(/[`*_[\]<>\\#]/gu, (sign) => (sign === '_' ? sign : ' ')).replaceAll(/\s+/gu, ' ');
}
