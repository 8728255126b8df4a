/** Revisions and a refined base as text: tables that spreadsheets open and every reader of known edges reads again, and SIF. */
import { safeName } from '../../network/formats/edgeLists';
import type { TruthEdge } from '../../network/formats/knownEdges';
import { signMark } from '../networks/knownEdges';
import type { Finding, JudgedEdge, Observation } from './evidence';
import type { Revision, RevisionKind } from './refine';

const evidenceHeader = ['perturbation', 'cells', 'change_sd', 'q'] as const;

/** Several perturbations are separated by semicolons. */
function evidenceCells(observations: readonly Observation[]): string[] {
  const cell = (text: (one: Observation) => string) => observations.map(text).join(';');
  return [
    cell(({ label, time }) => safeName(time === null ? label : `${label} at ${time}`)),
    cell(({ cells }) => String(cells)),
    cell(({ effect }) => effect.toFixed(3)),
    cell(({ q }) => q.toExponential(1)),
  ];
}

function tsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((row) => `${row.join('\t')}\n`).join('');
}

/** Changes alone. `before` and `after`: + or -, ? where the sign is not known, empty without an edge. */
export function revisionsTsv(revisions: readonly Revision[], genes: readonly string[]): string {
  const rows = revisions
    .filter(({ kind }) => kind !== 'kept')
    .map(({ source, target, kind, before, after, support, observations }) => [
      safeName(genes[source] ?? ''),
      safeName(genes[target] ?? ''),
      kind,
      signMark(before),
      signMark(after),
      support.toFixed(2),
      ...evidenceCells(observations),
    ]);
  return tsv(['source', 'target', 'revision', 'before', 'after', 'support', ...evidenceHeader], rows);
}

/** Edges with what the measurements say of each; `unknown`: edges of the network that the base does not have. */
export function evidenceTsv(
  judged: readonly (JudgedEdge & { readonly isKnown: boolean })[],
  genes: readonly string[],
): string {
  const rows = judged.map(({ source, target, sign, finding, isKnown, observations }) => [
    safeName(genes[source] ?? ''),
    safeName(genes[target] ?? ''),
    signMark(sign),
    isKnown ? 'yes' : 'no',
    finding satisfies Finding,
    ...evidenceCells(observations),
  ]);
  return tsv(['source', 'target', 'sign', 'known', 'measured', ...evidenceHeader], rows);
}

/** An edge of the refined base; `outside`: between genes that the screen does not have, or from no candidate. */
export interface RefinedEdge extends TruthEdge {
  readonly revision: RevisionKind | 'outside';
}

function key(source: string, target: string): string {
  return JSON.stringify([source.toLowerCase(), target.toLowerCase()]);
}

/**
 * All edges of the source with the revisions, added ones last. @param edges of the source, with the names of the screen
 * @param isUndone of a revision: the edge stays as it was
 */
export function refinedEdges(
  edges: readonly TruthEdge[],
  revisions: readonly Revision[],
  genes: readonly string[],
  isUndone: (revision: Revision) => boolean = () => false,
): readonly RefinedEdge[] {
  const revised = new Map(
    revisions.map((one) => [key(genes[one.source] ?? '', genes[one.target] ?? ''), one]),
  );
  const known = edges.flatMap((edge): RefinedEdge[] => {
    const revision = revised.get(key(edge.source, edge.target));
    if (!revision) return [{ ...edge, revision: 'outside' }];
    if (isUndone(revision)) return [{ ...edge, revision: 'kept' }];
    return revision.after === null ? [] : [{ ...edge, sign: revision.after, revision: revision.kind }];
  });
  const added = revisions.flatMap((revision): RefinedEdge[] =>
    revision.kind === 'added' && revision.after !== null && !isUndone(revision)
      ? [
          {
            source: genes[revision.source] ?? '',
            target: genes[revision.target] ?? '',
            sign: revision.after,
            revision: 'added',
          },
        ]
      : [],
  );
  return [...known, ...added];
}

/** A table of known edges with their revisions (source, target, sign, revision), which reads as known edges again. */
export function refinedTsv(edges: readonly RefinedEdge[]): string {
  const rows = edges.map(({ source, target, sign, revision }) => [
    safeName(source),
    safeName(target),
    signMark(sign),
    revision,
  ]);
  return tsv(['source', 'target', 'sign', 'revision'], rows);
}

const interactions = { '1': 'activates', '-1': 'represses', '0': 'regulates' } as const;

export function refinedSif(edges: readonly RefinedEdge[]): string {
  return edges
    .map(({ source, target, sign }) => `${safeName(source)}\t${interactions[sign]}\t${safeName(target)}\n`)
    .join('');
}
