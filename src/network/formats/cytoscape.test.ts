/** The two JSON formats: every count and reference checked by hand, as their readers would trip over them. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cx2, cyjs } from './cytoscape';
import type { NetworkDocument } from './document';
import { hostileNames, sampleDocument } from '../../../tests/support/network/sampleDocument';

const edgeValues = {
  interaction: z.enum(['activates', 'represses']),
  weight: z.number(),
  sign: z.literal([1, -1]),
};

const cx2Node = z.strictObject({
  id: z.int(),
  x: z.number().optional(),
  y: z.number().optional(),
  v: z.strictObject({ name: z.string(), perturbed: z.boolean(), module: z.string().optional() }),
});
const cx2Edge = z.strictObject({
  id: z.int(),
  s: z.int(),
  t: z.int(),
  v: z.strictObject({ ...edgeValues, stability: z.number().optional() }),
});

/** Throws where the file breaks a rule of the format. */
function readCx2(text: string) {
  const aspects = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(text));
  expect(aspects[0]).toEqual({ CXVersion: '2.0', hasFragments: false });
  expect(aspects.at(-1)).toEqual({ status: [{ success: true }] });
  const named = new Map(aspects.slice(1).flatMap((aspect) => Object.entries(aspect)));
  expect(named.size).toBe(aspects.length - 1);
  const list = (name: string) => z.array(z.unknown()).parse(named.get(name));
  const counts = z
    .array(z.strictObject({ name: z.string(), elementCount: z.int() }))
    .parse(named.get('metaData'));
  expect(counts.map(({ name }) => name)).toEqual(
    [...named.keys()].filter((name) => name !== 'metaData' && name !== 'status'),
  );
  for (const { name, elementCount } of counts) expect(list(name)).toHaveLength(elementCount);
  const nodes = list('nodes').map((node) => cx2Node.parse(node));
  const edges = list('edges').map((edge) => cx2Edge.parse(edge));
  const declared = z
    .record(z.string(), z.record(z.string(), z.strictObject({ d: z.string() })))
    .parse(list('attributeDeclarations')[0]);
  for (const { v } of nodes)
    expect(Object.keys(declared['nodes'] ?? {})).toEqual(expect.arrayContaining(Object.keys(v)));
  for (const { v } of edges)
    expect(Object.keys(declared['edges'] ?? {})).toEqual(expect.arrayContaining(Object.keys(v)));
  return { nodes, edges, style: JSON.stringify(list('visualProperties')) };
}

const cyjsContent = z.object({
  elements: z.strictObject({
    nodes: z.array(
      z.strictObject({
        data: z.strictObject({
          id: z.string(),
          name: z.string(),
          module: z.string().nullable(),
          perturbed: z.boolean(),
        }),
        position: z.strictObject({ x: z.number(), y: z.number() }).optional(),
      }),
    ),
    edges: z.array(
      z.strictObject({
        data: z.strictObject({
          id: z.string(),
          source: z.string(),
          target: z.string(),
          ...edgeValues,
          stability: z.number().nullable(),
        }),
      }),
    ),
  }),
  layout: z.strictObject({ name: z.string() }),
});

/** Both readers in one shape. */
const readers = {
  cx2: (document: NetworkDocument) => {
    const { nodes, edges } = readCx2(cx2(document));
    return {
      ids: nodes.map(({ id }) => String(id)),
      names: nodes.map(({ v }) => v.name),
      places: nodes.flatMap(({ x, y }) => (x === undefined || y === undefined ? [] : [x, y])),
      edgeIds: edges.map(({ id }) => String(id)),
      edges: edges.map(({ s, t, v }) => ({ source: String(s), target: String(t), ...v })),
    };
  },
  cyjs: (document: NetworkDocument) => {
    const { nodes, edges } = cyjsContent.parse(JSON.parse(cyjs(document))).elements;
    return {
      ids: nodes.map(({ data }) => data.id),
      names: nodes.map(({ data }) => data.name),
      places: nodes.flatMap(({ position }) => (position ? [position.x, position.y] : [])),
      edgeIds: edges.map(({ data }) => data.id),
      edges: edges.map(({ data }) => data),
    };
  },
};

describe.each(['cx2', 'cyjs'] as const)('%s', (format) => {
  const read = readers[format];

  it('reads back as the same genes, positions and edges, weights as the same 32-bit numbers', () => {
    const document = sampleDocument(['GATA1', 'SPI1', 'KLF1', 'JUN', 'FLI1', 'EKLF']);
    const { ids, names, places, edges } = read(document);
    expect(names).toEqual(document.genes);
    expect(Float32Array.from(places)).toEqual(document.positions);
    expect(
      edges.map(({ source, target, weight, stability }) => ({
        source: ids.indexOf(source),
        target: ids.indexOf(target),
        weight: Math.fround(weight),
        stability: Math.fround(stability ?? NaN),
      })),
    ).toEqual(document.edges);
    for (const { sign, weight, interaction } of edges) {
      expect(sign).toBe(Math.sign(weight));
      expect(interaction).toBe(weight < 0 ? 'represses' : 'activates');
    }
  });

  it('keeps every name unchanged, and ids distinct, for any gene names', () => {
    fc.assert(
      fc.property(hostileNames, (genes) => {
        const { ids, names, edgeIds } = read(sampleDocument(genes, { moduleNames: { 0: genes[1] ?? '' } }));
        expect(names).toEqual(genes);
        expect(new Set(ids).size).toBe(genes.length);
        expect(new Set(edgeIds).size).toBe(edgeIds.length);
      }),
    );
  });

  it('has no positions where they are unknown', () => {
    expect(read(sampleDocument(['A', 'B', 'C'], { positions: null })).places).toEqual([]);
  });
});

it('gives CX2 arrows and colours by sign', () => {
  const { style } = readCx2(cx2(sampleDocument(['A', 'B', 'C'])));
  for (const part of ['#D55E00', '#0072B2', 'triangle', 'tee']) expect(style).toContain(part);
});

it.each([
  ['CX2', cx2],
  ['Cytoscape.js', cyjs],
])('%s says why a network must not be interpreted', (_, write) => {
  const doubtful = write(sampleDocument(['A', 'B', 'C'], { doubt: 'No measurable effect: leave it' }));
  expect(doubtful).toContain('not a fold change. No measurable effect: leave it."');
  expect(write(sampleDocument(['A', 'B', 'C']))).toContain('not a fold change."');
});
