/** A network beside known edges: what agrees, what is new, what is missing, and how much of it the known edges cover. */
import type { Network } from '../../network/network';
import { geneFinder } from '../../dataset/names/match';
import { formatFloat32 } from '../../numerics/format';
import { safeName } from '../../network/formats/edgeLists';
import { type ComparedEdge, compareWithTruth } from './truthComparison';
import type { Truth } from './truth';

/**
 * `agrees`: shown and known, with the same sign or without a known one. `new`: shown, not known, though its regulator has known targets;
 * `uncovered`: its regulator has none, so that nothing is known about it. `missing`: known, not shown.
 */
export const knownStatuses = ['agrees', 'sign-differs', 'new', 'uncovered', 'missing'] as const;
export type KnownStatus = (typeof knownStatuses)[number];

export interface KnownEdge {
  readonly source: string;
  readonly target: string;
  readonly status: KnownStatus;
  /** Signed score in the network. */
  readonly weight: number;
  /** Sign among the known edges: 0 where unknown, null where there is no such edge. */
  readonly sign: 1 | -1 | 0 | null;
}

/** Every shown or known edge once, by status, strongest first. null where no known edge is a possible one. `budget`: edges shown. */
export function besideKnown(network: Network, truth: Truth, budget: number): readonly KnownEdge[] | null {
  const compared = compareWithTruth(network, truth, budget);
  if (!compared) return null;
  const { genes } = network;
  const find = geneFinder(genes);
  const covered = new Set(truth.edges.map(({ source }) => find(source)));
  const rows = (edges: readonly ComparedEdge[], status: (edge: ComparedEdge) => KnownStatus) =>
    edges.map((edge): KnownEdge => ({
      source: genes[edge.source] ?? '',
      target: genes[edge.target] ?? '',
      status: status(edge),
      weight: edge.weight,
      sign: edge.trueSign,
    }));
  const all = [
    ...rows(compared.found, ({ trueSign, weight }) =>
      trueSign === 0 || trueSign === Math.sign(weight) ? 'agrees' : 'sign-differs',
    ),
    ...rows(compared.wrong, ({ source }) => (covered.has(source) ? 'new' : 'uncovered')),
    ...rows(compared.missed, () => 'missing'),
  ];
  return knownStatuses.flatMap((status) => all.filter((edge) => edge.status === status));
}

/** Tab-separated, one line per edge. `known`: + or -, ? where the sign is unknown, empty where the edge is not known. */
export function knownTsv(edges: readonly KnownEdge[]): string {
  const lines = edges.map(({ source, target, status, weight, sign }) =>
    [safeName(source), safeName(target), status, formatFloat32(weight), signMark(sign)].join('\t'),
  );
  return `${['source\ttarget\tstatus\tweight\tknown', ...lines].join('\n')}\n`;
}

/** + or -, ? where the sign is not known, empty without an edge. */
export function signMark(sign: KnownEdge['sign']): string {
  if (sign === null) return '';
  return sign === 0 ? '?' : sign > 0 ? '+' : '-';
}
