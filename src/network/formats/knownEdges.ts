/** Edges that are known before anything is learned: what every reader of such files gives, the words of signs, and what can be wrong. */
import type { TruthEdge } from '../../dataset/knowledge';

export type { TruthEdge } from '../../dataset/knowledge';

export type TruthError =
  | { readonly tag: 'truth-empty'; readonly file: string }
  /** Bytes that are not text, as of a data file. */
  /** No text, or text with other content than a network. */
  | { readonly tag: 'truth-binary'; readonly file: string; readonly content: string | null }
  | { readonly tag: 'truth-too-large'; readonly file: string; readonly limit: number }
  /** No two columns qualify as regulator and target; `columns` of the first line. */
  | { readonly tag: 'truth-columns'; readonly file: string; readonly columns: readonly string[] }
  /** `line` counts lines that are neither empty nor comments. */
  | {
      readonly tag: 'truth-ragged';
      readonly file: string;
      readonly line: number;
      readonly expected: number;
      readonly found: number;
    }
  /** A file of this format that cannot be read; `detail`: what is wrong, and where. */
  | {
      readonly tag: 'truth-format';
      readonly file: string;
      readonly format: EdgeFormat;
      readonly detail: string;
    }
  /** A graph whose edges have no direction. */
  | { readonly tag: 'truth-undirected'; readonly file: string }
  /** No edge between genes of the run; `names` of the file, `genes` of the run. */
  | {
      readonly tag: 'truth-other-genes';
      readonly file: string;
      readonly names: readonly string[];
      readonly genes: readonly string[];
    };

type EdgeFormat =
  | 'GraphML'
  | 'JSON'
  | 'YAML'
  | 'SIF'
  | 'GMT'
  | 'pySCENIC regulons'
  | 'CellOracle base network'
  | 'matrix of regulators and targets'
  | 'gzip';

interface ReadEdges {
  /** As often as the file has them. */
  readonly edges: readonly TruthEdge[];
  /** Nothing in the file says which end is the regulator: the order of its columns decides. */
  readonly directionAssumed?: true;
}

export type EdgesOutcome =
  | ({ readonly ok: true } & ReadEdges)
  | { readonly ok: false; readonly error: TruthError };

/** Of a file; longer lists are refused. */
export const MAX_EDGES = 2_000_000;

const activating = new Set([
  '+',
  '+1',
  '1',
  'activation',
  'activates',
  'activating',
  'activator',
  'positive',
  'stimulation',
  'up',
  'up-regulates',
  'upregulates',
  'upregulates-expression',
]);
const repressing = new Set([
  '-',
  '−',
  '-1',
  'repression',
  'represses',
  'repressing',
  'repressor',
  'inhibition',
  'inhibits',
  'inhibiting',
  'inhibitor',
  'negative',
  'down',
  'down-regulates',
  'downregulates',
  'downregulates-expression',
]);
/** Words for edges whose sign is not stated, as in SIF files. */
const unsigned = new Set([
  '',
  '?',
  'unknown',
  'regulates',
  'regulation',
  'controls-expression-of',
  'pd',
  'pp',
  'interacts',
  'interacts with',
]);

/** A word or a number, in any case; 0 where it states no sign. */
export function signOf(cell: string): 1 | -1 | 0 {
  const value = cell.toLowerCase();
  if (activating.has(value)) return 1;
  if (repressing.has(value)) return -1;
  const number = Number(value);
  if (value === '' || Number.isNaN(number) || number === 0) return 0;
  return number > 0 ? 1 : -1;
}

/** A sign, or a word for an edge without one. */
export function isInteraction(cell: string): boolean {
  const value = cell.toLowerCase();
  return activating.has(value) || repressing.has(value) || unsigned.has(value);
}

/** Each pair once, with its highest confidence, and sign 0 where its signs differ; an edge without a sign does not contradict one. */
export function distinctEdges(all: readonly TruthEdge[]): TruthEdge[] {
  const edges = new Map<string, TruthEdge>();
  const contradicted = new Set<string>();
  for (const edge of all) {
    const key = `${edge.source}\t${edge.target}`;
    const known = edges.get(key);
    if (known && known.sign * edge.sign === -1) contradicted.add(key);
    if (known === undefined) edges.set(key, edge);
    else edges.set(key, surest(known.sign === 0 ? edge : known, known.sign === 0 ? known : edge));
  }
  return Array.from(edges, ([key, edge]) => (contradicted.has(key) ? { ...edge, sign: 0 } : edge));
}

/** The first, with the higher confidence of the two; one that states none is certain. */
function surest(edge: TruthEdge, other: TruthEdge): TruthEdge {
  if (edge.confidence === undefined || (other.confidence ?? 1) <= edge.confidence) return edge;
  return { ...edge, confidence: other.confidence ?? 1 };
}
