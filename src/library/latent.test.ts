import { expect, it } from 'vitest';
import { select } from '../../tests/support/dataset/countScreen';
import { latentScreen } from '../../tests/support/dataset/latentScreen';
import { infer } from './infer';

it('the strongest edge leaves the perturbed gene that is not measured, and none enters it', async () => {
  const dataset = await select(latentScreen());
  const run = await infer({ dataset, settings: { steps: 40 } });
  const all = run.edges();
  expect(all[0]).toMatchObject({ source: 'SOX17', target: 'GFI1' });
  expect(all[0]?.weight).toBeGreaterThan(0);
  expect(all.some(({ target, weight }) => target === 'SOX17' && weight !== 0)).toBe(false);
}, 60_000);
