/**
 * Networks for Cytoscape: CX2, version 2.0 of the Cytoscape exchange format, also read by NDEx
 * (https://cytoscape.org/cx/cx2/specification/cytoscape-exchange-format-specification-(version-2)), and the JSON of Cytoscape.js and
 * .cyjs files. Known edges in JSON: CX2, the elements of Cytoscape.js (.cyjs), and regulons by name; these in YAML too.
 */
import {
  type NetworkDocument,
  edgeData,
  moduleOfGene,
  nameAttributes,
  placeOf,
  signAttributes,
} from './document';
import { LineCounter, isMap, isScalar, parseDocument } from 'yaml';
import { type EdgesOutcome, MAX_EDGES, type TruthEdge, isInteraction, signOf } from './knownEdges';
import { regulonEdges } from './readRegulons';

/**
 * A list of aspects, each with its count in the metadata, style included, status last. Ids count from 0 in the order of genes and edges.
 * Weights read back as the same 32-bit numbers.
 */
export function cx2(document: NetworkDocument): string {
  const aspects = {
    attributeDeclarations: [declarations],
    networkAttributes: [
      {
        name: document.name,
        description: descriptionOf(document),
      },
    ],
    nodes: nodesOf(document),
    edges: edgesOf(document),
    visualProperties: [cx2Style(document)],
    visualEditorProperties: [{ properties: { nodeSizeLocked: false, arrowColorMatchesEdge: true } }],
  };
  const metaData = Object.entries(aspects).map(([name, { length }]) => ({ name, elementCount: length }));
  const parts = [
    { CXVersion: '2.0', hasFragments: false },
    { metaData },
    ...Object.entries(aspects).map(([name, aspect]) => ({ [name]: aspect })),
    { status: [{ success: true }] },
  ];
  return `[${parts.map((part) => JSON.stringify(part)).join(',\n')}]\n`;
}

function descriptionOf({ doubt }: NetworkDocument): string {
  const what = 'Gene regulatory network learned by Modulode: weight is a signed score, not a fold change.';
  return doubt === null ? what : `${what} ${doubt}.`;
}

const declarations = {
  networkAttributes: { name: { d: 'string' }, description: { d: 'string' } },
  nodes: { name: { d: 'string' }, module: { d: 'string' }, perturbed: { d: 'boolean' } },
  edges: {
    interaction: { d: 'string' },
    weight: { d: 'double' },
    sign: { d: 'integer' },
    stability: { d: 'double' },
  },
};

function nodesOf(document: NetworkDocument) {
  const modules = moduleOfGene(document);
  return document.genes.map((name, id) => {
    const module = modules[id] ?? null;
    return {
      id,
      ...placeOf(document, id),
      v: { name, perturbed: document.perturbed.has(id), ...(module === null ? {} : { module }) },
    };
  });
}

function edgesOf({ edges }: NetworkDocument) {
  return edges.map((edge, id) => {
    const { stability, ...known } = edgeData(edge);
    return { id, s: edge.source, t: edge.target, v: stability === null ? known : { ...known, stability } };
  });
}

/** Arrow and colour by sign, width by magnitude, a thick border for genes set in the experiment. */
function cx2Style({ colors, edges }: NetworkDocument) {
  const strongest = Math.abs(edges[0]?.weight ?? 0) || 1;
  return {
    default: {
      network: { NETWORK_BACKGROUND_COLOR: '#FFFFFF' },
      node: {
        NODE_SHAPE: 'round-rectangle',
        NODE_WIDTH: 64,
        NODE_HEIGHT: 28,
        NODE_BACKGROUND_COLOR: '#FFFFFF',
        NODE_BORDER_COLOR: '#404040',
        NODE_BORDER_WIDTH: 1,
        NODE_LABEL_COLOR: '#000000',
        NODE_LABEL_FONT_SIZE: 12,
      },
      edge: { EDGE_LINE_COLOR: '#808080', EDGE_WIDTH: 1.5, EDGE_TARGET_ARROW_SHAPE: 'triangle' },
    },
    nodeMapping: {
      NODE_LABEL: { type: 'PASSTHROUGH', definition: { attribute: 'name', type: 'string' } },
      NODE_BORDER_WIDTH: {
        type: 'DISCRETE',
        definition: { attribute: 'perturbed', type: 'boolean', map: [{ v: true, vp: 3 }] },
      },
    },
    edgeMapping: {
      EDGE_LINE_COLOR: bySign(colors.activates, colors.represses),
      EDGE_TARGET_ARROW_COLOR: bySign(colors.activates, colors.represses),
      EDGE_TARGET_ARROW_SHAPE: bySign('triangle', 'tee'),
      EDGE_WIDTH: { type: 'CONTINUOUS', definition: widthByWeight(strongest) },
    },
  };
}

function bySign(activates: string, represses: string) {
  return {
    type: 'DISCRETE',
    definition: {
      attribute: 'interaction',
      type: 'string',
      map: [
        { v: 'activates', vp: activates },
        { v: 'represses', vp: represses },
      ],
    },
  };
}

const [thin, thick] = [1, 4];

/** The strongest edges of either sign are thick. */
function widthByWeight(strongest: number) {
  const inside = { includeMin: true, includeMax: true };
  const outside = { includeMin: false, includeMax: false };
  return {
    attribute: 'weight',
    type: 'double',
    map: [
      { max: -strongest, maxVPValue: thick, ...outside },
      { min: -strongest, max: 0, minVPValue: thick, maxVPValue: thin, ...inside },
      { min: 0, max: strongest, minVPValue: thin, maxVPValue: thick, ...inside },
      { min: strongest, minVPValue: thick, ...outside },
    ],
  };
}

/**
 * Elements with data, positions where known, and a style with arrow and colour by sign. Node ids are n0, n1, … in the order of the genes.
 * Weights read back as the same 32-bit numbers.
 */
export function cyjs(document: NetworkDocument): string {
  const modules = moduleOfGene(document);
  const nodes = document.genes.map((name, gene) => {
    const place = placeOf(document, gene);
    return {
      data: { id: `n${gene}`, name, module: modules[gene], perturbed: document.perturbed.has(gene) },
      ...(place ? { position: place } : {}),
    };
  });
  const edges = document.edges.map((edge, index) => ({
    data: {
      id: `e${index}`,
      source: `n${edge.source}`,
      target: `n${edge.target}`,
      ...edgeData(edge),
    },
  }));
  const content = {
    format_version: '1.0',
    generated_by: 'modulode',
    data: { name: document.name, description: descriptionOf(document) },
    elements: { nodes, edges },
    style: cyjsStyle(document),
    layout: { name: document.positions ? 'preset' : 'cose' },
  };
  return `${JSON.stringify(content, null, 1)}\n`;
}

function cyjsStyle({ colors }: NetworkDocument) {
  const edge = (interaction: keyof typeof colors, arrow: string) => ({
    selector: `edge[interaction = "${interaction}"]`,
    style: {
      'line-color': colors[interaction],
      'target-arrow-color': colors[interaction],
      'target-arrow-shape': arrow,
    },
  });
  return [
    { selector: 'node', style: { label: 'data(name)', 'text-valign': 'center', shape: 'round-rectangle' } },
    { selector: 'edge', style: { 'curve-style': 'bezier' } },
    edge('activates', 'triangle'),
    edge('represses', 'tee'),
  ];
}

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
    const signs: [word: string | null, of: unknown][] = isFields(targets)
      ? Object.entries(targets)
      : [[null, targets]];
    return signs.map(([word, of]) => ({ name, word, targets: of }));
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
