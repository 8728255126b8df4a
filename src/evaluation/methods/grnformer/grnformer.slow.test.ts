import { expect, test } from 'vitest';
import { errorsWithNetwork } from '../../../../tests/support/evaluation/knownRegulators';

test('with the transformer behind it too, a known network predicts unseen knockouts, no network less well, and a shuffled one not', async () => {
  const { error, without } = await errorsWithNetwork(11, { steps: 150, layers: 1 });
  expect(error).toBeLessThan(0.6);
  expect(without?.['edge-perturbation']).toBeLessThan(0.6);
  expect(without?.adapter).toBeGreaterThan(error + 0.15);
  expect(without?.network).toBeGreaterThan(error + 0.15);
}, 300_000);
