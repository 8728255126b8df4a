import { expect, test } from 'vitest';
import { readKnownEdges } from '../../network/formats/readKnownEdges';
import type { Revision } from './refine';
import { refinedEdges, refinedSif, refinedTsv, revisionsTsv } from './tables';

const genes = ['GATA1', 'KLF1', 'SPI1', 'JUN'];
const seen = {
  label: 'GATA1',
  time: null,
  cells: 80,
  effect: -1.25,
  q: 1e-9,
  asSign: 1,
  isClear: true,
} as const;
const revisions: readonly Revision[] = [
  { source: 0, target: 1, kind: 'turned', before: -1, after: 1, support: 5.5, observations: [seen] },
  { source: 2, target: 3, kind: 'removed', before: 1, after: null, support: 2, observations: [] },
  { source: 0, target: 3, kind: 'added', before: null, after: -1, support: 1, observations: [] },
  { source: 2, target: 1, kind: 'kept', before: 0, after: 0, support: 0, observations: [] },
];
const source = [
  { source: 'GATA1', target: 'klf1', sign: -1 },
  { source: 'SPI1', target: 'JUN', sign: 1 },
  { source: 'SPI1', target: 'KLF1', sign: 0 },
  { source: 'MYC', target: 'JUN', sign: 1 },
] as const;
const plain = (edges: readonly { source: string; target: string; sign: number }[]) =>
  edges.map((edge) => `${edge.source} ${edge.target} ${edge.sign}`);

test('A refined base reads again as known edges, from both formats, with edges outside of the screen', () => {
  const refined = refinedEdges(source, revisions, genes);
  const wanted = ['GATA1 klf1 1', 'SPI1 KLF1 0', 'MYC JUN 1', 'GATA1 JUN -1'];
  for (const [text, name] of [
    [refinedTsv(refined), 'refined.tsv'],
    [refinedSif(refined), 'refined.sif'],
  ] as const) {
    const read = readKnownEdges(text, name);
    expect(read.ok && plain(read.edges)).toEqual(wanted);
  }
  expect(refined.map(({ revision }) => revision)).toEqual(['turned', 'kept', 'outside', 'added']);
});

test('What is undone stays as it was in the source', () => {
  expect(plain(refinedEdges(source, revisions, genes, () => true))).toEqual(plain(source));
});

test('Revisions are listed with the perturbations they rest on', () => {
  expect(revisionsTsv(revisions, genes).split('\n').slice(0, 3)).toEqual([
    'source\ttarget\trevision\tbefore\tafter\tsupport\tperturbation\tcells\tchange_sd\tq',
    'GATA1\tKLF1\tturned\t-\t+\t5.50\tGATA1\t80\t-1.250\t1.0e-9',
    'SPI1\tJUN\tremoved\t+\t\t2.00\t\t\t\t',
  ]);
});
