import { beforeEach, expect, it, vi } from 'vitest';
import type { LayoutGraph } from '../../../present/figure/layout/graph';
import type { Arrangement } from '../../../share/view';
import { fakeHandle, fakeWorkers } from '../../../../tests/support/app/fakeWorkers';
import { workWith } from '../../session/clients';
import { Arranger, type Arrangeable } from './arranger';

interface Asked {
  readonly graph: LayoutGraph;
  readonly arrangement: Arrangement;
  readonly answer: (positions: Float32Array) => void;
}
const asked: Asked[] = [];
workWith(
  fakeWorkers({
    layout: () =>
      fakeHandle({
        arrange: (graph: LayoutGraph, arrangement: Arrangement) =>
          new Promise((answer) => asked.push({ graph, arrangement, answer })),
      }),
  }),
);

beforeEach(() => (asked.length = 0));

const settle = () => new Promise((resolve) => setTimeout(resolve));

function runOf(prefix: string, change: Partial<Arrangeable> = {}): Arrangeable {
  const genes = [`${prefix}1`, `${prefix}2`];
  return {
    genes,
    network: {
      genes,
      regulators: Int32Array.of(0),
      weights: Float32Array.of(0, 1),
      stability: null,
    },
    modules: [],
    finished: false,
    placement: null,
    arrangement: 'modules',
    frozen: false,
    ...change,
  };
}

it('arranges a run with its first edges and once more when it has finished, and asks for nothing else', async () => {
  const arranged = vi.fn<() => void>();
  const arranger = new Arranger(arranged);
  const run = runOf('A');
  expect(arranger.positionsFor({ ...run, network: null })).toBeNull();
  expect(asked).toHaveLength(0);
  expect(arranger.positionsFor(run)).toBeNull();
  expect(arranger.positionsFor(run)).toBeNull();
  expect(arranger.resting).toBe(false);
  expect(asked).toHaveLength(1);
  const first = Float32Array.of(0, 0, 1, 1);
  asked[0]?.answer(first);
  await settle();
  expect(arranged).toHaveBeenCalledOnce();
  expect(arranger.positionsFor(run)).toBe(first);
  expect(asked).toHaveLength(1);

  const done = { ...run, finished: true };
  expect(arranger.positionsFor(done)).toBe(first);
  const final = Float32Array.of(2, 2, 3, 3);
  asked[1]?.answer(final);
  await settle();
  expect(arranger.positionsFor(done)).toBe(final);
  expect(arranger.resting).toBe(true);
  // As after a visit to another page.
  expect(new Arranger(arranged).positionsFor(done)).toBe(final);
  expect(asked).toHaveLength(2);
});

it('keeps the positions of a link or file, and of a frozen layout', async () => {
  const arranger = new Arranger(vi.fn<() => void>());
  const positions = Float32Array.of(5, 5, 6, 6);
  const placement = { positions, room: { width: 10, height: 10 } };
  expect(arranger.positionsFor(runOf('B', { placement, finished: true }))).toBe(positions);
  const learning = runOf('C');
  arranger.positionsFor(learning);
  const first = Float32Array.of(0, 0, 1, 1);
  asked[0]?.answer(first);
  await settle();
  expect(arranger.positionsFor({ ...learning, finished: true, frozen: true })).toBe(first);
  expect(asked).toHaveLength(1);
});

it('starts a run from the arrangement of the run before with the same genes, and without one for other genes', async () => {
  const arranger = new Arranger(vi.fn<() => void>());
  arranger.positionsFor(runOf('D'));
  const first = Float32Array.of(0, 0, 1, 1);
  asked[0]?.answer(first);
  await settle();
  arranger.positionsFor(runOf('D'));
  expect(arranger.positionsFor(runOf('D'))).toBe(first);
  expect(arranger.positionsFor(runOf('E'))).toBeNull();
});

it('keeps the picture until another arrangement has come, and both from then on', async () => {
  const arranger = new Arranger(vi.fn<() => void>());
  const byModules = runOf('F', { finished: true });
  const layered: Arrangeable = { ...byModules, arrangement: 'layered' };
  arranger.positionsFor(byModules);
  const first = Float32Array.of(0, 0, 1, 1);
  asked[0]?.answer(first);
  await settle();
  expect(arranger.positionsFor(layered)).toBe(first);
  expect(arranger.positionsFor(layered)).toBe(first);
  expect(asked.map(({ arrangement }) => arrangement)).toEqual(['modules', 'layered']);
  const second = Float32Array.of(4, 4, 5, 5);
  asked[1]?.answer(second);
  await settle();
  expect(arranger.positionsFor(layered)).toBe(second);
  expect(arranger.positionsFor(byModules)).toBe(first);
  expect(asked).toHaveLength(2);
});

it('takes the positions of a link for the arrangement that it came with', () => {
  const arranger = new Arranger(vi.fn<() => void>());
  const positions = Float32Array.of(7, 7, 8, 8);
  const placement = { positions, room: { width: 10, height: 10 } };
  const run = runOf('G', { placement, finished: true, frozen: true, arrangement: 'layered' });
  expect(arranger.positionsFor(run)).toBe(positions);
  expect(asked).toHaveLength(0);
  arranger.positionsFor({ ...run, frozen: false, arrangement: 'modules' });
  expect(asked.map(({ arrangement }) => arrangement)).toEqual(['modules']);
  expect(arranger.positionsFor(run)).toBe(positions);
});
