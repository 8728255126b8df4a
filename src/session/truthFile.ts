/**
 * Recognises a table of known edges among dropped files: `source target [sign]` under the names people give these columns,
 * or two to three bare columns. Null where the text is something else.
 */
import type { Truth, TruthEdge } from '../evaluation/truth';

const sourceNames = ['source', 'gene1', 'regulator', 'tf', 'from'];
const targetNames = ['target', 'gene2', 'gene', 'to'];
const signNames = ['sign', 'type', 'interaction', 'effect', 'mor'];

/** `isGene` tells a list without header, or of anything else, from edges between genes of the run. */
export function readTruth(
  name: string,
  text: string,
  isGene: ((name: string) => boolean) | null,
): Truth | null {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const separator = lines[0]?.includes('\t') ? '\t' : ',';
  const rows = lines.map((line) => line.split(separator).map(unquoted));
  const header = (rows[0] ?? []).map((cell) => cell.toLowerCase());
  const source = header.findIndex((cell) => sourceNames.includes(cell));
  const target = header.findIndex((cell, i) => i !== source && targetNames.includes(cell));
  const named = source >= 0 && target >= 0;
  if (!named && (header.length < 2 || header.length > 3)) return null;
  const columns = named
    ? { source, target, sign: header.findIndex((cell) => signNames.includes(cell)) }
    : { source: 0, target: 1, sign: 2 };
  const edges = edgesOf(named ? rows.slice(1) : rows, columns);
  if (edges.length === 0) return null;
  if (!named && !isGene) return null;
  const known = edges.filter((edge) => !isGene || (isGene(edge.source) && isGene(edge.target)));
  return known.length >= edges.length / 2 ? { name, edges } : null;
}

interface Columns {
  readonly source: number;
  readonly target: number;
  readonly sign: number;
}

/** One edge per ordered pair, the first of its lines; a score of 0 says that there is none (DREAM's gold standards). */
function edgesOf(rows: readonly (readonly string[])[], columns: Columns): TruthEdge[] {
  const edges = new Map<string, TruthEdge>();
  for (const row of rows) {
    const source = row[columns.source] ?? '';
    const target = row[columns.target] ?? '';
    const sign = row[columns.sign] ?? '';
    const key = `${source}\t${target}`;
    if (source === '' || target === '' || Number(sign || 1) === 0 || edges.has(key)) continue;
    edges.set(key, { source, target, sign: signOf(sign) });
  }
  return [...edges.values()];
}

/** A bare 1 says only that the edge exists. */
function signOf(text: string): TruthEdge['sign'] {
  if (/^(\+|\+1|activat.*|positive)$/i.test(text)) return 1;
  if (/^(-|−|-1|repress.*|inhibit.*|negative)$/i.test(text)) return -1;
  return 0;
}

function unquoted(cell: string): string {
  return cell.trim().replace(/^"(.*)"$/, '$1');
}
