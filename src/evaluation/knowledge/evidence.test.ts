import { expect, test } from 'vitest';
import { priorOn } from '../../network/prior';
import { Random } from '../../numerics/random';
import { confirmationOf, findingOf, judgedEdges } from './evidence';
import type { Responses } from './responses';

const genes = 30;
const names = Array.from({ length: genes }, (_, g) => `G${g}`);

/** Knockouts of genes 0 to 5; gene r lowers genes 6 + 4r to 9 + 4r. */
function screen(): Responses {
  const perturbations = Array.from({ length: 6 }, (_, gene) => ({
    label: names[gene] ?? '',
    time: null,
    cells: 80,
    settings: [{ gene, direction: -1 as const }],
  }));
  const classes = Int8Array.from({ length: 6 * genes }, (_, at) =>
    Math.floor(((at % genes) - 6) / 4) === Math.floor(at / genes) ? -1 : 0,
  );
  const isMeasured = new Uint8Array(classes.length).fill(1);
  const isClear = isMeasured.slice();
  isClear[29] = 0;
  return {
    genes,
    perturbations,
    classes,
    isMeasured,
    isClear,
    effect: Float64Array.from(classes),
    q: new Float64Array(classes.length),
  };
}

function seen(asSign: 1 | -1) {
  return { label: 'x', time: null, cells: 1, effect: 0, q: 0, asSign, isClear: true };
}

test('Edges are confirmed, contradicted, without response, unclear or untested', () => {
  const judged = judgedEdges(
    [
      { source: 0, target: 6, sign: 1 },
      { source: 0, target: 7, sign: -1 },
      { source: 0, target: 8, sign: 0 },
      { source: 0, target: 20, sign: 1 },
      { source: 0, target: 29, sign: 1 },
      { source: 9, target: 6, sign: 1 },
    ],
    screen(),
  );
  expect(judged.map(({ finding }) => finding)).toEqual([
    'confirmed',
    'contradicted',
    'confirmed',
    'no-response',
    'unclear',
    'untested',
  ]);
  expect(judged[1]?.observations).toEqual([
    { label: 'G0', time: null, cells: 80, effect: -1, q: 0, asSign: 1, isClear: true },
  ]);
  expect(findingOf(1, [seen(1), seen(-1)])).toBe('unclear');
});

test('A base with its edges exchanged at random is not confirmed, the true one is', () => {
  const edges = Array.from({ length: 24 }, (_, e) => ({
    source: names[Math.floor(e / 4)] ?? '',
    target: names[6 + e] ?? '',
    sign: 1 as const,
  }));
  const shift = new Map(edges.map(({ target }, e) => [target, edges[(e * 7 + 5) % 24]?.target ?? '']));
  const shuffled = edges.map((edge) => ({ ...edge, target: shift.get(edge.target) ?? '' }));
  const of = (some: typeof edges) => {
    const prior = priorOn(some, 'base', names, names.slice(0, 6));
    if (!prior.ok) throw new Error('no prior');
    return confirmationOf(prior.value, screen(), new Random(1));
  };
  const [right, wrong] = [of(edges), of(shuffled)];
  expect(right.counts.confirmed).toBe(24);
  expect(right.p).toBeLessThan(0.05);
  expect(right.byChance).toBeLessThan(10);
  expect(wrong.p).toBeGreaterThan(0.05);
});
