/**
 * Does anything change beside the targets? Observed and permuted statistics come from one function: the mean shift of each gene over its
 * standard error from the pooled variance within groups, so that they have the same scale and the same errors. What is permuted are cells
 * (samples, where one row is a sample) within batch and time point, as deviations from the mean of their own group: effects of the
 * perturbations do not enter. docs/method.md, "Four questions"; docs/decisions/0041.
 */
import { isControl, type Dataset } from '../../dataset/dataset';
import { stratify } from '../../dynamics/prepare/strata';
import { sampledCells } from '../../dynamics/prepare/trainingCells';
import { Random } from '../../numerics/random';
import { controlTests } from './signalAgainstControls';
import { testsAmongOthers } from './signalAmongOthers';
import { isMostlyShared, scaleOf, testsBeyondShared } from './commonResponse';
import { type CellTest, discoveries, type PerturbationTest, type TestedRows } from './permutationTest';
import { countsOf, guideUnits, type GuideUnits, withoutShared } from './guideUnits';
import { guideDiscoveries, guideTests, guidesUnusedFor } from './signalByGuides';
import type { EffectUnit, GuidesUnused, MeasurableEffects } from '../run/result';

export interface Signal {
  /** T: mean squared shift over its squared standard error, over its permutation mean. */
  readonly signal: number | null;
  readonly effects: MeasurableEffects | null;
}

/** Maximum number of values: 64 MB; more cells are sampled evenly. */
const MAX_VALUES = 2 ** 24;
/** Permutations: as many as this number of added values allows, between these bounds. */
const ADDITIONS = 6e8;
const [MIN_ROUNDS, MAX_ROUNDS] = [40, 200];
/** Perturbations of fewer rows each are measured in samples. */
const CELLS_OF_CONDITION = 10;
/**
 * Share of the perturbations that must differ from controls to share a response: all of them share an error of the controls. Of those that
 * are compared with the median of the others, the ones of typical strength do not differ.
 */
const MOST = 0.5;

/**
 * null where no reference or no replicate is there to permute: one sample per condition without controls, or batches without controls.
 */
export function measureSignal(rows: TestedRows): Signal {
  const { tests, labels, ofCells, sharedBy, unit, guidesUnused } = effectTests(rows);
  const signal = signalOf(sharedBy === null ? tests : ofCells);
  if (signal === null) return { signal: null, effects: null };
  return {
    signal,
    effects: {
      measurable: labels.length,
      of: tests.length,
      labels,
      unit,
      ...(guidesUnused === null ? {} : { guidesUnused }),
      ...(sharedBy === null ? {} : { sharedBy }),
    },
  };
}

function signalOf(tests: readonly PerturbationTest[]): number | null {
  const observed = tests.reduce((sum, test) => sum + test.observed.sum, 0);
  const permuted = tests.reduce(
    (sum, test) => sum + test.permuted.reduce((all, round) => all + round.sum, 0) / test.permuted.length,
    0,
  );
  return permuted > 0 ? observed / permuted : null;
}

export interface EffectTests {
  /** One per perturbation that can be compared, beyond a response that all share if that is most of what changes. */
  readonly tests: readonly PerturbationTest[];
  /** Those with an effect; where most perturbations change, both as measured and beyond what they share. */
  readonly labels: readonly string[];
  readonly ofCells: readonly CellTest[];
  /** Labels whose cells change as the others' do, where most of all changes is a response that perturbations share. */
  readonly sharedBy: readonly string[] | null;
  /** What was permuted. */
  readonly unit: EffectUnit;
  readonly guidesUnused: GuidesUnused | null;
}

export function effectTests(rows: TestedRows): EffectTests {
  const ofCells = rows.comparedWith === 'controls' ? controlTests(rows) : testsAmongOthers(rows);
  const changed = discoveries(ofCells);
  const enough = rows.comparedWith === 'controls' ? MOST * ofCells.length : 1;
  const mayBeShared = changed.length >= enough && changed.length > 0;
  const sharedBy = mayBeShared && isMostlyShared(ofCells) ? changed : null;
  const known = { ofCells, sharedBy };
  const guides = rows.guideOfRow === null ? null : guideUnits(rows);
  const guidesUnused = guides && guidesUnusedFor(countsOf(guides.units, guides.labels.length));
  if (guides !== null && guidesUnused === null) {
    const testsOf = (units: GuideUnits) => guideTests(units, guideRounds(units), new Random(rows.seed));
    const beyond = mayBeShared ? testsOf(withoutShared(guides, scaleOf(rows))) : null;
    const tests = sharedBy !== null && beyond !== null ? beyond : testsOf(guides);
    const labels = inBoth(tests, beyond ?? tests, guideDiscoveries);
    return { ...known, tests, labels, unit: 'guides', guidesUnused };
  }
  const cells = ofCells.map((test) => test.cells).toSorted((a, b) => a - b)[ofCells.length >> 1] ?? 0;
  const beyond = mayBeShared ? testsBeyondShared(ofCells) : ofCells;
  const tests = sharedBy === null ? ofCells : beyond;
  return {
    ...known,
    tests,
    labels: inBoth(tests, beyond, discoveries),
    unit: cells < CELLS_OF_CONDITION ? 'samples' : 'cells',
    guidesUnused,
  };
}

