/**
 * One reader for references and prior networks: the format follows from the content, and from the ending of the name where content may be
 * read in two ways (SIF with several targets in a line, GMT) or begins like any text (YAML).
 */
import {
  distinctEdges,
  type EdgesOutcome,
  isInteraction,
  MAX_EDGES,
  signOf,
  type TruthEdge,
} from './knownEdges';
import { readJsonNetwork, readYamlRegulons } from './cytoscape';
import { delimiterOf, readEdgeTable } from './readEdgeTable';
import { readGraphml } from './graphml';
import { isMotifTable, isRegulonName, readMotifTable, readRegulonSets } from './readRegulons';
import { readWideTable, wideTableOf } from './readWideTable';

const largestText = 64_000_000;

/** Every edge once. Errors are data. */
export function readKnownEdges(content: string, file: string): EdgesOutcome {
  if (content.length > largestText) return tooLarge(file, largestText);
  // oxlint-disable-next-line no-control-regex -- text has no such characters
  if (/[\u0000-\u0008\u000E-\u001A]/.test(content.slice(0, 4096)))
    return { ok: false, error: { tag: 'truth-binary', file, content: null } };
  const text = content.replace(/^\u{feff}/u, '');
  const read = readAs(text, file);
  if (!read.ok) return read;
  if (read.edges.length > MAX_EDGES) return tooLarge(file, MAX_EDGES);
  const edges = distinctEdges(read.edges);
  return edges.length === 0 ? { ok: false, error: { tag: 'truth-empty', file } } : { ...read, edges };
}

function tooLarge(file: string, limit: number): EdgesOutcome {
  return { ok: false, error: { tag: 'truth-too-large', file, limit } };
}

function readAs(text: string, file: string): EdgesOutcome {
  const name = file.toLowerCase().replace(/\.gz$/u, '');
  const start = text.trimStart();
  if (start.startsWith('<')) return readGraphml(text, file);
  if (start.startsWith('{') || /^\[\s*[{\]]/u.test(start)) return readJsonNetwork(text, file);
  if (name.endsWith('.gmt') || isRegulonTable(text)) return readRegulonSets(text, file);
  if (isMotifTable(text)) return readMotifTable(text, file);
  if (name.endsWith('.sif')) return readSif(text, file);
  if (/\.ya?ml$/u.test(name)) return readYamlRegulons(text, file);
  const wide = wideTableOf(text, delimiterOf(text));
  if (wide) return readWideTable(text, file, wide);
  return readEdgeTable(text, file);
}

/** Tab-separated lines of several lengths, each with the name of a regulon first. */
function isRegulonTable(text: string): boolean {
  const lines = text
    .slice(0, 20_000)
    .split(/\r\n?|\n/u)
    .slice(0, 5)
    .filter((line) => line.trim() !== '');
  return (
    lines.length > 0 && lines.every((line) => line.includes('\t') && isRegulonName(line.split('\t')[0] ?? ''))
  );
}

/** Source, interaction and one target or several per line; a name alone is a gene without an edge. Blanks separate only without tabs. */
function readSif(text: string, file: string): EdgesOutcome {
  const delimiter = text.includes('\t') ? '\t' : /\s+/u;
  const edges: TruthEdge[] = [];
  for (const [at, line] of text.split(/\r\n?|\n/u).entries()) {
    const cells = line
      .trim()
      .split(delimiter)
      .map((cell) => cell.trim());
    if (line.trim() === '' || line.startsWith('#') || cells.length === 1) continue;
    const [source = '', interaction = '', ...targets] = cells;
    if (targets.length === 0) {
      const detail = `Line ${at + 1} has a source and an interaction, but no target.`;
      return { ok: false, error: { tag: 'truth-format', file, format: 'SIF', detail } };
    }
    // Other words, such as binds, state no sign.
    const sign = isInteraction(interaction) ? signOf(interaction) : 0;
    for (const target of targets) if (target !== '') edges.push({ source, target, sign });
    if (edges.length > MAX_EDGES) break;
  }
  return { ok: true, edges };
}
