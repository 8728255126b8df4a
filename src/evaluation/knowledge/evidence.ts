/** Known edges beside measured responses: which the perturbations of their regulators confirm, which they contradict. */
import { swappedPrior, type Prior } from '../../network/prior';
import type { Random } from '../../numerics/random';
import { baseOf, type BaseEdge } from './base';
import type { Responses } from './responses';

/**
 * `confirmed`: the target responds as the edge says (in any direction where its sign is not known); `contradicted`: it responds with the
 * opposite sign; `no-response`: measured precisely, and no change; `unclear`: neither, or a change below the smallest one; `untested`: the regulator was never perturbed.
 */
export const findings = ['confirmed', 'contradicted', 'no-response', 'unclear', 'untested'] as const;
export type Finding = (typeof findings)[number];

/** The target of an edge under one perturbation of its regulator. */
export interface Observation {
  readonly label: string;
  readonly time: number | null;
  readonly cells: number;
  /** Mean shift in standard deviations of cells, and its false discovery rate; NaN: not tested. */
  readonly effect: number;
  readonly q: number;
  /** Class of the change as the edge would have it: 1 as an activation, −1 as a repression, 0 no change. */
  readonly asSign: 1 | -1 | 0;
  readonly isClear: boolean;
}

export interface JudgedEdge extends BaseEdge {
  readonly finding: Finding;
  readonly observations: readonly Observation[];
}

/**
 * Responses of a target when its regulator was set alone; where it never was, with other genes. A response is total: it may pass through
 * other genes.
 */
export function observationsOf(
  { source, target }: Pick<BaseEdge, 'source' | 'target'>,
  responses: Responses,
): readonly Observation[] {
  const { genes, perturbations, classes, isMeasured, isClear, effect, q } = responses;
  const rows = [...perturbations.entries()].filter(
    ([row, { settings }]) =>
      settings.some(({ gene }) => gene === source) && isMeasured[row * genes + target] === 1,
  );
  const alone = rows.filter(([, { settings }]) => settings.length === 1);
  return (alone.length > 0 ? alone : rows).map(([row, { label, time, cells, settings }]) => {
    const at = row * genes + target;
    const direction = settings.find(({ gene }) => gene === source)?.direction ?? 1;
    return {
      label,
      time,
      cells,
      effect: effect[at] as number,
      q: q[at] as number,
      asSign: Math.sign(direction * (classes[at] as number)) as Observation['asSign'],
      isClear: isClear[at] === 1,
    };
  });
}

export function findingOf(sign: BaseEdge['sign'], observations: readonly Observation[]): Finding {
  if (observations.length === 0) return 'untested';
  const changes = observations.filter(({ asSign }) => asSign !== 0);
  const signs = new Set(changes.map(({ asSign }) => asSign));
  if (signs.size === 2) return 'unclear';
  if (signs.size === 1) return sign === 0 || signs.has(sign) ? 'confirmed' : 'contradicted';
  return observations.every(({ isClear }) => isClear) ? 'no-response' : 'unclear';
}

export function judgedEdges(edges: readonly BaseEdge[], responses: Responses): readonly JudgedEdge[] {
  return edges.map((edge) => {
    const observations = observationsOf(edge, responses);
    return { ...edge, finding: findingOf(edge.sign, observations), observations };
  });
}

export interface Confirmation {
  /** Edges by finding. */
  readonly counts: Readonly<Record<Finding, number>>;
  /** Confirmed edges, on average, of the same base with its edges exchanged at random, degrees kept. */
  readonly byChance: number;
  /** Rank of the base among the exchanged ones by confirmed edges, as a p value. */
  readonly p: number;
}

const EXCHANGED = 40;

/** A base whose confirmed edges are no more than those of exchanged ones is not confirmed, whatever their number. */
export function confirmationOf(prior: Prior, responses: Responses, random: Random): Confirmation {
  const count = (of: Prior) => findingCounts(judgedEdges(baseOf(of).edges, responses));
  const counts = count(prior);
  const exchanged = Array.from({ length: EXCHANGED }, () => count(swappedPrior(prior, random)).confirmed);
  return {
    counts,
    byChance: exchanged.reduce((sum, confirmed) => sum + confirmed, 0) / EXCHANGED,
    p: (1 + exchanged.filter((confirmed) => confirmed >= counts.confirmed).length) / (1 + EXCHANGED),
  };
}

function findingCounts(edges: readonly JudgedEdge[]): Readonly<Record<Finding, number>> {
  const of = (finding: Finding) => edges.filter((edge) => edge.finding === finding).length;
  return {
    confirmed: of('confirmed'),
    contradicted: of('contradicted'),
    'no-response': of('no-response'),
    unclear: of('unclear'),
    untested: of('untested'),
  };
}
