/**
 * Methods that take the total effect of perturbing a gene for its edges: no score for genes that were never perturbed, and no distinction
 * between direct and indirect effects.
 */
import type { MeasuredEndpoint, MeasuredPerturbation } from '../../dynamics/prepare/measured';
import type { Screen } from './screen';
import { ENOUGH_CONTROLS, isControl } from '../../dataset/dataset';
import { bySameReference, rowGroups, SortedColumn } from '../../numerics/sortedColumn';

/** One condition in which a gene was set. */
interface Evidence {
  readonly perturbation: MeasuredPerturbation;
  readonly endpoint: MeasuredEndpoint;
  /** −1 for a knockout or knockdown, 1 for overexpression. */
  readonly direction: 1 | -1;
}

/** Effect of a condition on one gene. */
type Effect = (evidence: Evidence) => number;

/**
 * [R × G] mean effect over a candidate's conditions, weighted by cells; 0 where the candidate was never set in training. Combinations count
 * only for genes that were never set alone, and never for a gene that they set too. `effectOn`: for each gene once.
 */
function meanEffects(screen: Screen, effectOn: (gene: number) => Effect): Float32Array {
  const { genes, candidates } = screen.dataset;
  const scores = new Float32Array(candidates.length * genes.length);
  const evidence = Array.from(candidates, (candidate) => evidenceOf(screen, candidate));
  for (let gene = 0; gene < genes.length; gene++) {
    const effect = effectOn(gene);
    evidence.forEach((ofCandidate, r) => {
      let sum = 0;
      let cells = 0;
      for (const one of ofCandidate) {
        if (one.perturbation.interventions.some((intervention) => intervention.gene === gene)) continue;
        sum += one.endpoint.cells * effect(one);
        cells += one.endpoint.cells;
      }
      scores[r * genes.length + gene] = cells === 0 ? 0 : sum / cells;
    });
  }
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
  return meanEffects(
    screen,
    (gene) =>
      ({ endpoint, direction }) =>
        direction * (endpoint.shift[gene] as number),
  );
}

/** [R × G] mean shift over its own standard error (Welch's t), + where the candidate activates. */
export function welchScores(screen: Screen): Float32Array {
  return meanEffects(screen, (gene) => ({ endpoint, direction }) => {
    const error = endpoint.welchError[gene] as number;
    return error > 0 ? (direction * (endpoint.shift[gene] as number)) / error : 0;
  });
}

/** [R × G] Wasserstein-1 distance of a gene's values with and without a perturbation, over the control's deviation: shape counts, no sign. */
export function wassersteinScores(screen: Screen): Float32Array {
  const { dataset, cells, targets, perturbations } = screen;
  const groups = rowGroups(cells.conditionOf, dataset.conditions.length);
  const used = [...dataset.conditions.keys()].filter((one) => groups.starts[one] !== groups.starts[one + 1]);
  const references = bySameReference(
    perturbations.flatMap(({ label, training, endpoints }) =>
      training ? endpoints.map((endpoint) => ({ label, endpoint })) : [],
    ),
    ({ label, endpoint }) => referenceOf(screen, used, label, endpoint),
  );
  const column = new SortedColumn(cells.count);
  return meanEffects(screen, (gene) => {
    column.sort(cells.values, dataset.genes.length, gene);
    column.divide(groups);
    const isFree = (condition: number) => targets[condition]?.includes(gene) !== true;
    const distances = new Map<MeasuredEndpoint, number>();
    for (const { reference, members } of references) {
      const size = column.refer(reference.filter(isFree));
      for (const { endpoint } of members)
        distances.set(endpoint, size === 0 ? 0 : column.wasserstein(endpoint.condition));
    }
    return ({ endpoint }) => distances.get(endpoint) ?? 0;
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
