import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { hostileNames, onOneLine, sampleDocument } from '../../../tests/support/network/sampleDocument';
import { sif } from './sif';

it('writes one line per edge with its sign in words, and genes without an edge alone', () => {
  const edges = [
    { source: 0, target: 1, weight: 0.5, stability: null },
    { source: 1, target: 0, weight: -0.25, stability: null },
  ];
  const document = sampleDocument(['GATA1', 'SPI 1', 'KLF1'], { edges });
  expect(sif(document)).toBe('GATA1\tactivates\tSPI 1\nSPI 1\trepresses\tGATA1\nKLF1\n');
});

it('reads back as the same edges and genes whatever genes are called', () => {
  fc.assert(
    fc.property(hostileNames, (genes) => {
      const document = sampleDocument(genes, { edges: sampleDocument(genes).edges.slice(0, 2) });
      const rows = sif(document)
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split('\t'));
      const names = genes.map(onOneLine);
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
