/**
 * The heat map of modules × perturbations: mean log2 fold change of a module's genes, measured and predicted, on one
 * fixed scale around "same". Pure.
 */
import type { Layout, Trace } from 'plotly.js-cartesian-dist-min';
import type { FittedModel } from '../../../dynamics/fitted';
import { foldChange } from '../../../dynamics/predict';
import type { Comparison } from '../../../inference/run/result';
import { leastBiasedComparisons } from '../../../inference/run/comparisons';
import { averageLinkage } from '../../../numerics/linkage';
import { conditionName, fold } from '../../../present/text/format';
import { changeColor, type Palette } from '../../../present/figure/palette';
import { figureText, type ModuleChange } from '../text/figures';
import { axisFor, escapeText, type Figure, foldLabel, foldTicks, layoutFor, paperText } from './figure';

/** Minimum log2 fold change of a module that counts as clear. */
const clear = Math.log2(1.3);
/** End of the colour scale, in log2. */
const scaleEnd = 2;

export interface ModuleRow {
  readonly name: string;
  readonly genes: readonly number[];
}

/** Mean log2 fold change of the module's unperturbed genes; null without any. */
export function activity(module: ModuleRow, log2: Float32Array, targets: readonly number[]): number | null {
  const free = module.genes.filter((gene) => !targets.includes(gene));
  if (free.length === 0) return null;
  return free.reduce((sum, gene) => sum + (log2[gene] ?? 0), 0) / free.length;
}

export function moduleActivityFigure(
  modules: readonly ModuleRow[],
  comparisons: readonly Comparison[],
  model: Pick<FittedModel, 'mean'>,
  timeUnit: string,
  palette: Palette,
): Figure {
  const columns = inOrder(
    leastBiasedComparisons(comparisons).map((one) => {
      const of = (delta: Float32Array) => {
        const log2 = foldChange(model, delta);
        return modules.map((module) => activity(module, log2, one.targets));
      };
      return {
        label: conditionName(one.label, one.time, timeUnit),
        measured: of(one.measured),
        predicted: of(one.predicted),
      };
    }),
  );
  const cells = columns.flatMap(({ label, measured, predicted }) =>
    modules.flatMap(({ name }, row): ModuleChange[] => {
      const [a, b] = [measured[row] ?? null, predicted[row] ?? null];
      return a === null || b === null ? [] : [{ module: name, label, measured: a, predicted: b }];
    }),
  );
  const title = titleOf(cells);
  return {
    title,
    words: figureText.moduleWords(title, modules.length, columns.length),
    note: figureText.moduleNote(clear),
    traces: [heatMap(modules, columns, 'measured', palette), heatMap(modules, columns, 'predicted', palette)],
    layout: layoutOf(palette),
    revision: 'modules',
    table: {
      columns: ['Module', 'Perturbation', 'Measured', 'Predicted'],
      rows: cells.map(({ module, label, measured, predicted }) => [
        module,
        label,
        fold(measured),
        fold(predicted),
      ]),
    },
  };
}

interface Column {
  readonly label: string;
  /** Per module. */
  readonly measured: readonly (number | null)[];
  readonly predicted: readonly (number | null)[];
}

/** Order of perturbations by average linkage of their measured changes, so that similar ones are adjacent. */
function inOrder(columns: readonly Column[]): readonly Column[] {
  const n = columns.length;
  const alike = new Float64Array(n * n);
  for (const [a, first] of columns.entries())
    for (const [b, second] of columns.entries())
      alike[a * n + b] = -Math.hypot(
        ...first.measured.map((value, row) => (value ?? 0) - (second.measured[row] ?? 0)),
      );
  let groups = columns.map((_, column) => [column]);
  for (const { a, b } of averageLinkage(alike, n)) {
    const [left, right] = [groups.find((one) => one.includes(a)), groups.find((one) => one.includes(b))];
    if (!left || !right || left === right) continue;
    groups = [...groups.filter((one) => one !== left && one !== right), [...left, ...right]];
  }
  return groups.flat().flatMap((column) => columns[column] ?? []);
}

