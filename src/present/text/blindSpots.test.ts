import { expect, it } from 'vitest';
import type { Condition } from '../../dataset/dataset';
import { blindSpots } from './blindSpots';

const genes = ['KLF1', 'GATA1', 'FOG1', 'EPO'];
const knockout = (label: string, gene: number): Condition => ({
  label,
  interventions: [{ gene, kind: 'knockout' }],
  time: null,
  cells: 9,
});
const screen = {
  genes,
  candidates: Int32Array.from([0, 1, 2]),
  conditions: [
    { label: 'control', interventions: [], time: null, cells: 9 },
    knockout('KLF1', 0),
    knockout('GATA1', 1),
  ],
  control: { mode: 'cells', labels: ['control'] },
} as const;
const network = {
  genes,
  regulators: screen.candidates,
  weights: new Float32Array(12),
  stability: null,
};

const spots = (heldOut: readonly string[]) =>
  blindSpots({ ...screen, heldOut }, { network, members: [], confidence: null });

it('regulators that nobody perturbed have edges whose direction no change told', () => {
  expect(spots([])[0]).toEqual({
    title: 'FOG1.',
    text: 'Never perturbed here, so the direction of its edges rests on how cells vary, not on what a change did.',
  });
});

it('a perturbation that was held out of training taught nothing of its gene', () => {
  expect(spots([]).map(({ title }) => title)).not.toContain('GATA1.');
  expect(spots(['GATA1'])[1]).toEqual({
    title: 'GATA1.',
    text: 'Perturbed only in what was held out of training, so the direction of its edges rests on how cells vary, not on what a change did.',
  });
});
