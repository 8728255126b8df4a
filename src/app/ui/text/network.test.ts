import { expect, it } from 'vitest';
import { plainScene } from '../../../../tests/support/present/sampleRun';
import { edgeText, geneText, hiddenText, selectionText } from './network';

const edge = { strength: 1, stability: 1, unstable: false };
const scene = {
  ...plainScene,
  genes: ['GATA1', 'SPI1', 'KLF1', 'JUN'],
  edges: [
    { ...edge, source: 0, target: 1, weight: -0.95 },
    { ...edge, source: 0, target: 2, weight: 0.5, unstable: true },
  ],
  modules: [{ name: 'M1', genes: [0, 2], regulators: [], stability: null }],
  moduleNames: { 0: 'erythroid' },
};
const conditions = [
  { label: 'a', interventions: [{ gene: 0, kind: 'knockout' as const }], time: null, cells: 150 },
  { label: 'b', interventions: [{ gene: 0, kind: 'knockout' as const }], time: null, cells: 50 },
];

it('tells of a gene its module, edges shown, cells, and its change under the perturbation that is set', () => {
  const change = { perturbation: 'SPI1 out', predicted: -2, measured: 1 };
  expect(geneText(scene, 0, { conditions, notes: [] }, change)).toEqual({
    title: 'GATA1',
    lines: [
      'Module 1 · erythroid',
      '2 targets and 0 regulators shown',
      'Perturbed in 200 cells',
      'SPI1 out: predicted ÷ 4.0, measured × 2.0',
    ],
  });
  expect(geneText(scene, 1, { conditions, notes: [] }, { ...change, measured: null }).lines).toEqual([
    'In no module',
    '0 targets and 1 regulator shown',
    'SPI1 out: predicted ÷ 4.0, not measured',
  ]);
  const deletion = {
    conditions: conditions.slice(0, 1).map((one) => ({ ...one, cells: 1 })),
    notes: [{ tag: 'one-sample-per-condition' as const }],
  };
  expect(geneText(scene, 0, deletion, null).lines).toContain('Perturbed in 1 sample');
});

it('tells of an edge its sign, weight, rank, stability and measured evidence', () => {
  const network = {
    genes: scene.genes,
    regulators: Int32Array.of(0),
    weights: Float32Array.of(0, -0.95, 0.5, 0.1),
    stability: Float32Array.of(0, 0.75, 0.5, 0),
  };
  const evidence = { label: 'GATA1', measured: 0.8, low: 0.5, high: 1.1, predicted: 0.6 };
  const [first, second] = scene.edges;
  if (!first || !second) throw new Error('the scene has both');
  expect(edgeText(scene, first, network, evidence)).toEqual({
    title: 'GATA1 ⊣ SPI1',
    lines: [
      'Represses',
      'Weight −0.950, rank 1 of 3',
      'Stability 75\u{A0}%',
      'Under GATA1: measured +0.80 (+0.50 to +1.10), predicted +0.60',
    ],
  });
  expect(edgeText(scene, second, null, null).lines).toEqual([
    'Activates (unstable)',
    'Weight +0.500',
    'GATA1 was not perturbed here',
  ]);
  expect(edgeText({ ...scene, doubt: 'No effect' }, first, null, undefined).lines[0]).toBe(
    'Represses (not reliable)',
  );
});

it('says of a selected gene without shown edges that it has none', () => {
  expect(selectionText(scene, { kind: 'gene', gene: 3 })).toBe('JUN: no edges shown');
  expect(selectionText(scene, { kind: 'gene', gene: 1 })).toBe('Showing SPI1 and its neighbours');
  expect(selectionText(scene, { kind: 'genes', genes: [1, 3] })).toBe('2 genes selected');
});

it('counts what is hidden', () => {
  expect(hiddenText(3, 1)).toBe('3 genes and 1 edge hidden');
  expect(hiddenText(0, 2)).toBe('2 edges hidden');
});
