/** Gene sets, and the edge lists of other programs. */
import * as fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { decoupler, pyscenic, sif, edgesTsv } from './edgeLists';
import { modulesGmt, regulons } from './geneSets';
import { hostileNames, onOneLine, sampleDocument } from '../../../tests/support/network/sampleDocument';
import { Random } from '../../numerics/random';

const genes = ['GATA1', 'SPI1', 'KLF1', 'JUN', 'FLI1'];

describe.each([
  { format: 'decoupler', write: decoupler, header: ['source', 'target', 'weight'], sized: (w: number) => w },
  { format: 'pyscenic', write: pyscenic, header: ['TF', 'target', 'importance'], sized: Math.abs },
])('the edge list of $format', ({ write, header, sized }) => {
  it('reads back as the same edges for any gene names, numbers as the same 32-bit ones', () => {
    fc.assert(
      fc.property(hostileNames, (names) => {
        const document = sampleDocument(names);
        const [first, ...rows] = Papa.parse<string[]>(write(document).trimEnd(), { delimiter: ',' }).data;
        expect(first).toEqual(header);
        const expected = document.edges.filter(({ weight }) => weight !== 0);
        expect(rows.map(([source, target, weight]) => [source, target, Math.fround(Number(weight))])).toEqual(
          expected.map(({ source, target, weight }) => [
            onOneLine(names[source] ?? ''),
            onOneLine(names[target] ?? ''),
            sized(weight),
          ]),
        );
      }),
    );
  });

  it('leaves out pairs of weight 0', () => {
    const edges = [
      { source: 0, target: 1, weight: -0.5, stability: null },
      { source: 1, target: 0, weight: 0, stability: null },
    ];
    expect(write(sampleDocument(genes, { edges }))).toBe(`${header.join()}\nGATA1,SPI1,${sized(-0.5)}\n`);
  });
});

describe('modules as gene sets', () => {
  it('name the set, its regulators and its members', () => {
    const modules = [
      { name: 'M1', genes: [1, 2], regulators: [0, 3], stability: null },
      { name: 'M2', genes: [4, 0], regulators: [], stability: 0.5 },
    ];
    expect(modulesGmt(sampleDocument(genes, { modules, moduleNames: { 1: 'Erythroid\tcells' } }))).toBe(
      'M1\tregulated by GATA1, JUN\tSPI1\tKLF1\nM2 Erythroid cells\tco-regulated genes\tFLI1\tGATA1\n',
    );
  });

  it('are an empty file without modules', () => {
    expect(modulesGmt(sampleDocument(genes, { modules: [] }))).toBe('');
  });
});

describe('regulons as gene sets', () => {
  it('separate activated from repressed targets, strongest first', () => {
    const edges = [
      { source: 0, target: 1, weight: 0.5, stability: null },
      { source: 0, target: 2, weight: -0.4, stability: null },
      { source: 3, target: 1, weight: -0.3, stability: null },
      { source: 0, target: 4, weight: 0.2, stability: null },
    ];
    expect(regulons(sampleDocument(genes, { edges }))).toBe(
      [
        'GATA1(+)\tactivated by GATA1\tSPI1\tFLI1',
        'GATA1(-)\trepressed by GATA1\tKLF1',
        'JUN(-)\trepressed by JUN\tSPI1\n',
      ].join('\n'),
    );
  });

  it('contain every edge once for any gene names', () => {
    fc.assert(
      fc.property(hostileNames, (names) => {
        const document = sampleDocument(names);
        const lines = regulons(document).split('\n').slice(0, -1);
        const members = lines.map((line) => line.split('\t').slice(2).length);
        expect(members.reduce((sum, count) => sum + count, 0)).toBe(document.edges.length);
      }),
    );
  });
});

it('writes one line per edge with its sign in words, and genes without an edge alone', () => {
  const edges = [
    { source: 0, target: 1, weight: 0.5, stability: null },
    { source: 1, target: 0, weight: -0.25, stability: null },
  ];
  const document = sampleDocument(['GATA1', 'SPI 1', 'KLF1'], { edges });
  expect(sif(document)).toBe('GATA1\tactivates\tSPI 1\nSPI 1\trepresses\tGATA1\nKLF1\n');
});

it('reads back as the same edges and genes for any gene names', () => {
  fc.assert(
    fc.property(hostileNames, (geneNames) => {
      const document = sampleDocument(geneNames, { edges: sampleDocument(geneNames).edges.slice(0, 2) });
      const rows = sif(document)
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split('\t'));
      const names = geneNames.map(onOneLine);
      const edges = document.edges.map(({ source, target, weight }) => [
        names[source],
        weight < 0 ? 'represses' : 'activates',
        names[target],
      ]);
      expect(rows.slice(0, 2)).toEqual(edges);
      const connected = new Set(document.edges.flatMap(({ source, target }) => [source, target]));
      expect(rows.slice(2)).toEqual(names.filter((_, gene) => !connected.has(gene)).map((name) => [name]));
    }),
  );
});

it('lists every candidate regulator → gene pair once, strongest first, with weights that come back exactly', () => {
  const random = new Random(3);
  const geneNames = Array.from({ length: 20 }, (_, i) => `g${i}`);
  const regulators = Int32Array.from([1, 4, 7, 19]);
  const weights = Float32Array.from({ length: 80 }, () => random.normal() * 10 ** (random.integer(9) - 6));
  for (const [r, j] of regulators.entries()) weights[r * 20 + j] = 0;
  const stability = Float32Array.from({ length: 80 }, () => random.uniform());
  const [header, ...lines] = edgesTsv({ genes: geneNames, regulators, weights, stability })
    .trimEnd()
    .split('\n');
  expect(header).toBe('source\ttarget\tweight\tsign\tstability');
  const rows = lines.map((line) => line.split('\t'));
  expect(new Set(rows.map(([s, t]) => `${s}>${t}`)).size).toBe(4 * 19);
  let last = Infinity;
  for (const [source = '', target = '', weight, sign, stable] of rows) {
    const pair = regulators.indexOf(geneNames.indexOf(source)) * 20 + geneNames.indexOf(target);
    expect(Math.fround(Number(weight))).toBe(weights[pair]);
    expect(sign).toBe(Number(weight) < 0 ? '-' : '+');
    expect(Math.abs(Number(stable) - (stability[pair] ?? NaN))).toBeLessThanOrEqual(5.1e-5);
    expect(Math.abs(Number(weight))).toBeLessThanOrEqual(last);
    last = Math.abs(Number(weight));
  }
});

it('leaves unknown stability empty and keeps unusual names inside their cell', () => {
  const text = edgesTsv({
    genes: ['a\tb', 'c\r\nd'],
    regulators: Int32Array.from([0]),
    weights: Float32Array.from([0, -0.25]),
    stability: null,
  });
  expect(text).toBe('source\ttarget\tweight\tsign\tstability\na b\tc d\t-0.25\t-\t\n');
});
