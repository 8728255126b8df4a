import { expect, it } from 'vitest';
import { timeToTargetTable, type Course } from './timeToTarget';

const free = { wallMs: 0, cpuMs: 0 };

/** Evaluated every five steps of one second each; prepared in two seconds. */
function course(name: string, errors: readonly number[], start = 'ridge'): Course {
  const points = errors.map((error, at) => ({
    step: 5 * at,
    error,
    cost: { wallMs: 0, cpuMs: 5000 * at },
  }));
  return {
    kind: 'counts',
    seed: 11,
    preset: 'H',
    name,
    start,
    preparation: { ...free, cpuMs: 2000 },
    points,
  };
}

function linesOf(found: readonly Course[]): readonly string[] {
  return timeToTargetTable(found)
    .split('\n')
    .slice(3)
    .map((line) => line.replaceAll(/ {2,}/g, ' | '));
}

it('the target is the error at the end of PyTorch’s schedule plus 2 %, and the first evaluation at or below it counts', () => {
  const found = [
    course('wasm, 1 worker', [0.9, 0.816, 0.7]),
    course('PyTorch, the same problem', [0.9, 0.82, 0.81, 0.8]),
  ];
  expect(linesOf(found)).toEqual([
    'H, counts | wasm, 1 worker | ridge | 1 of 1 | 5 | 5.00 | 7.00',
    ' | PyTorch, the same problem | ridge | 1 of 1 | 10 | 10.0 | 12.0 | 2.00 | 1.71',
  ]);
});

it('a contender that never has the error counts with its whole schedule, and a start that has it with no step', () => {
  const found = [
    course('wasm, 1 worker', [0.5, 0.5], 'fluctuations'),
    course('PyTorch, the same problem', [0.9, 0.9, 0.9, 0.9]),
    course('PyTorch, all solver steps, 256 cells, from the ridge', [0.9, 0.6]),
  ];
  expect(linesOf(found)).toEqual([
    'H, counts | wasm, 1 worker | fluctuations | 1 of 1 | 0 | 0.000 | 2.00',
    ' | PyTorch, the same problem | ridge | 0 of 1 | 15 | 15.0 | 17.0 | 8.50',
    ' | PyTorch, all solver steps, 256 cells, from the ridge | ridge | 1 of 1 | 5 | 5.00 | 7.00 | 3.50',
  ]);
});
