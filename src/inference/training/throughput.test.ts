import { expect, it } from 'vitest';
import { ThroughputEstimate } from './throughput';

it('has no estimate before the first step', () => {
  const throughput = new ThroughputEstimate();
  expect(throughput.left({ main: 10, ensemble: 0 })).toBeNull();
  expect(throughput.rate('main')).toBe(0);
});

it('estimates the remaining time of the main fit from its steps, including waiting', () => {
  const throughput = new ThroughputEstimate();
  for (let i = 0; i < 10; i++) throughput.step('main', 0.5, 0.1);
  const left = throughput.left({ main: 20, ensemble: 0 });
  expect(left?.[0]).toBeCloseTo(9, 9);
  expect(left?.[1]).toBeCloseTo(12, 9);
  expect(throughput.rate('main')).toBeCloseTo(2, 9);
  expect(throughput.seconds).toBeCloseTo(5, 9);
});

it('estimates ensemble steps by the work of a main step, then by their own duration', () => {
  const throughput = new ThroughputEstimate();
  throughput.step('main', 1, 0.1);
  const [least, most] = throughput.left({ main: 0, ensemble: 100 }) ?? [0, 0];
  expect(least).toBeGreaterThan(5);
  expect(least).toBeLessThanOrEqual(10);
  expect(most).toBeGreaterThan(10);
  expect(most).toBeLessThan(50);
  throughput.step('ensemble', 0.3, 0.3);
  const [fewer] = throughput.left({ main: 0, ensemble: 99 }) ?? [0, 0];
  expect(fewer).toBeCloseTo(0.9 * 99 * 0.3, 9);
  expect(throughput.rate('ensemble')).toBeCloseTo(1 / 0.3, 9);
});

it('needs no main step where a run resumes during refinement', () => {
  const throughput = new ThroughputEstimate();
  expect(throughput.left({ main: 0, ensemble: 5 })).toBeNull();
  throughput.step('ensemble', 0.2, 0.2);
  expect(throughput.left({ main: 0, ensemble: 5 })?.[1]).toBeCloseTo(1.2, 9);
});

it('forgets a slow start within ten seconds, and follows a machine that becomes busy', () => {
  const throughput = new ThroughputEstimate();
  for (let i = 0; i < 10; i++) throughput.step('main', 1, 1);
  for (let i = 0; i < 100; i++) throughput.step('main', 0.1, 0.1);
  expect(middleOf(throughput, 300)).toBeGreaterThan(0.7 * 30);
  expect(middleOf(throughput, 300)).toBeLessThan(1.3 * 30);
  for (let i = 0; i < 50; i++) throughput.step('main', 0.2, 0.2);
  expect(middleOf(throughput, 300)).toBeGreaterThan(0.7 * 60);
  expect(throughput.seconds).toBeCloseTo(30, 9);
});

it('is not misled by one slow step among steps of seconds', () => {
  const throughput = new ThroughputEstimate();
  for (let i = 0; i < 20; i++) throughput.step('main', i === 19 ? 12 : 6, 6);
  expect(middleOf(throughput, 10)).toBeLessThan(1.3 * 60);
});

function middleOf(throughput: ThroughputEstimate, steps: number): number {
  const [least, most] = throughput.left({ main: steps, ensemble: 0 }) ?? [0, 0];
  return (least + most) / 2;
}
