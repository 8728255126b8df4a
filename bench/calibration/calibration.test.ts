import { expect, test } from 'vitest';
import { calibrate } from './calibration';
import { designs } from './screens';

const few = { perturbations: 12, genes: 60 };

test('two replicates show effects, and rarely any where there is none', async () => {
  const replicates = { ...designs['2 replicates'], genes: 60, perturbations: 40, fold: 5 };
  const active = await calibrate(replicates, 3, 900);
  expect(active.signals).toBe(3);
  expect(active.wrong).toBeLessThanOrEqual(0.15 * active.named);
  const inert = await calibrate({ ...replicates, active: 0 }, 10, 900);
  expect(inert.below05 / inert.inert).toBeLessThan(0.1);
  // Of 400.
  expect(inert.named).toBeLessThanOrEqual(5);
});

test('sparse counts and few controls have the stated type-I error', async () => {
  const screens = await Promise.all(
    [
      { ...designs['sparse counts'], ...few, cells: [15, 40] as const, controls: 80, active: 0 },
      { ...designs['25 controls'], ...few, cells: [30, 30] as const, active: 0 },
    ].map((design) => calibrate(design, 4, 900)),
  );
  for (const { inert, below05, signals } of screens) {
    expect(signals).toBe(0);
    // Of 48 tests, 2.4 are expected.
    expect(below05 / inert).toBeLessThan(0.15);
  }
});

test('a strong response that perturbations share unevenly is none of their own effects', async () => {
  const design = designs['strong uneven shared response'];
  const inert = await calibrate({ ...design, cells: [100, 100], controls: 400, active: 0 }, 3, 900);
  // Of 60; without the response taken out, all.
  expect(inert.named).toBeLessThanOrEqual(2);
  const active = await calibrate({ ...design, perturbations: 12 }, 2, 900);
  expect(active.named - active.wrong).toBeGreaterThanOrEqual(0.9 * active.active);
});
