/**
 * The JSON of Cytoscape.js and of the desktop program's .cyjs files: elements with data and, where known, positions, and a
 * style that tells signs by arrow and colour.
 */
import { edgeData, moduleOfGene, placeOf, type NetworkDocument } from './document';

/** Node ids are n0, n1, … in the order of the genes. Weights read back as the same 32-bit numbers. */
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
    style: styleOf(document),
    layout: { name: document.positions ? 'preset' : 'cose' },
  };
  return `${JSON.stringify(content, null, 1)}\n`;
}

function styleOf({ colors }: NetworkDocument) {
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
