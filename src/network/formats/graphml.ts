/**
 * GraphML (http://graphml.graphdrawing.org): a directed graph with typed keys. Node ids are n0, n1, … in the order of the genes; names are
 * data, so that any name is valid.
 */
import type { Edge } from '../network';
import {
  type NetworkDocument,
  edgeData,
  moduleOfGene,
  nameAttributes,
  placeOf,
  signAttributes,
} from './document';
import { escapeXml } from './escapeXml';
import { safeName } from './edgeLists';
import { type EdgesOutcome, MAX_EDGES, type TruthEdge, signOf } from './knownEdges';

const KEYS = [
  ['name', 'node', 'string'],
  ['module', 'node', 'string'],
  ['perturbed', 'node', 'boolean'],
  ['x', 'node', 'double'],
  ['y', 'node', 'double'],
  ['weight', 'edge', 'double'],
  ['sign', 'edge', 'int'],
  ['interaction', 'edge', 'string'],
  ['stability', 'edge', 'double'],
] as const;

/** Unknown values (module, position, stability) are left out. Weights read back as the same 32-bit numbers. */
export function graphml(document: NetworkDocument): string {
  const modules = moduleOfGene(document);
  const nodes = document.genes.map((name, gene) => {
    const place = placeOf(document, gene);
    return element(`node id="n${gene}"`, 'node', {
      name: safeName(name),
      module: modules[gene] ?? null,
      perturbed: document.perturbed.has(gene),
      x: place?.x ?? null,
      y: place?.y ?? null,
    });
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">',
    ...KEYS.map(
      ([name, kind, type]) => `  <key id="${name}" for="${kind}" attr.name="${name}" attr.type="${type}"/>`,
    ),
    '  <graph id="network" edgedefault="directed">',
    ...nodes,
    ...document.edges.map(edgeElement),
    '  </graph>',
    '</graphml>',
    '',
  ].join('\n');
}

function edgeElement(edge: Edge, index: number): string {
  return element(
    `edge id="e${index}" source="n${edge.source}" target="n${edge.target}"`,
    'edge',
    edgeData(edge),
  );
}

type Data = Readonly<Record<string, string | number | boolean | null>>;

/** `start`: markup; the values of `data` are escaped. */
function element(start: string, name: 'node' | 'edge', data: Data): string {
  const values = Object.entries(data)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `<data key="${key}">${escapeXml(String(value))}</data>`);
  return `    <${start}>${values.join('')}</${name}>`;
}

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly closes: boolean;
  readonly alone: boolean;
  /** Text up to the next tag. */
  readonly text: string;
}

/** Known edges in GraphML (http://graphml.graphdrawing.org). Only tags and text are read: no entity of the document is expanded. */
export function readGraphml(text: string, file: string): EdgesOutcome {
  const broken = (detail: string): EdgesOutcome => ({
    ok: false,
    error: { tag: 'truth-format', file, format: 'GraphML', detail },
  });
  const keys = new Map<string, string>();
  const nodes = new Map<string, string>();
  const edges: { source: string; target: string; directed: boolean; values: Map<string, string> }[] = [];
  let values = new Map<string, string>();
  let node = '';
  let isDirected = true;
  let isGraphml = false;
  let isWhole = false;
  for (const { name, attributes, closes, alone, text: content } of tagsOf(text)) {
    if (edges.length > MAX_EDGES)
      return { ok: false, error: { tag: 'truth-too-large', file, limit: MAX_EDGES } };
    isGraphml ||= name === 'graphml';
    isWhole ||= name === 'graphml' && closes;
    const at = (attribute: string) => attributes.get(attribute) ?? '';
    if (name === 'key' && !closes) keys.set(at('id'), (at('attr.name') || at('id')).toLowerCase());
    if (name === 'graph' && !closes) isDirected = at('edgedefault') !== 'undirected';
    if (name === 'node' && !closes) {
      [node, values] = [at('id'), new Map()];
      nodes.set(node, node);
    }
    if (name === 'edge' && !closes) {
      values = new Map();
      const directed = attributes.has('directed') ? at('directed') === 'true' : isDirected;
      edges.push({ source: at('source'), target: at('target'), directed, values });
    }
    if (name === 'data' && !closes && !alone)
      values.set(keys.get(at('key')) ?? at('key').toLowerCase(), content);
    // yEd writes names as labels of shapes.
    if (name === 'nodelabel' && !closes) values.set('label', content);
    if (name === 'node' && closes) nodes.set(node, first(values, nameAttributes) ?? node);
  }
  if (!isGraphml) return broken('It has no <graphml> element.');
  if (!isWhole) return broken('It ends before </graphml>: the file is incomplete.');
  if (edges.length > 0 && edges.every(({ directed }) => !directed))
    return { ok: false, error: { tag: 'truth-undirected', file } };
  const unknown = edges.find(({ source, target }) => !nodes.has(source) || !nodes.has(target));
  if (unknown)
    return broken(`The edge from “${unknown.source}” to “${unknown.target}” has an end that is no node.`);
  const found = edges
    .filter(({ directed }) => directed)
    .map((edge): TruthEdge => ({
      source: nodes.get(edge.source) ?? '',
      target: nodes.get(edge.target) ?? '',
      sign: signOf(first(edge.values, signAttributes) ?? ''),
    }));
  return { ok: true, edges: found };
}

function first(values: ReadonlyMap<string, string>, names: readonly string[]): string | null {
  for (const name of names) {
    const value = values.get(name);
    if (value !== undefined && value !== '') return value;
  }
  return null;
}

/** One after the other: a large document has millions. */
function* tagsOf(text: string): Generator<Tag> {
  const bare = withoutParts(
    withoutParts(text, '<!--', '-->', () => ''),
    '<?',
    '?>',
    () => '',
  );
  const plain = withoutParts(bare, '<![CDATA[', ']]>', escapeXml);
  // Bounded: a pattern remembers each place to which it may go back, and millions of them are more than the stack holds.
  const found = plain.matchAll(
    /<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]{0,10000}"|'[^']{0,10000}')){0,100})\s*(\/?)>/gu,
  );
  for (const { 0: tag, 1: slash = '', 2: name = '', 3: attributes = '', 4: end = '', index } of found) {
    const after = index + tag.length;
    const next = plain.indexOf('<', after);
    yield {
      name: name.replace(/^.*:/u, '').toLowerCase(),
      closes: slash === '/',
      alone: end === '/',
      attributes: new Map(
        Array.from(
          attributes.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]{0,10000})"|'([^']{0,10000})')/gu),
          ([, key = '', a, b]) => [key, unescaped(a ?? b ?? '')],
        ),
      ),
      text: unescaped(plain.slice(after, next < 0 ? plain.length : next)).trim(),
    };
  }
}

/** Each part between the marks as `change` gives it, in one pass: a pattern would look for the end of each unclosed part to the end of the text. */
function withoutParts(text: string, open: string, close: string, change: (part: string) => string): string {
  const kept: string[] = [];
  let at = 0;
  for (let start = text.indexOf(open); start >= 0; start = text.indexOf(open, at)) {
    const end = text.indexOf(close, start + open.length);
    if (end < 0) break;
    kept.push(text.slice(at, start), change(text.slice(start + open.length, end)));
    at = end + close.length;
  }
  kept.push(text.slice(at));
  return kept.join('');
}

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function unescaped(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/giu,
    (whole, decimal?: string, hex?: string, name?: string) => {
      const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : null;
      if (code === null) return entities.get(name ?? '') ?? whole;
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
    },
  );
}
