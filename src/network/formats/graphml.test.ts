import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { graphml } from './graphml';
import { readXml } from '../../../tests/support/network/readXml';
import { hostileNames, onOneLine, sampleDocument } from '../../../tests/support/network/sampleDocument';

/** What a GraphML reader makes of it: data by key, each of a declared type. */
function readGraph(text: string) {
  const document = readXml(text);
  const keys = new Map(
    document.children
      .filter(({ name }) => name === 'key')
      .map(({ attributes }) => [`${attributes['for']} ${attributes['id']}`, attributes['attr.type']]),
  );
  const graph = document.children.find(({ name }) => name === 'graph');
  const read = (wanted: string) =>
    (graph?.children ?? [])
      .filter(({ name }) => name === wanted)
      .map(({ attributes, children }) => ({
        attributes,
        data: Object.fromEntries(
          children.map((child) => {
            const key = child.attributes['key'] ?? '';
            const type = keys.get(`${wanted} ${key}`);
            if (type === undefined) throw new Error(`${key} is not declared`);
            return [key, type === 'string' ? child.text : (JSON.parse(child.text) as unknown)] as const;
          }),
        ),
      }));
  return { directed: graph?.attributes['edgedefault'], nodes: read('node'), edges: read('edge') };
}

it('reads back as the same genes, positions and edges, weights as the same 32-bit numbers', () => {
  const document = sampleDocument(['GATA1', 'SPI1', 'KLF1', 'JUN', 'FLI1', 'EKLF']);
  const { directed, nodes, edges } = readGraph(graphml(document));
  expect(directed).toBe('directed');
  expect(nodes.map(({ data }) => data['name'])).toEqual(document.genes);
  expect(nodes.map(({ data }) => data['perturbed'])).toEqual([true, false, false, false, false, false]);
  expect(nodes.map(({ data }) => data['module'])).toEqual(['M1', ...Array<undefined>(4), 'M1']);
  const places = nodes.flatMap(({ data }) => [data['x'], data['y']]);
  expect(Float32Array.from(places, Number)).toEqual(document.positions);
  const ids = nodes.map(({ attributes }) => attributes['id']);
  expect(
    edges.map(({ attributes, data }) => ({
      source: ids.indexOf(attributes['source']),
      target: ids.indexOf(attributes['target']),
      weight: Math.fround(Number(data['weight'])),
      stability: Math.fround(Number(data['stability'])),
    })),
  ).toEqual(document.edges);
  for (const { data } of edges) {
    expect(data['sign']).toBe(Math.sign(Number(data['weight'])));
    expect(data['interaction']).toBe(Number(data['weight']) < 0 ? 'represses' : 'activates');
  }
});

it('leaves out unknown values', () => {
  const edges = [{ source: 0, target: 1, weight: 1, stability: null }];
  const { nodes, edges: read } = readGraph(
    graphml(sampleDocument(['A', 'B'], { edges, modules: [], positions: null })),
  );
  expect(nodes.map(({ data }) => Object.keys(data))).toEqual([
    ['name', 'perturbed'],
    ['name', 'perturbed'],
  ]);
  expect(Object.keys(read[0]?.data ?? {})).toEqual(['interaction', 'weight', 'sign']);
});

it('is well-formed for any names of genes and modules, and keeps names that XML can hold', () => {
  fc.assert(
    fc.property(hostileNames, (genes) => {
      const document = sampleDocument(genes, { moduleNames: { 0: genes[0] ?? '' } });
      const { nodes, edges } = readGraph(graphml(document));
      expect(edges).toHaveLength(document.edges.length);
      const forbidden = /[^\t\n\r -\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
      expect(nodes.map(({ data }) => data['name'])).toEqual(
        genes.map((name) => onOneLine(name).replaceAll(forbidden, '\u{FFFD}')),
      );
    }),
  );
});
