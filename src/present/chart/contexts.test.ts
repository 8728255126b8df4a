/** Pictures, sentences and tables of two contexts: where the marks stand, and what is said. */
import { expect, it } from 'vitest';
import type { MeasuredContexts } from '../../effects/contexts';
import type { InContext } from '../../effects/contextTests';
import type { ContextVerdict } from '../../effects/contextVerdicts';
import { contextSentences, contextTables } from '../report/contexts';
import type { SvgElement } from './chart';
import { contextsChart, contextScatter } from './contexts';

const alone = (increased: number): InContext => ({
  cells: 50,
  guides: 2,
  increased,
  decreased: 0,
  any: 0.5,
  agreement: 0.01,
  byCells: 0.5,
  acts: increased > 0,
  isCompared: true,
});
const told = { value: 0.5, low: 0.25, high: 0.75 };
const labels = ['control', 'A', 'B', 'C', 'D', 'E'];
const line = (perturbation: number, verdict: ContextVerdict) => ({
  perturbation,
  verdict,
  p: 0.001,
  q: 0.002,
  byCells: 0.001,
  agreement: 0.003,
  differing: 1,
  found: { either: 4, both: 2, opposite: 1 },
  similarity: told,
  ofFirst: told,
  ofSecond: told,
});

const contexts: MeasuredContexts = {
  column: 'stimulation',
  contexts: [
    { name: 'rest', cells: 1000, controls: 100, hindrance: null },
    { name: 'stim', cells: 900, controls: 90, hindrance: null },
    { name: 'rare', cells: 40, controls: 3, hindrance: 'few controls' },
  ],
  alone: [
    [],
    [alone(0), alone(16), null],
    [alone(4), alone(4), null],
    [alone(0), alone(0), null],
    [alone(0), alone(0), null],
    [alone(0), null, null],
  ],
  pairs: [
    {
      first: 0,
      second: 1,
      shared: 1,
      lines: [
        line(1, 'only second'),
        line(2, 'alike'),
        line(3, 'cells second'),
        line(4, 'neither'),
        line(5, 'few cells'),
      ],
      genes: {
        perturbation: Int32Array.of(1, 1, 2),
        gene: Int32Array.of(0, 1, 1),
        own: Uint8Array.of(0, 0, 0),
        first: Float32Array.of(0, 0.5, 1),
        second: Float32Array.of(2, 0.5, 1),
        difference: Float32Array.of(-2, 0, 0),
        error: Float32Array.of(0.25, 0.25, 0.5),
        p: Float64Array.of(1e-9, 0.9, 0.8),
        q: Float64Array.of(1e-8, 1, 1),
      },
    },
  ],
  genes: ['IL2', 'CD69'],
};
const [pair] = contexts.pairs;

function marks(svg: SvgElement, kind: string): readonly SvgElement[] {
  const inside = svg.children.flatMap((child) => (typeof child === 'string' ? [] : marks(child, kind)));
  return svg.attributes['class'] === kind ? [svg, ...inside] : inside;
}

it('perturbations that were found stand in rows, those that differ first, with their genes in either context', () => {
  if (!pair) throw new Error('There is a pair.');
  const { svg, note } = contextsChart(contexts, pair, labels, { selected: 2, most: 9 });
  const rows = marks(svg, 'pointed').map(({ attributes, children }) => [
    attributes['data-source'],
    (children[0] as SvgElement).children[0],
  ]);
  expect(rows).toEqual([
    ['1', 'A: 0 genes in rest, 16 genes in stim; acts differently: found in stim, not in rest'],
    ['2', 'B: 4 genes in rest, 4 genes in stim; acts alike in both'],
    [
      '3',
      'C: 0 genes in rest, 0 genes in stim; unclear: significant across cells in stim only, but guides or batches disagree',
    ],
  ]);
  const across = marks(svg, 'dot').map(({ attributes }) => Number(attributes['cx']));
  const other = marks(svg, 'diamond').map(({ attributes }) =>
    Number(/^M([\d.]+) /u.exec(String(attributes['d']))?.[1]),
  );
  // On a square root axis 4 of 16 genes lie in the middle.
  const [zero = 0, four = 0] = across;
  expect(other).toEqual([expect.closeTo(zero + 2 * (four - zero), 0), expect.closeTo(four, 0), zero]);
  expect(marks(svg, 'whisker strong')).toHaveLength(1);
  expect(marks(svg, 'selected')).toHaveLength(1);
  expect(note).toContain('Circle: rest; diamond: stim');
  expect(marks(contextsChart(contexts, pair, labels, { selected: null, most: 1 }).svg, 'dot')).toHaveLength(
    1,
  );
});

