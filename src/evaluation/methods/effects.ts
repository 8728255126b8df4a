/**
 * Methods that take the total effect of perturbing a gene for its edges: they know nothing of a gene that no one perturbed
 * and do not divide direct from indirect.
 */
import type { MeasuredEndpoint, MeasuredPerturbation } from '../../dynamics/prepare/prepared';
import type { Screen } from './screen';

/** One condition in which a gene was set. */
export interface Evidence {
  readonly perturbation: MeasuredPerturbation;
  readonly endpoint: MeasuredEndpoint;
  /** −1 where the gene was knocked out or down, 1 where it was overexpressed. */
  readonly direction: 1 | -1;
}

/**
 * [R × G] the mean over a candidate's conditions of `effect` (of the condition on that gene), weighted by cells; 0 where the
 * candidate was never set in training. Combinations count only where a gene was never set alone, and never for a gene that
 * they set too.
 */
export function meanEffects(
  screen: Screen,
  effect: (evidence: Evidence, gene: number) => number,
): Float32Array {
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
