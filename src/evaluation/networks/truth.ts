/** A network known before: a reference to compare with, or a prior. */
import { otherContentOf } from '../../dataset/readers/format';
import { distinctEdges, type TruthEdge, type TruthError } from '../../network/formats/knownEdges';
import { readKnownEdges } from '../../network/formats/readKnownEdges';

export interface Truth {
  readonly name: string;
  readonly edges: readonly TruthEdge[];
  /** Names of the file that are other names of genes of the run, which the edges have instead (matchTruth). */
  readonly renamed?: readonly { readonly written: string; readonly gene: string }[];
  /** The file does not say which column is the regulator: the first was taken, or after a swap the second. */
  readonly directionAssumed?: true;
}

export type TruthOutcome =
  | { readonly ok: true; readonly truth: Truth }
  | { readonly ok: false; readonly error: TruthError };

/** Characters in which a document or a web page in place of edges shows itself. */
const HEAD = 4096;

/**
 * The edges of a file: a table (columns separated by tab, comma, semicolon or spaces; `#` starts a comment), SIF, GraphML, CX2,
 * Cytoscape.js, or regulons as GMT, JSON or pySCENIC's table of motifs. Tables have a header (source/target, Gene1/Gene2, TF/target,
 * regulator/target in any order and case, and optional sign/Type/mor/weight) or the columns regulator, target, and 0/1 (no edge, edge) or a
 * sign. Repeated edges count once, with sign 0 where their signs differ.
 */
export function parseTruth(text: string, file: string): TruthOutcome {
  const head = text.slice(0, HEAD);
  const other = otherContentOf(new TextEncoder().encode(head), head);
  if (other !== null) return { ok: false, error: { tag: 'truth-binary', file, content: other.content } };
  const read = readKnownEdges(text, file);
  if (!read.ok) return read;
  const { edges, directionAssumed } = read;
  return { ok: true, truth: { name: file, edges, ...(directionAssumed ? { directionAssumed } : {}) } };
}

/** The same edges from target to regulator. */
export function swapped(truth: Truth): Truth {
  const edges = truth.edges.map((edge) => ({ ...edge, source: edge.target, target: edge.source }));
  return { ...truth, edges: distinctEdges(edges) };
}

/**
 * Whether the direction is assumed and looks wrong: a network of regulators has few sources with many targets each, and this one has at
 * least twice as many sources as targets.
 */
export function looksReversed({ edges, directionAssumed }: Truth): boolean {
  if (!directionAssumed) return false;
  const distinct = (end: 'source' | 'target') => new Set(edges.map((edge) => edge[end])).size;
  return distinct('source') >= 2 * distinct('target');
}
