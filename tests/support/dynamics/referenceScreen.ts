/** The synthetic screen of scripts/references/prepare_reference.py with the values that NumPy computes for it. */
import { readFileSync } from 'node:fs';
import type { Dataset, Intervention } from '../../../src/dataset/dataset';
import { presets, type TrainingSettings } from '../../../src/dynamics/settings';
import type { MeasuredEndpoint, MeasuredPerturbation } from '../../../src/dynamics/prepare/measured';

interface Reference {
  readonly genes: string[];
  readonly candidates: number[];
  readonly heldOut: string[];
  readonly conditions: {
    readonly label: string;
    readonly interventions: Intervention[];
    readonly cells: number;
  }[];
  readonly values: number[];
  readonly valuesWithBatchOffsets: number[];
  readonly composed: {
    readonly composition: number[];
    readonly mean: number[];
    readonly scale: number[];
    readonly knockoutValue: number[];
    readonly knockdown: number;
    readonly shift: number[][];
    readonly rawShift: number[][];
    readonly standardError: number[][];
    readonly low: number[];
    readonly high: number[];
    readonly spread: number[];
    /** Every seventh training cell. */
    readonly capped: number[][];
    readonly ridge: number[][];
    readonly weight: number[][];
    readonly probe: number[];
    readonly geneScale: number[];
    readonly sentBack: number[];
    readonly agreement: number;
    readonly sharedFactor: number;
    readonly signal: number;
  };
  readonly batches: { readonly shift: number[][] };
  readonly others: {
    readonly scale: number[];
    readonly shift: number[][];
    readonly standardError: number[][];
    readonly firstCell: number[];
  };
}

export const reference: Reference = JSON.parse(
  readFileSync(new URL('prepare.reference.json', import.meta.url), 'utf8'),
);

export const settings: TrainingSettings = { ...presets.H, cap: 'on' };

/** Labels of the training perturbations. */
export const trainingLabels: ReadonlySet<string> = new Set(
  reference.conditions
    .filter(({ label, interventions }) => interventions.length > 0 && !reference.heldOut.includes(label))
    .map(({ label }) => label),
);

/** The screen with controls, one time point and one batch. */
export function referenceScreen(changes: Partial<Dataset> = {}): Dataset {
  const { conditions, genes } = reference;
  const conditionOfCell = Int32Array.from(
    conditions.flatMap(({ cells }, condition) => Array.from({ length: cells }, () => condition)),
  );
  return {
    name: 'synthetic',
    fingerprint: '',
    genes,
    cells: conditionOfCell.length,
    values: Float32Array.from(reference.values),
    conditionOfCell,
    conditions: conditions.map((condition) => ({ ...condition, time: null })),
    control: { mode: 'cells', labels: ['control'] },
    batchOfCell: null,
    batches: [],
    candidates: Int32Array.from(reference.candidates),
    heldOut: reference.heldOut,
    composition: Float64Array.from(reference.composed.composition),
    timeUnit: '',
    notes: [],
    ...changes,
  };
}

/** Even cells are day 1, odd cells day 4; the controls become a knockout of the last gene. */
export function screenWithoutControls(): Dataset {
  const screen = referenceScreen();
  const withKnockout = screen.conditions.map((condition, index) =>
    index === 0
      ? { ...condition, interventions: [{ gene: screen.genes.length - 1, kind: 'knockout' as const }] }
      : condition,
  );
  const days = [1, 4];
  const conditionOfCell = screen.conditionOfCell.map((condition, cell) => 2 * condition + (cell % 2));
  const conditions = withKnockout.flatMap((condition, index) =>
    days.map((time, day) => ({
      ...condition,
      time,
      cells: conditionOfCell.filter((owner) => owner === 2 * index + day).length,
    })),
  );
  return { ...screen, conditionOfCell, conditions, control: { mode: 'others' }, composition: null };
}

/** The first cell of every condition only, as in bulk measurements. */
export function oneSamplePerCondition(): Dataset {
  const screen = referenceScreen();
  const genes = screen.genes.length;
  const firsts = screen.conditions.map((_, condition) => screen.conditionOfCell.indexOf(condition));
  return {
    ...screen,
    cells: firsts.length,
    conditionOfCell: Int32Array.from(firsts.keys()),
    conditions: screen.conditions.map((condition) => ({ ...condition, cells: 1 })),
    values: Float32Array.from(
      firsts.flatMap((cell) => Array.from(screen.values.subarray(cell * genes, (cell + 1) * genes))),
    ),
    composition: null,
  };
}

/** Values are in single precision, the reference has seven decimals. */
export const TOLERANCE = 2e-5;

/** Largest absolute difference; Infinity if the lengths differ. */
export function difference(actual: ArrayLike<number>, expected: readonly number[]): number {
  if (actual.length !== expected.length) return Infinity;
  return Math.max(...expected.map((value, i) => Math.abs((actual[i] ?? NaN) - value)));
}

export function endpointsOf(perturbations: readonly MeasuredPerturbation[]): readonly MeasuredEndpoint[] {
  return perturbations.flatMap(({ endpoints }) => endpoints);
}

/** Largest absolute difference at any endpoint and gene. `expected`: [endpoints][G]. */
export function differenceAtEndpoints(
  perturbations: readonly MeasuredPerturbation[],
  quantity: 'shift' | 'rawShift' | 'standardError',
  expected: readonly (readonly number[])[],
): number {
  return difference(
    endpointsOf(perturbations).flatMap((endpoint) => Array.from(endpoint[quantity])),
    expected.flat(),
  );
}
