/** Predicted power beside what is found, in tenths, over twelve simulated screens of the standard design. */
import { expect, it } from 'vitest';
import { predictedAndSeen } from '../../tests/support/effects/predictedPower';

it('predicted power is the share that is found, of falls and of rises, in each tenth', async () => {
  const seeds = Array.from({ length: 12 }, (_, at) => 621 + at);
  for (const bins of await predictedAndSeen({}, { seeds, bins: 10 }))
    for (const { predicted, seen } of bins) expect(Math.abs(predicted - seen)).toBeLessThan(0.08);
}, 300_000);
