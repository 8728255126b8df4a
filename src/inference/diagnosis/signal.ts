/**
 * Does anything change beside the targets? Answered by the effects of the screen (effects/measure.ts): those of the whole file where they
 * were measured (toldEffects.ts), else of the modelled genes and the training perturbations. docs/method.md, "Effects before any model";
 * docs/decisions/0041.
 */
import { isControl, type Dataset } from '../../dataset/dataset';
import type { EveryGene } from '../../dataset/quality/everyGene';
import { sampledCells } from '../../dataset/cellSample';
import { classes } from '../../effects/classes';
import { adjusted } from '../../effects/effects';
import { measureTests, type TestedEffects } from '../../effects/measure';
import { everyGeneOf } from '../../effects/ofDataset';
import { isMostlyShared } from '../../effects/sharedResponse';
import type { EffectUnit, MeasurableEffects } from './evidence';

export interface Signal {
  /** Mean squared change of the other genes over its squared standard error: about 1 where nothing changes. */
  readonly signal: number | null;
  readonly effects: MeasurableEffects | null;
}

/** Maximum number of values: 64 MB; more cells are sampled evenly. */
const MAX_VALUES = 2 ** 24;
/** False discovery rate of perturbations. */
const RATE = 0.05;
/** Share of the perturbations with several guides from which guides are what is compared. */
const WITH_SEVERAL = 0.9;

/** null where nothing can be tested: samples without replicates or 20 controls. */
export async function measureSignal(
  dataset: Dataset,
  isTraining: (condition: number) => boolean,
  seed: number,
): Promise<Signal> {
  const isUsed = dataset.conditions.map((one, at) => isControl(one) || isTraining(at));
  const owners = dataset.conditionOfCell.map((condition) => (isUsed[condition] === true ? condition : -1));
  const most = Math.floor(MAX_VALUES / dataset.genes.length);
  const screen = everyGeneOf(dataset, sampledCells(owners, dataset.conditions.length, most, seed));
  return signalOf(await measureTests(screen, 'auto'), screen);
}

/** What effects of a screen, with a rate of false discoveries of 5 %, say as a whole. */
export function signalOf(
  measured: TestedEffects,
  { perturbations }: Pick<EveryGene, 'perturbations'>,
): Signal {
  const tested = Array.from(measured.any.keys()).filter(
    (k) => measured.isCompared[k] === true && Number.isFinite(measured.any[k]),
  );
  if (tested.length === 0) return { signal: null, effects: null };
  const told = classes(measured, RATE);
  const changed = adjusted(measured.fromControls);
  const labelsWhere = (has: (k: number) => boolean) => [
    ...new Set(tested.filter(has).map((k) => perturbations[k]?.labelInFile ?? '')),
  ];
  const labels = labelsWhere((k) => told[k]?.acts === true);
  const unit = unitOf(measured, tested);
  const hasGuides = perturbations.some((_, k) => k > 0 && (measured.guides[k] as number) > 1);
  return {
    signal: squaredScore(measured, tested),
    effects: {
      measurable: labels.length,
      of: labelsWhere(() => true).length,
      labels,
      unit,
      ...(hasGuides && unit !== 'guides' ? { guidesUnused: 'single-guides' } : {}),
      ...(isMostlyShared(measured.shared)
        ? { sharedBy: labelsWhere((k) => (changed[k] as number) < RATE) }
        : {}),
    },
  };
}

function unitOf({ unit, agreement }: TestedEffects, tested: readonly number[]): EffectUnit {
  if (unit === 'sample') return 'samples';
  const several = tested.filter((k) => Number.isFinite(agreement[k])).length;
  return several >= WITH_SEVERAL * tested.length ? 'guides' : 'cells';
}

function squaredScore({ tests, own, genes }: TestedEffects, tested: readonly number[]): number {
  let [sum, count] = [0, 0];
  for (const k of tested)
    for (let at = k * genes.length; at < (k + 1) * genes.length; at++) {
      const score = (tests.effect[at] as number) / (tests.error[at] as number);
      if (own[at] === 1 || !Number.isFinite(score)) continue;
      sum += score ** 2;
      count += 1;
    }
  return sum / Math.max(1, count);
}
