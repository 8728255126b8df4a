/** Regulons: sets of targets named by their regulator, as GMT, as JSON, and as the table that pySCENIC's `ctx` step writes. */
import Papa from 'papaparse';
import { parseGeneSets } from './geneSets';
import { type EdgesOutcome, MAX_EDGES, signOf, type TruthEdge } from './knownEdges';

/** What follows the regulator in the name of a regulon: 'GATA1(+)', 'GATA1_(-)', 'GATA1 (24g)', 'GATA1_extended'. */
const endings = /[\s_]{0,8}(?:\(\d{1,9}\s?g\)|\(?[+-]\)?|[\s_](?:regulon|targets|extended))$/iu;
/** Longer names are taken as they are: no gene has one, and patterns at the end of a text take the square of its length. */
const LONGEST_NAME = 200;

/** Whether a set is named as a regulon with its sign. */
export function isRegulonName(name: string): boolean {
  return /\([+-]\)/u.test(name);
}

function regulonOf(name: string): { readonly regulator: string; readonly sign: 1 | -1 | 0 } {
  if (name.length > LONGEST_NAME) return { regulator: name.trim(), sign: 0 };
  const sign = signOf(/\(([+-])\)/u.exec(name)?.[1] ?? /[\s_]([+-])$/u.exec(name)?.[1] ?? '');
  let regulator = name.trim();
  for (let shorter = regulator.replace(endings, ''); shorter !== regulator && shorter !== '';) {
    regulator = shorter;
    shorter = regulator.replace(endings, '');
  }
  return { regulator, sign };
}

/** One regulon per line: name, description, targets. */
export function readRegulonSets(text: string, file: string): EdgesOutcome {
  const parsed = parseGeneSets(text, MAX_EDGES);
  if (parsed.ok)
    return { ok: true, edges: parsed.sets.flatMap(({ name, members }) => regulonEdges(name, members)) };
  if ('most' in parsed) return { ok: false, error: { tag: 'truth-too-large', file, limit: parsed.most } };
  if (parsed.line === null) return { ok: false, error: { tag: 'truth-empty', file } };
  const detail = `Line ${parsed.line} has no tab between the name of its set and the genes.`;
  return { ok: false, error: { tag: 'truth-format', file, format: 'GMT', detail } };
}

/** `regulons`: name → names of targets. */
export function regulonEdges(name: string, targets: readonly string[]): TruthEdge[] {
  const { regulator, sign } = regulonOf(name);
  return targets.filter((target) => target !== '').map((target) => ({ source: regulator, target, sign }));
}

/** Whether the text is such a table: its second line has the column TargetGenes. */
export function isMotifTable(text: string): boolean {
  return text
    .slice(0, 4096)
    .split(/\r\n?|\n/u, 3)
    .some((line) => /(?:^|,)TargetGenes(?:,|$)/u.test(line));
}

/**
 * pySCENIC `ctx`: three header lines, one row per motif; the context says whether its targets are activated, and the targets are a Python
 * list of (name, importance).
 */
export function readMotifTable(text: string, file: string): EdgesOutcome {
  const { data } = Papa.parse<string[]>(text, { delimiter: ',', skipEmptyLines: 'greedy' });
  const header = data.find((row) => row.includes('TargetGenes')) ?? [];
  const [targets, context] = [header.indexOf('TargetGenes'), header.indexOf('Context')];
  const start = data.findIndex((row) => row[0]?.trim() === 'TF') + 1;
  const broken = (detail: string): EdgesOutcome => ({
    ok: false,
    error: { tag: 'truth-format', file, format: 'pySCENIC regulons', detail },
  });
  if (start === 0) return broken('Its third line does not begin with “TF”.');
  const edges: TruthEdge[] = [];
  for (const [at, row] of data.slice(start).entries()) {
    const regulator = row[0]?.trim() ?? '';
    const list = row[targets] ?? '';
    const found = [...list.matchAll(/\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*,/gu)];
    if (regulator === '' || (found.length === 0 && !/^\[\s*\]$/u.test(list)))
      return broken(`Row ${at + 1} below its header has no list of target genes.`);
    const about = row[context] ?? '';
    const sign = about.includes('activating') ? 1 : about.includes('repressing') ? -1 : 0;
    for (const [, single, double] of found)
      edges.push({ source: regulator, target: single ?? double ?? '', sign });
  }
  return { ok: true, edges };
}
