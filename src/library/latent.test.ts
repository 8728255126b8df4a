import { expect, it } from 'vitest';
import { select } from '../../tests/support/dataset/countScreen';
import { latentScreen } from '../../tests/support/dataset/latentScreen';
import { infer } from './infer';

it('the strongest edge leaves the perturbed gene that is not measured, and none of any size enters it', async () => {
  const dataset = await select(latentScreen());
  const run = await infer({ dataset, settings: { steps: 40 } });
  const all = run.edges();
  expect(all[0]).toMatchObject({ source: 'SOX17', target: 'GFI1' });
  expect(all[0]?.weight).toBeGreaterThan(0);
  const incoming = all.filter(({ target }) => target === 'SOX17').map(({ weight }) => Math.abs(weight));
  expect(Math.max(0, ...incoming)).toBeLessThan(1e-4 * (all[0]?.weight ?? 0));
}, 60_000);
