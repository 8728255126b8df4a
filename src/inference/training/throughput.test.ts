import { expect, it } from 'vitest';
import { ThroughputEstimate } from './throughput';

it('knows nothing before the first step', () => {
  const tempo = new ThroughputEstimate();
  expect(tempo.left({ main: 10, companions: 0 })).toBeNull();
  expect(tempo.rate('main')).toBe(0);
});

it('tells what is left of the main fit from what its steps took, waiting included', () => {
  const tempo = new ThroughputEstimate();
  for (let i = 0; i < 10; i++) tempo.step('main', 0.5, 0.1);
  const left = tempo.left({ main: 20, companions: 0 });
  expect(left?.[0]).toBeCloseTo(9, 9);
  expect(left?.[1]).toBeCloseTo(12, 9);
  expect(tempo.rate('main')).toBeCloseTo(2, 9);
  expect(tempo.seconds).toBeCloseTo(5, 9);
});

it('expects the fits that refine to take about the work of a main step, without its pace, and then goes by their own', () => {
  const tempo = new ThroughputEstimate();
  tempo.step('main', 1, 0.1);
  const [least, most] = tempo.left({ main: 0, companions: 100 }) ?? [0, 0];
  expect(least).toBeGreaterThan(5);
  expect(least).toBeLessThanOrEqual(10);
  expect(most).toBeGreaterThan(10);
  expect(most).toBeLessThan(50);
  tempo.step('companions', 0.3, 0.3);
  const [fewer] = tempo.left({ main: 0, companions: 99 }) ?? [0, 0];
  expect(fewer).toBeCloseTo(0.9 * 99 * 0.3, 9);
  expect(tempo.rate('companions')).toBeCloseTo(1 / 0.3, 9);
});

it('needs no main step where a run is taken up while it refines', () => {
  const tempo = new ThroughputEstimate();
  expect(tempo.left({ main: 0, companions: 5 })).toBeNull();
  tempo.step('companions', 0.2, 0.2);
  expect(tempo.left({ main: 0, companions: 5 })?.[1]).toBeCloseTo(1.2, 9);
});
