/** Known edges in JSON: CX2, the elements of Cytoscape.js (.cyjs), and regulons by name; these in YAML too. */
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { nameAttributes, signAttributes } from './document';
import { type EdgesOutcome, isInteraction, MAX_EDGES, signOf, type TruthEdge } from './knownEdges';
import { regulonEdges } from './readRegulons';

type Fields = Readonly<Record<string, unknown>>;

/** Objects and lists: an edge is two objects, and a node up to three; ten million empty ones take half a gigabyte. */
const MAX_OBJECTS = 5 * MAX_EDGES;

/** Before any is made. */
function holdsMore(text: string, most: number): boolean {
  let found = 0;
  for (let at = 0; at < text.length && found <= most; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) found += 1;
  }
  return found > most;
}

export function readJsonNetwork(text: string, file: string): EdgesOutcome {
  const broken = (detail: string): EdgesOutcome => ({
    ok: false,
    error: { tag: 'truth-format', file, format: 'JSON', detail },
  });
  if (holdsMore(text, MAX_OBJECTS))
    return { ok: false, error: { tag: 'truth-too-large', file, limit: MAX_OBJECTS } };
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  }
  const edges = Array.isArray(content)
    ? edgesOfCx2(content.filter(isFields))
    : isFields(content)
      ? (edgesOfElements(content) ?? edgesOfRegulons(content))
      : null;
  if (edges === null)
    return broken('It is neither CX2, nor Cytoscape.js elements, nor lists of targets by regulator.');
  if (typeof edges === 'string') return broken(edges);
  return { ok: true, edges };
}

/** Characters; reading more takes gigabytes. The largest collections of regulons have a fifth of them. */
const MAX_YAML = 2_000_000;

export function readYamlRegulons(text: string, file: string): EdgesOutcome {
  if (text.length > MAX_YAML) return { ok: false, error: { tag: 'truth-too-large', file, limit: MAX_YAML } };
  const broken = (detail: string): EdgesOutcome => ({
    ok: false,
    error: { tag: 'truth-format', file, format: 'YAML', detail },
  });
  try {
    const lineCounter = new LineCounter();
    // Quoting each mistake takes the length of its line, and one line may hold very many.
    // Its own search for a name that comes twice compares each with all others.
    const document = parseDocument(text, {
      schema: 'failsafe',
      prettyErrors: false,
      uniqueKeys: false,
      lineCounter,
    });
    const [first] = document.errors;
    if (first) return broken(`${first.message} (line ${lineCounter.linePos(first.pos[0]).line})`);
    const twice = nameTwice(document.contents);
    if (twice !== null) return broken(`“${twice.slice(0, 40)}” comes twice.`);
    const content: unknown = document.toJS();
    const edges = isFields(content) ? edgesOfRegulons(content) : null;
    return edges ? { ok: true, edges } : broken('It holds no lists of targets by regulator.');
  } catch (error) {
    return broken(error instanceof Error ? error.message : String(error));
  }
}

/** A name that is defined twice, among the regulators or the signs of one; null: none. */
function nameTwice(node: unknown): string | null {
  if (!isMap(node)) return null;
  const names = new Set<string>();
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : '';
    const within = names.has(name) ? name : nameTwice(value);
    if (within !== null) return within;
    names.add(name);
  }
  return null;
}

/** A list of aspects; attributes may have short names and defaults in the declarations. */
function edgesOfCx2(parts: readonly Fields[]): TruthEdge[] | string | null {
  if (!parts.some((part) => 'CXVersion' in part)) return null;
  const aspect = (name: string) =>
    parts.flatMap((part) => (Array.isArray(part[name]) ? part[name].filter(isFields) : []));
  const [declared = {}] = aspect('attributeDeclarations');
  const ofNodes = attributeReader(declared['nodes']);
  const ofEdges = attributeReader(declared['edges']);
  const nodes = new Map(
    aspect('nodes').map((node) => [idText(node['id']), ofNodes(node['v'], nameAttributes)]),
  );
  const edges = aspect('edges').map((edge) => ({
    source: nodes.get(idText(edge['s'])) ?? null,
    target: nodes.get(idText(edge['t'])) ?? null,
    sign: signOf(ofEdges(edge['v'], signAttributes) ?? ''),
    id: idText(edge['id']),
  }));
  return withNames(edges);
}

