/**
 * Methods that take the total effect of perturbing a gene for its edges: no score for genes that were never perturbed, and no distinction
 * between direct and indirect effects.
 */
import type { MeasuredEndpoint, MeasuredPerturbation } from '../../dynamics/prepare/measured';
import type { Screen } from './screen';
import { ENOUGH_CONTROLS, isControl, rowsByCondition } from '../../dataset/dataset';
import { wassersteinOfSorted } from '../../numerics/significance';

/** One condition in which a gene was set. */
interface Evidence {
  readonly perturbation: MeasuredPerturbation;
  readonly endpoint: MeasuredEndpoint;
  /** −1 for a knockout or knockdown, 1 for overexpression. */
  readonly direction: 1 | -1;
}

/**
 * [R × G] mean of `effect` (of a condition on a gene) over a candidate's conditions, weighted by cells; 0 where the candidate was never set
 * in training. Combinations count only for genes that were never set alone, and never for a gene that they set too.
 */
function meanEffects(screen: Screen, effect: (evidence: Evidence, gene: number) => number): Float32Array {
  const { genes, candidates } = screen.dataset;
  const scores = new Float32Array(candidates.length * genes.length);
  candidates.forEach((candidate, r) => {
    const evidence = evidenceOf(screen, candidate);
    for (let gene = 0; gene < genes.length; gene++) {
      let sum = 0;
      let cells = 0;
      for (const one of evidence) {
        if (one.perturbation.interventions.some((intervention) => intervention.gene === gene)) continue;
        sum += one.endpoint.cells * effect(one, gene);
        cells += one.endpoint.cells;
      }
      scores[r * genes.length + gene] = cells === 0 ? 0 : sum / cells;
    }
  });
  return scores;
}

function evidenceOf({ perturbations }: Screen, gene: number): Evidence[] {
  const setting = perturbations.filter(
    ({ training, interventions }) => training && interventions.some((set) => set.gene === gene),
  );
  const alone = setting.filter(({ interventions }) => interventions.length === 1);
  return (alone.length > 0 ? alone : setting).flatMap((perturbation) => {
    const kind = perturbation.interventions.find((set) => set.gene === gene)?.kind;
    return perturbation.endpoints.map((endpoint) => ({
      perturbation,
      endpoint,
      direction: kind === 'overexpression' ? 1 : -1,
    }));
  });
}

/** [R × G] mean shift over the control's standard deviation, + where the candidate activates. */
export function koZScores(screen: Screen): Float32Array {
  return meanEffects(screen, ({ endpoint, direction }, gene) => direction * (endpoint.shift[gene] as number));
}

/** [R × G] mean shift over its own standard error (Welch's t), + where the candidate activates. */
export function welchScores(screen: Screen): Float32Array {
  return meanEffects(screen, ({ endpoint, direction }, gene) => {
    const error = endpoint.welchError[gene] as number;
    return error > 0 ? (direction * (endpoint.shift[gene] as number)) / error : 0;
  });
}

/** [R × G] Wasserstein-1 distance of a gene's values with and without a perturbation, over the control's deviation: shape counts, no sign. */
export function wassersteinScores(screen: Screen): Float32Array {
  const { dataset, cells } = screen;
  const rows = rowsByCondition({ conditions: dataset.conditions, conditionOfCell: cells.conditionOf });
  const samples = new Map<string, Float32Array>();
  const sampleOf = (all: readonly number[], gene: number): Float32Array => {
    const conditions = all.filter((condition) => screen.targets[condition]?.includes(gene) !== true);
    const key = `${conditions.join(' ')}:${gene}`;
    const sample = samples.get(key) ?? sortedValues(screen, rows, conditions, gene);
    samples.set(key, sample);
    return sample;
  };
  const references = new Map<Evidence['endpoint'], readonly number[]>();
  const used = [...rows.keys()].filter((condition) => (rows[condition] ?? []).length > 0);
  return meanEffects(screen, ({ endpoint, perturbation }, gene) => {
    const reference = references.get(endpoint) ?? referenceOf(screen, used, perturbation.label, endpoint);
    references.set(endpoint, reference);
    const without = sampleOf(reference, gene);
    return without.length === 0 ? 0 : wassersteinOfSorted(sampleOf([endpoint.condition], gene), without);
  });
}

/** Training conditions that a condition is compared with (docs/method.md, "Scaling"): those of its time point, or all. */
function referenceOf(
  { dataset, comparedWith }: Screen,
  used: readonly number[],
  label: string,
  { time }: Evidence['endpoint'],
): readonly number[] {
  const pool = used.filter((index) => {
    const condition = dataset.conditions[index];
    if (condition === undefined) return false;
    return comparedWith === 'controls' ? isControl(condition) : condition.label !== label;
  });
  const sameTime = pool.filter((index) => dataset.conditions[index]?.time === time);
  const available = sameTime.reduce((sum, index) => sum + (dataset.conditions[index]?.cells ?? 0), 0);
  return available >= (comparedWith === 'controls' ? ENOUGH_CONTROLS : 1) ? sameTime : pool;
}

function sortedValues(
  { cells, dataset }: Screen,
  rows: readonly (readonly number[])[],
  conditions: readonly number[],
  gene: number,
): Float32Array {
  const genes = dataset.genes.length;
  const chosen = conditions.flatMap((condition) => rows[condition] ?? []);
  return Float32Array.from(chosen, (row) => cells.values[row * genes + gene] as number).toSorted();
}