it('a perturbation stands gene by gene, genes that differ off the diagonal and named', () => {
  if (!pair) throw new Error('There is a pair.');
  const { svg, title } = contextScatter(contexts, pair, { perturbation: 1, label: 'A', rate: 0.05 });
  expect(title).toContain('1 gene of 2 changed differs');
  const [above] = marks(svg, 'points rises');
  expect(String(above?.attributes['d']).match(/M/gu)).toHaveLength(1);
  expect(marks(svg, 'points falls')[0]?.attributes['d']).toBe('');
  expect(JSON.stringify(svg)).toContain('IL2');
  const own = { ...pair, genes: { ...pair.genes, own: Uint8Array.of(1, 0, 0) } };
  const others = contextScatter(contexts, own, { perturbation: 1, label: 'A', rate: 0.05 });
  expect(others.title).toContain('0 genes of 1 changed differ');
  expect(others.note).toContain('without its own target');
});

it('sentences say which perturbations act in one context, and of which it cannot be told', () => {
  expect(contextSentences(contexts, labels)).toEqual([
    'Contexts by stimulation, each measured alone: rest (1,000) and stim (900). Not measured: rare (too few control cells).',
    'A acts in stim and differently in rest, where no change was found. B acts alike in both. C: unclear; significant across cells in stim only, but guides or batches disagree. E: too few cells in one of them.',
  ]);
  const none = { ...contexts, pairs: contexts.pairs.map((one) => ({ ...one, lines: [line(4, 'neither')] })) };
  expect(contextSentences(none, labels)[1]).toBe(
    'No perturbation was found to act differently in rest than in stim.',
  );
});

it('of many pairs of contexts only those in which a perturbation acts differently have their own sentence', () => {
  const same = contexts.pairs.map((one) => ({ ...one, lines: [line(1, 'neither'), line(2, 'alike')] }));
  const [, ...many] = contextSentences({ ...contexts, pairs: [...contexts.pairs, ...same, ...same] }, labels);
  expect(many).toHaveLength(2);
  expect(many[0]).toContain('A acts in stim and differently in rest');
  expect(many[1]).toBe(
    'In the other 2 pairs of contexts no perturbation was found to act differently. B acts alike in all contexts.',
  );
  expect(contextSentences({ ...contexts, pairs: [...same, ...same, ...same] }, labels)[1]).toBe(
    'In none of the 3 pairs of contexts was a perturbation found to act differently. B acts alike in all contexts.',
  );
});

it('tables have a line for each perturbation and context, for each two contexts, and for each gene', () => {
  const [alones = '', differences = '', genes = ''] = contextTables(contexts, labels).map(([, content]) =>
    typeof content === 'string' ? content : [...content].join(''),
  );
  expect(alones.trimEnd().split('\n')).toHaveLength(1 + 9);
  const [head = '', first = ''] = differences.split('\n');
  expect(first.split('\t').slice(0, 6)).toEqual(['A', 'rest', 'stim', 'only second', '0.001', '0.002']);
  const at = head.split('\t').indexOf('found_either');
  expect(first.split('\t').slice(at, at + 3)).toEqual(['4', '2', '1']);
  expect(genes.split('\n').slice(1, 3)).toEqual([
    'A\tIL2\trest\tstim\t0\t2\t-2\t0.25\t1e-9\t1e-8',
    'A\tCD69\trest\tstim\t0.5\t0.5\t0\t0.25\t0.9\t1',
  ]);
  expect(contextTables(null, labels)).toEqual([]);
});