/** Reads the first of these attributes from the values of a node or edge, by its short name or default too. */
function attributeReader(declared: unknown) {
  const known = isFields(declared) ? declared : {};
  const byName = new Map(Object.entries(known).map(([name, about]) => [name.toLowerCase(), { name, about }]));
  return (values: unknown, wanted: readonly string[]): string | null => {
    const own = isFields(values) ? values : {};
    for (const want of wanted) {
      const { name, about } = byName.get(want) ?? { name: want, about: {} };
      const { a: alias, v: fallback } = isFields(about) ? about : {};
      const value = plainText(own[name] ?? (typeof alias === 'string' ? own[alias] : null) ?? fallback);
      if (value !== null) return value;
    }
    return null;
  };
}

/** `elements` is an object of nodes and edges, or one list of both. */
function edgesOfElements(content: Fields): TruthEdge[] | string | null {
  const { elements } = content;
  const all = Array.isArray(elements)
    ? elements
    : isFields(elements)
      ? [elements['nodes'], elements['edges']].flatMap((list) => (Array.isArray(list) ? list : []))
      : null;
  if (all === null) return null;
  const data = all.map((one) => (isFields(one) && isFields(one['data']) ? one['data'] : {}));
  const read = attributeReader({});
  const nodes = new Map(
    data
      .filter((one) => !('source' in one))
      .map((node) => [idText(node['id']), read(node, nameAttributes) ?? idText(node['id'])]),
  );
  const edges = data
    .filter((one) => 'source' in one)
    .map((edge) => ({
      source: nodes.get(idText(edge['source'])) ?? null,
      target: nodes.get(idText(edge['target'])) ?? null,
      sign: signOf(read(edge, signAttributes) ?? ''),
      id: idText(edge['id']),
    }));
  return withNames(edges);
}

/**
 * Names of regulons, each with a list of targets, or with lists by sign ('activates', 'represses', 'unknown'); null where anything is no list
 * of names: other files have lists too.
 */
function edgesOfRegulons(content: Fields): TruthEdge[] | null {
  const lists = Object.entries(content).flatMap(([name, targets]) => {
    const bySign: [word: string | null, of: unknown][] = isFields(targets)
      ? Object.entries(targets)
      : [[null, targets]];
    return bySign.map(([word, of]) => ({ name, word, targets: of }));
  });
  const edges = lists.map(({ name, targets, word }) => {
    const isNamed = word === null || word === 'unknown' || isInteraction(word);
    if (!isNamed || !Array.isArray(targets) || !targets.every((target) => typeof target === 'string'))
      return null;
    const found = regulonEdges(name, targets);
    return word === null ? found : found.map((edge) => ({ ...edge, sign: signOf(word) }));
  });
  const all = edges.filter((one) => one !== null).flat();
  return edges.includes(null) || all.length === 0 ? null : all;
}

interface FoundEdge {
  readonly source: string | null;
  readonly target: string | null;
  readonly sign: 1 | -1 | 0;
  readonly id: string;
}

/** A sentence where an edge has an end that is no named node. */
function withNames(edges: readonly FoundEdge[]): TruthEdge[] | string {
  const named: TruthEdge[] = [];
  for (const { source, target, sign, id } of edges) {
    if (source === null || target === null) return `Edge ${id} has an end that is no named node.`;
    named.push({ source, target, sign });
  }
  return named;
}

function plainText(value: unknown): string | null {
  if (typeof value === 'string' && value !== '') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function idText(value: unknown): string {
  return plainText(value) ?? '';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
