/** The figure of what differs, of edges that are known to be shared, supported or neither. */
import { expect, it } from 'vitest';
import { elementsOf, readXml } from '../../../tests/support/network/readXml';
import { sampleRun } from '../../../tests/support/present/sampleRun';
import type { EdgeDifference } from '../../network/networkDifferences';
import { edgePairs } from '../../network/ranking';
import { differencesSvg, drawnDifferences } from './differences';
import { paletteOf } from './palette';

it('draws edges of both networks, and of one where that is supported, with their numbers in the legend', () => {
  const run = sampleRun();
  const { genes, regulators } = run.result.network;
  const kinds = ['both', 'first', 'second', 'unsupported'] as const;
  const edges = Array.from(edgePairs(run.result.network).slice(0, 8), (pair, at): EdgeDifference => {
    const kind = kinds[at] ?? 'absent';
    const [first, second] = {
      both: [1, -1],
      first: [2, 0],
      second: [0, 2],
      unsupported: [0.9, 0],
      absent: [0, 0],
    }[kind] as [number, number];
    return {
      source: genes[regulators[Math.floor(pair / genes.length)] ?? 0] ?? '',
      target: genes[pair % genes.length] ?? '',
      first,
      second,
      difference: second - first,
      error: 0.1,
      p: 0.5,
      q: 0.5,
      supported: kind === 'first' || kind === 'second',
    };
  });
  const palette = paletteOf('light');
  const drawn = drawnDifferences({ first: 'rest', second: 'stimulated', edges }, 3);
  const { svg } = differencesSvg(run, drawn, palette, ['Two of 8.']);
  const all = elementsOf(readXml(svg));
  const texts = all.filter(({ name }) => name === 'text').map(({ text }) => text.replaceAll('\u00A0', ' '));
  expect(texts).toEqual(
    expect.arrayContaining([
      'in both: 1 edge',
      'only or stronger in rest: 1 edge',
      'only or stronger in stimulated: 1 edge',
      expect.stringContaining('not drawn: 1 edge of one network'),
      'Two of 8.',
    ]),
  );
});
