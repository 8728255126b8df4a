/**
 * Networks for Cytoscape: CX2, version 2.0 of the Cytoscape exchange format, also read by NDEx
 * (https://cytoscape.org/cx/cx2/specification/cytoscape-exchange-format-specification-(version-2)), and the JSON of Cytoscape.js and .cyjs
 * files.
 */
import { edgeData, moduleOfGene, placeOf, type NetworkDocument } from './document';

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
        description:
          'Gene regulatory network learned by Modulode: weight is a signed score, not a fold change.',
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
    data: { name: document.name },
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
