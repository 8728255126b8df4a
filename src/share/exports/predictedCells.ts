/**
 * Predicted cells as an AnnData file, for programs that score predictions cell by cell: control cells, and for each perturbation as many
 * control cells moved to its predicted mean (dynamics/predictedCells.ts). The columns are those that cell-eval and scPerturb read.
 */
import { type Dataset, isControl } from '../../dataset/dataset';
import { writeH5ad } from '../../dataset/writers/h5ad';
import {
  type CountedCells,
  countedControls,
  logarithmsOf,
  meansOf,
  movedCells,
  someCells,
} from '../../dynamics/predictedCells';
import { type Change, perturbationName, predictEnd } from '../../dynamics/predict';
import { type CellDistances, cellDistances } from '../../inference/benchmark/predictedCells';
import { leastBiasedComparisons } from '../../inference/run/comparisons';
import { programOf } from '../../inference/run/program';
import type { Comparison } from '../../inference/run/result';
import { fnv1a, Random } from '../../numerics/random';
import type { FinishedRun } from '../finishedRun';
import { settingsOf } from './annData';
import { predictedCellsNote } from './predictedCellsNote';

/** Label of the controls in `target_gene`. */
const CONTROLS = 'non-targeting';

/** One perturbation of which cells are predicted. */
interface PredictedGroup {
  /** Its value in `target_gene`. */
  readonly name: string;
  /** 'GATA1=0'; '' for a perturbation of the screen. */
  readonly perturbation: string;
  /** How much of it the fit knew; 'asked': the model of the run. */
  readonly role: Comparison['role'] | 'asked';
  readonly time: number | null;
  readonly targets: readonly number[];
  /** [G] change of mean log1p expression. */
  readonly delta: ArrayLike<number>;
  /** Of the condition that measured it; null where none did. */
  readonly label: string | null;
}

type RunWithCells = Pick<FinishedRun, 'dataset' | 'settings' | 'result'>;

/** The perturbations of the screen, each predicted by the fit that knows least of it. */
function groupsOfScreen({ result }: RunWithCells): readonly PredictedGroup[] {
  return leastBiasedComparisons(result.comparisons).map(({ label, role, time, targets, predicted }) => ({
    name: label,
    perturbation: '',
    role,
    time,
    targets,
    delta: predicted,
    label,
  }));
}

/** Perturbations that were asked for, by the model of the run. `time` null: the last. */
function groupsAsked(
  { dataset, result: { model } }: RunWithCells,
  asked: readonly (readonly Change[])[],
  time: number | null,
): readonly PredictedGroup[] {
  const at = time ?? model.latestTime;
  const groups = asked.map((changes): PredictedGroup => {
    const moved = changes.filter(({ value }) => value !== 1);
    const label = labelOf(dataset, moved, at);
    return {
      name: label ?? moved.map(({ gene }) => dataset.genes[gene] ?? '').join('+'),
      perturbation: perturbationName(dataset.genes, changes),
      role: 'asked',
      time: at,
      targets: moved.map(({ gene }) => gene),
      delta: predictEnd(model, changes, time).delta,
      label,
    };
  });
  // Levels tell those that were not measured apart.
  const isTaken = ({ name, label }: PredictedGroup) =>
    label === null && groups.filter((other) => other.name === name).length > 1;
  return groups
    .filter(
      ({ perturbation }, place) => groups.findIndex((one) => one.perturbation === perturbation) === place,
    )
    .map((group) => (isTaken(group) ? { ...group, name: group.perturbation } : group));
}

/** Of the condition that sets the same genes as far, or up; null where none was measured. */
function labelOf({ conditions }: Dataset, changes: readonly Change[], time: number | null): string | null {
  const found = conditions.find(
    (condition) =>
      !isControl(condition) &&
      condition.time === time &&
      condition.interventions.length === changes.length &&
      changes.every(({ gene, value }) =>
        condition.interventions.some(
          ({ kind, ...one }) =>
            one.gene === gene &&
            (kind === 'overexpression' ? value > 1 : value < 1 && (kind === 'knockdown' || value === 0)),
        ),
      ),
  );
  return found?.label ?? null;
}

/** Of a perturbation, and of controls at one time. */
const MAX_CELLS = 500;
const MAX_CONTROLS = 2000;
/** Of the matrix: 160 MB in each layer. */
const MAX_VALUES = 4e7;

export interface PredictedCells {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly perturbations: number;
  /** Of each perturbation. */
  readonly each: number;
  readonly controls: number;
  /** null where no group was measured. */
  readonly distances: CellDistances | null;
}

/** Why no cells can be predicted. */
export type CellsRefused = 'no-controls' | 'no-counts' | 'none-at-time';

/**
 * Deterministic: from the seed of the run, and the name of each perturbation. `time` null: the last, of perturbations of the screen all.
 * @param asked null: every perturbation of the screen
 */
