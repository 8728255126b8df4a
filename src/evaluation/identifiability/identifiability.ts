/** What a screen can tell of its network at all, before any model: which regulators were perturbed, and what that did. */
import type { Dataset } from '../../dataset/dataset';
import { benjaminiHochberg } from '../../numerics/falseDiscovery';
import { conditionEffects, isTestable, type ConditionEffects } from '../referenceFree/conditionEffects';
import { effectiveRank } from './effectiveRank';
import { meanShifts } from './meanShifts';
import { movingTogether } from './movingTogether';

const LEVEL = 0.05;
/** In so many conditions a gene has to answer to count as moving. */
const CLEARLY_MOVING = 2;

export interface Identifiability {
  /** Candidate regulators, indices into genes: perturbed by themselves, only together with others, and never. */
  readonly alone: readonly number[];
  readonly onlyTogether: readonly number[];
  readonly neverPerturbed: readonly number[];
  /** Perturbations at which no gene but those set answers at any time point (q ≤ .05 among its genes). */
  readonly withoutEffect: readonly string[];
  /** Perturbations of fewer than `fewestCells` cells at every time point: whether genes answer cannot be told. */
  readonly tooFewCells: readonly string[];
  /** Groups of genes that answer every perturbation alike. */
  readonly movingTogether: readonly (readonly number[])[];
  /** How many different things the perturbations do, of `perturbations` conditions; as many `labels` at one or more time points each. */
  readonly effectiveRank: number;
  readonly perturbations: number;
  readonly labels: number;
}

/** Of all perturbations of the dataset given, whose `effects` these are: cut it to the training side first (splits/). */
export function identifiability(
  dataset: Dataset,
  effects: readonly ConditionEffects[] = conditionEffects(dataset),
): Identifiability {
  const shifts = meanShifts(dataset);
  const answers = effects.map(answeringGenes);
  const alone = new Set(effects.flatMap(({ targets }) => (targets.length === 1 ? targets : [])));
  const set = new Set(effects.flatMap(({ targets }) => targets));
  const candidates = [...dataset.candidates];
  const moving = [...dataset.genes.keys()].filter(
    (gene) => answers.filter((genes) => genes.has(gene)).length >= CLEARLY_MOVING,
  );
  return {
    alone: candidates.filter((gene) => alone.has(gene)),
    onlyTogether: candidates.filter((gene) => set.has(gene) && !alone.has(gene)),
    neverPerturbed: candidates.filter((gene) => !set.has(gene)),
    withoutEffect: withoutEffect(effects.filter(isTestable)),
    tooFewCells: tooFewCells(effects),
    movingTogether: movingTogether(shifts, moving),
    effectiveRank: effectiveRank(
      shifts.map((shift, k) => shift.map((value, gene) => (effects[k]?.targets.includes(gene) ? 0 : value))),
    ),
    perturbations: shifts.length,
    labels: new Set(effects.map(({ label }) => label)).size,
  };
}

/** Genes not set with q ≤ .05 among those of the condition. */
function answeringGenes({ targets, p }: ConditionEffects): ReadonlySet<number> {
  const free = [...p.keys()].filter((gene) => !targets.includes(gene));
  const q = benjaminiHochberg(free.map((gene) => p[gene] as number));
  return new Set(free.filter((_, at) => (q[at] as number) <= LEVEL));
}

function tooFewCells(effects: readonly ConditionEffects[]): string[] {
  const testable = new Set(effects.filter(isTestable).map(({ label }) => label));
  return [...new Set(effects.map(({ label }) => label))].filter((label) => !testable.has(label));
}

function withoutEffect(effects: readonly ConditionEffects[]): string[] {
  return [...new Set(effects.map(({ label }) => label))].filter((label) => {
    const p = effects
      .filter((effect) => effect.label === label)
      .flatMap((effect) => [...effect.p].filter((_, gene) => !effect.targets.includes(gene)));
    return benjaminiHochberg(p).every((q) => q > LEVEL);
  });
}