function inBoth(
  tests: readonly PerturbationTest[],
  others: readonly PerturbationTest[],
  named: (tests: readonly PerturbationTest[]) => readonly string[],
): readonly string[] {
  const labels = named(tests);
  if (tests === others) return labels;
  const ofOthers = new Set(named(others));
  return labels.filter((label) => ofOthers.has(label));
}

/** As for cells. */
function guideRounds({ units, variance: { length: genes } }: GuideUnits): number {
  return Math.max(MIN_ROUNDS, Math.min(MAX_ROUNDS, Math.floor(ADDITIONS / (units.length * genes))));
}

/**
 * A copy of the controls and of the perturbations for which `isTraining` (by condition) holds. Amounts (expm1) where values are normalised to
 * a total; else the values. Amounts are compared with those of controls as the composition changes them, ȳ_0 e^c, by a translation: scaled,
 * their noise would not be that of the permutations. Imputed dropouts are left out: a value imputed from its own condition is no independent
 * measurement of it.
 */
export function testedRows(
  dataset: Dataset,
  isTraining: (condition: number) => boolean,
  seed: number,
): TestedRows {
  const genes = dataset.genes.length;
  const { composition, conditions } = dataset;
  const isOfControl = conditions.map(isControl);
  const isUsed = conditions.map((_, index) => isOfControl[index] === true || isTraining(index));
  const owners = dataset.conditionOfCell.map((condition) => (isUsed[condition] === true ? condition : -1));
  const source = sampledCells(owners, conditions.length, Math.floor(MAX_VALUES / genes), seed);
  const values = new Float32Array(source.length * genes);
  const reference = new Float64Array(genes);
  let references = 0;
  source.forEach((cell, row) => {
    const isReference = isOfControl[dataset.conditionOfCell[cell] as number] === true;
    references += Number(isReference);
    for (let g = 0; g < genes; g++) {
      const value = dataset.values[cell * genes + g] as number;
      const amount = composition ? Math.expm1(value) : value;
      values[row * genes + g] = amount;
      if (isReference) reference[g] = (reference[g] as number) + amount;
    }
  });
  if (composition && references > 0)
    source.forEach((cell, row) => {
      const moved = Math.expm1(composition[dataset.conditionOfCell[cell] as number] as number) / references;
      for (let g = 0; g < genes; g++)
        values[row * genes + g] = (values[row * genes + g] as number) - moved * (reference[g] as number);
    });
  const affordable = Math.floor(ADDITIONS / Math.max(1, values.length));
  return {
    dataset: { conditions, genes: dataset.genes },
    values,
    conditionOfRow: source.map((cell) => dataset.conditionOfCell[cell] as number),
    batchOfRow: source.map((cell) => dataset.batchOfCell?.[cell] ?? 0),
    guideOfRow: dataset.cellGuides ? source.map((cell) => dataset.cellGuides?.ofCell[cell] ?? -1) : null,
    composition,
    floor: floors(values, genes, composition !== null),
    unknownComposition: isCompositionUnknown(dataset) ? compositionEffect(values, genes) : null,
    isTraining,
    comparedWith: stratify(dataset, isTraining).comparedWith,
    seed,
    rounds: Math.max(MIN_ROUNDS, Math.min(MAX_ROUNDS, affordable)),
  };
}

/** A strongly changed gene with a large share of all counts moves all others, of which only controls tell how far. */
function isCompositionUnknown({ composition, scale, conditions }: Dataset): boolean {
  return composition === null && scale === undefined && !conditions.some(isControl);
}

/** [G] mean of ∂ log1p(y e^c)/∂c at c = 0, y/(1 + y). */
function compositionEffect(values: Float32Array, genes: number): Float64Array {
  const effect = new Float64Array(genes);
  const rows = Math.max(1, values.length / genes);
  for (let at = 0; at < values.length; at++)
    effect[at % genes] = (effect[at % genes] as number) - Math.expm1(-(values[at] as number)) / rows;
  return effect;
}

/** Added to standard deviations of log1p values, as in dynamics/prepare/scaling.ts. */
const SCALE_FLOOR = 0.05;

/** [G] for amounts y, the floor of log1p y at their mean. */
function floors(values: Float32Array, genes: number, areAmounts: boolean): Float64Array {
  const floor = new Float64Array(genes).fill(SCALE_FLOOR);
  if (!areAmounts) return floor;
  const share = (SCALE_FLOOR * genes) / values.length;
  for (let at = 0; at < values.length; at++)
    floor[at % genes] = (floor[at % genes] as number) + share * (values[at] as number);
  return floor;
}
