/**
 * GraphML (http://graphml.graphdrawing.org): a directed graph with typed keys. Node ids are n0, n1, … in the order of the genes; names are
 * data, so that any name is valid.
 */
import type { Edge } from '../network';
import { edgeData, moduleOfGene, placeOf, type NetworkDocument } from './document';
import { escapeXml } from './escapeXml';
import { safeName } from './edgeLists';

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
