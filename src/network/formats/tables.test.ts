/** Gene sets, and the edge lists of other programs. */
import * as fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { decoupler } from './decoupler';
import { modulesGmt } from './gmt';
import { pyscenic } from './pyscenic';
import { regulons } from './regulons';
import { hostileNames, onOneLine, sampleDocument } from '../../../tests/support/network/sampleDocument';

const genes = ['GATA1', 'SPI1', 'KLF1', 'JUN', 'FLI1'];

describe.each([
  { format: 'decoupler', write: decoupler, header: ['source', 'target', 'weight'], sized: (w: number) => w },
  { format: 'pyscenic', write: pyscenic, header: ['TF', 'target', 'importance'], sized: Math.abs },
])('the edge list of $format', ({ write, header, sized }) => {
  it('reads back as the same edges whatever genes are called, numbers as the same 32-bit ones', () => {
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

  it('are an empty file where there are none', () => {
    expect(modulesGmt(sampleDocument(genes, { modules: [] }))).toBe('');
  });
});

describe('regulons as gene sets', () => {
  it('part what a regulator activates from what it represses, strongest first', () => {
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

  it('hold every edge once whatever genes are called', () => {
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