function titleOf(cells: readonly ModuleChange[]): string {
  const strongest = cells.toSorted((a, b) => Math.abs(b.measured) - Math.abs(a.measured))[0];
  if (!strongest) return figureText.noModules;
  const compared = cells.filter(({ measured }) => Math.abs(measured) >= clear);
  const right = compared.filter(({ measured, predicted }) => measured * predicted > 0);
  const predicted = compared.filter((one) => one.predicted !== 0);
  return figureText.moduleTitle(
    strongest,
    { compared: compared.length, direction: right.length, predicted: predicted.length },
    clear,
  );
}

function heatMap(
  modules: readonly ModuleRow[],
  columns: readonly Column[],
  side: 'measured' | 'predicted',
  palette: Palette,
): Trace {
  const rows = modules.map((_, row) => columns.map((column) => column[side][row] ?? null));
  const first = side === 'measured';
  return {
    type: 'heatmap',
    x: columns.map(({ label }) => escapeText(label)),
    y: modules.map(({ name, genes }) => `${escapeText(name)} (${genes.length})`),
    z: rows,
    text: rows.map((row) => row.map((log2) => (log2 === null ? 'all its genes were perturbed' : fold(log2)))),
    hovertemplate: `%{y}, %{x}<br>${side} %{text}<extra></extra>`,
    xaxis: first ? 'x' : 'x2',
    yaxis: first ? 'y' : 'y2',
    xgap: 1,
    ygap: 1,
    zmin: -scaleEnd,
    zmax: scaleEnd,
    colorscale: [
      [0, palette.represses],
      [0.5, palette.panel],
      [1, palette.activates],
    ],
    // Plotly's own colour bar writes inline styles, which the content security policy forbids.
    showscale: false,
  };
}

function layoutOf(palette: Palette): Layout {
  const axis = { ...axisFor(palette), showgrid: false, zeroline: false };
  const across = { ...axis, type: 'category', tickangle: -45, automargin: true };
  const down = { ...axis, type: 'category', autorange: 'reversed', automargin: true };
  const head = (text: string, x: number) => paperText(text, 12, palette.text, { x, y: 1, yanchor: 'bottom' });
  return {
    ...layoutFor(palette),
    margin: { l: 60, r: 64, t: 24, b: 50 },
    annotations: [head('Measured', 0), head('Predicted', 0.52), ...scaleLabels(palette)],
    shapes: scaleSteps(palette),
    xaxis: { ...across, domain: [0, 0.48], anchor: 'y' },
    xaxis2: { ...across, domain: [0.52, 1], anchor: 'y2', matches: 'x' },
    yaxis: { ...down, anchor: 'x' },
    yaxis2: { ...down, anchor: 'x2', showticklabels: false, matches: 'y' },
  };
}

/** Position of the colour scale, right of the maps, as shares of their height. */
const scaleHeight = (log2: number) => 0.5 + (0.45 * log2) / scaleEnd;
const stepsPerFactor = 5;

function scaleSteps(palette: Palette): Layout[] {
  return Array.from({ length: 2 * scaleEnd * stepsPerFactor }, (_, step) => {
    const low = -scaleEnd + step / stepsPerFactor;
    const high = low + 1 / stepsPerFactor;
    return {
      type: 'rect',
      xref: 'paper',
      yref: 'paper',
      x0: 12,
      x1: 22,
      xsizemode: 'pixel',
      xanchor: 1,
      y0: scaleHeight(low),
      y1: scaleHeight(high),
      fillcolor: changeColor(palette, (low + high) / 2),
      line: { width: 0 },
    };
  });
}

function scaleLabels(palette: Palette): Layout[] {
  return foldTicks(-scaleEnd, scaleEnd).tickvals.map((log2) => {
    const place = { x: 1, xshift: 26, y: scaleHeight(log2), yanchor: 'middle' };
    return paperText(foldLabel(log2), 10, palette.text2, place);
  });
}
