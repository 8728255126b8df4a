/** Held-out pairs of simulated screens, with the sum of their single effects as the rival of the model. */
import { expect, it } from 'vitest';
import { runVerdict } from '../inference/verdict/runVerdict';
import { simulateRandomScreen } from '../simulation/randomScreen';
import { screenH5ad } from '../simulation/screenFile';
import { infer } from '.';

async function saidOf(kind: 'knockout' | 'overexpression', seed: number) {
  const screen = simulateRandomScreen({
    topology: 'cyclic',
    genes: 30,
    regulators: 20,
    edges: 75,
    repressing: 0.35,
    kind,
    perturbations: 20,
    combinations: 14,
    controls: 200,
    cellsPerPerturbation: 60,
    capture: { written: 'molecules' },
    seed,
  });
  const heldOut = [...new Set(screen.labels)].filter((label) => label.includes('+'));
  const regulators = [...new Set(screen.truth.map(({ source }) => source))];
  const file = new File([await screenH5ad(screen)], 'pairs.h5ad');
  const { run } = await infer({ files: [file], mapping: { kind, regulators, heldOut } });
  const { level, reasons } = runVerdict(run).predicts;
  return { level, tags: reasons.map(({ tag }) => tag) };
}

it('a model that knows where effects level off is supported, and one that is no better than the sum is uncertain', async () => {
  expect(await saidOf('overexpression', 9512)).toEqual({ level: 'supported', tags: ['below-no-change'] });
  expect(await saidOf('knockout', 9512)).toEqual({
    level: 'uncertain',
    tags: ['sum-predicts-as-well', 'below-no-change'],
  });
}, 120_000);