export async function predictedCells(
  run: RunWithCells,
  asked: readonly (readonly Change[])[] | null,
  time: number | null,
): Promise<PredictedCells | CellsRefused> {
  const { control, conditions } = run.dataset;
  if (control.mode === 'others' || !conditions.some((one) => isControl(one) && one.cells > 0))
    return 'no-controls';
  const groups =
    asked === null
      ? groupsOfScreen(run).filter((one) => time === null || one.time === time)
      : groupsAsked(run, asked, time);
  if (groups.length === 0) return 'none-at-time';
  return (await cellsOf(run, groups)) ?? 'no-counts';
}

/** null without counts. */
async function cellsOf(run: RunWithCells, groups: readonly PredictedGroup[]): Promise<PredictedCells | null> {
  const { dataset, settings, result } = run;
  const genes = dataset.genes.length;
  const most = Math.floor(MAX_VALUES / genes / (groups.length + 4));
  const seedOf = (text: string) => fnv1a(settings.seed, text);
  const controlsAt = new Map<number | null, CountedCells>();
  for (const { time } of groups) {
    if (controlsAt.has(time)) continue;
    const all = countedControls(dataset, time);
    if (all === null) return null;
    controlsAt.set(
      time,
      someCells(all, Math.min(MAX_CONTROLS, 4 * most), new Random(seedOf(`controls ${time}`))),
    );
  }
  const each = Math.min(MAX_CELLS, most);
  const parts: CellsOfGroup[] = [...controlsAt].map(([time, cells]) => ({
    group: { name: CONTROLS, perturbation: '', role: '', time },
    cells,
  }));
  const measured = [];
  for (const group of groups) {
    const all = controlsAt.get(group.time);
    if (all === undefined) continue;
    const level = meansOf(logarithmsOf(all), genes).map((mean, gene) => mean + (group.delta[gene] ?? 0));
    const seed = seedOf(`${group.name} ${group.time}`);
    const from = someCells(all, each, Random.mixed(seed));
    const cells = movedCells(from, level, seed);
    parts.push({ group, cells });
    const { label, targets, delta, time } = group;
    if (label !== null)
      measured.push({
        label,
        time,
        targets,
        delta,
        predicted: logarithmsOf(cells),
        controls: logarithmsOf(from),
      });
  }
  return {
    bytes: await fileOf(run, parts),
    perturbations: groups.length,
    each: Math.min(each, ...[...controlsAt.values()].map(({ cells }) => cells)),
    controls: [...controlsAt.values()].reduce((sum, { cells }) => sum + cells, 0),
    distances: cellDistances(dataset, result.model.scale, measured),
  };
}

interface CellsOfGroup {
  readonly group: Pick<PredictedGroup, 'name' | 'perturbation' | 'time'> & { readonly role: string };
  readonly cells: CountedCells;
}

/** Genes that were not measured are left out. */
function fileOf(
  { dataset, settings, result }: RunWithCells,
  parts: readonly CellsOfGroup[],
): Promise<Uint8Array<ArrayBuffer>> {
  const all = dataset.genes.length;
  const genes = [...dataset.genes.keys()].filter((gene) => dataset.latent?.includes(gene) !== true);
  const stacked = (valuesOf: (cells: CountedCells) => Float32Array) => {
    const values = new Float32Array(parts.reduce((sum, { cells }) => sum + cells.cells, 0) * genes.length);
    let at = 0;
    for (const { cells } of parts) {
      const own = valuesOf(cells);
      for (let row = 0; row < cells.cells; row++)
        for (const gene of genes) values[at++] = own[row * all + gene] as number;
    }
    return values;
  };
  const perCell = <Value>(valueOf: (group: CellsOfGroup['group']) => Value) =>
    parts.flatMap(({ group, cells }) => Array<Value>(cells.cells).fill(valueOf(group)));
  const names = perCell(({ name }) => name);
  const times = perCell(({ time }) => time ?? Number.NaN);
  return writeH5ad({
    values: stacked(logarithmsOf),
    encoding: 'dense',
    cellNames: names.map((_, cell) => `cell${String(cell).padStart(6, '0')}`),
    geneNames: genes.map((gene) => dataset.genes[gene] ?? ''),
    obs: {
      target_gene: names,
      perturbation: perCell(({ perturbation }) => perturbation),
      role: perCell(({ role }) => role),
      ...(times.every(Number.isNaN) ? {} : { time: Float64Array.from(times) }),
    },
    layers: { counts: stacked(({ counts }) => counts) },
    uns: {
      settings: settingsOf({ settings }),
      modulode: {
        version: programOf(result),
        data: dataset.name,
        fingerprint: dataset.fingerprint,
        time_unit: dataset.timeUnit,
        units: 'ln(1 + normalised count); layer counts: molecules',
        cells: predictedCellsNote,
      },
    },
  });
}
