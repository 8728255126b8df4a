import { expect, it } from 'vitest';
import { ThroughputEstimate } from './throughput';

it('has no estimate before the first step, and nothing left at the end', () => {
  const throughput = new ThroughputEstimate();
  expect(throughput.left(10)).toBeNull();
  expect(throughput.rate).toBe(0);
  expect(throughput.left(0)).toEqual([0, 0]);
});

it('estimates the remaining time from the steps, including waiting', () => {
  const throughput = new ThroughputEstimate();
  for (let i = 0; i < 10; i++) throughput.step(0.5);
  const left = throughput.left(20);
  expect(left?.[0]).toBeCloseTo(9, 9);
  expect(left?.[1]).toBeCloseTo(12, 9);
  expect(throughput.rate).toBeCloseTo(2, 9);
  expect(throughput.seconds).toBeCloseTo(5, 9);
});

it('forgets a slow start within ten seconds, and follows a machine that becomes busy', () => {
  const throughput = new ThroughputEstimate();
  for (let i = 0; i < 10; i++) throughput.step(1);
  for (let i = 0; i < 100; i++) throughput.step(0.1);
  expect(middleOf(throughput, 300)).toBeGreaterThan(0.7 * 30);
  expect(middleOf(throughput, 300)).toBeLessThan(1.3 * 30);
  for (let i = 0; i < 50; i++) throughput.step(0.2);
  expect(middleOf(throughput, 300)).toBeGreaterThan(0.7 * 60);
  expect(throughput.seconds).toBeCloseTo(30, 9);
});

it('is not misled by one slow step among steps of seconds', () => {
  const throughput = new ThroughputEstimate();
  for (let i = 0; i < 20; i++) throughput.step(i === 19 ? 12 : 6);
  expect(middleOf(throughput, 10)).toBeLessThan(1.3 * 60);
});

function middleOf(throughput: ThroughputEstimate, steps: number): number {
  const [least, most] = throughput.left(steps) ?? [0, 0];
  return (least + most) / 2;
}
