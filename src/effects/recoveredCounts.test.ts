/** Normalised values of counted cells are compared as the counts that they were, whatever the order in which a file stores them. */
import { describe, expect, it } from 'vitest';
import { Counts, simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { sourceFixture } from '../../tests/support/dataset/screens';
import type { ValueScale } from '../dataset/mapping';
import { everyGene, type EveryGene } from '../dataset/quality/everyGene';
import { recognise } from '../dataset/recognise/recognise';
import { Random } from '../numerics/random';
import { classes } from './classes';
import { measureEffects, type MeasuredEffects } from './measure';
import { withCounts } from './recoveredCounts';

const quiet = () => undefined;
const genes = 200;

/** Two perturbations that change nothing, the first in cells of half the depth, and two that change a fifth of the genes. */
const { screen } = simulatedScreen(
  { genes, shares: [0, 0, 0.2, 0.2], guides: 2, cells: 80, guideSpread: 0.05, lanes: 2, depth: 4 },
  5,
);
const cells = screen.guideOfCell.length;

/** [cells × genes] */
async function countsOf(): Promise<Float64Array> {
  const random = new Random(3);
  const dense = new Float64Array(cells * genes);
  await screen.pass(
    ({ count, rows, genes: at, values }) => {
      for (let i = 0; i < count; i++) {
        const guide = screen.guideOfCell[rows[i] as number] as number;
        let left = values[i] as number;
        if (screen.guides[guide]?.perturbation === 1)
          for (let one = values[i] as number; one > 0; one--) left -= Number(random.uniform() < 0.5);
        dense[(rows[i] as number) * genes + (at[i] as number)] = left;
      }
    },
    { onBytes: quiet },
  );
  return dense;
}

const counts = await countsOf();

/** A file of the first genes, with values of the precision in which they are stored, and the number of times that it was read. */
function stored(
  valueOf: (count: number, total: number) => number,
  values: ValueScale,
  { by = 'cell', kept = genes }: { by?: 'cell' | 'gene'; kept?: number } = {},
) {
  const entries = new Counts(counts.length);
  const [outer, inner] = by === 'cell' ? [cells, kept] : [kept, cells];
  const totals = Float64Array.from({ length: cells }, (_, cell) =>
    counts.subarray(cell * genes, (cell + 1) * genes).reduce((sum, count) => sum + count, 0),
  );
  for (let line = 0; line < outer; line++)
    for (let at = 0; at < inner; at++) {
      const [cell, gene] = by === 'cell' ? [line, at] : [at, line];
      const count = counts[cell * genes + gene] as number;
      if (count > 0) entries.push(cell, gene, Math.fround(valueOf(count, totals[cell] as number)));
    }
  const read = { times: 0 };
  const file: EveryGene = {
    ...screen,
    genes: screen.genes.slice(0, kept),
    values,
    mayHoldCounts: values !== 'counts',
    async pass(use, { places }) {
      await Promise.resolve();
      read.times += 1;
      use(entries.copy(places));
    },
  };
  return { file, read, totals: { column: 'n_counts', ofCell: totals } };
}

const measure = ({ file }: Pick<ReturnType<typeof stored>, 'file'>) =>
  measureEffects(file, 'controls', quiet);
const logarithm = (count: number, total: number) => Math.log1p((count * 1e4) / total);
const logarithm2 = (count: number, total: number) => logarithm(count, total) / Math.LN2;
/** Of three counts, or of an even number from four. */
const several = (count: number, total: number) => logarithm(count === 1 ? 3 : 2 * count, total);

const verdicts = (effects: MeasuredEffects) => classes(effects, 0.05).map(({ acts, kind }) => [acts, kind]);

function expectSame(found: MeasuredEffects, expected: MeasuredEffects) {
  expect(found).toMatchObject({ values: 'counts', isRecovered: true, genes: expected.genes });
  const differences = (of: (effects: MeasuredEffects) => Float64Array) =>
    Math.max(
      ...of(found).map((value, at) => {
        const other = of(expected)[at] as number;
        return Number.isNaN(value) && Number.isNaN(other) ? 0 : Math.abs(value - other);
      }),
    );
  expect(differences(({ q }) => q)).toBeLessThan(1e-4);
  expect(differences(({ any }) => any)).toBeLessThan(1e-4);
  expect(differences(({ folds }) => folds.log2)).toBeLessThan(1e-4);
  expect(differences(({ mean }) => mean)).toBeLessThan(1e-4);
  expect(verdicts(found)).toEqual(verdicts(expected));
}

describe('values of counted cells', () => {
  it.each([
    ['logarithms', 'log-normalised', logarithm],
    ['logarithms to base 2', 'log2-normalised', logarithm2],
    [
      'logarithms to base 10',
      'log10-normalised',
      (count: number, total: number) => logarithm(count, total) / Math.LN10,
    ],
    ['counts per ten thousand', 'normalised', (count: number, total: number) => (count * 1e4) / total],
  ] as const)('as %s are compared as their counts', async (_, scale, valueOf) => {
    const expected = await measure(stored((count) => count, 'counts'));
    expect(expected.isRecovered).toBeUndefined();
    expectSame(await measure(stored(valueOf, scale)), expected);
    expectSame(await measure(stored(valueOf, scale, { by: 'gene' })), expected);
  });

  it.each([
    ['logarithms', 'log-normalised', 4, logarithm],
    ['logarithms', 'log-normalised', 3, logarithm],
    ['logarithms to base 2', 'log2-normalised', 4, logarithm2],
    ['counts per ten thousand', 'normalised', 2, (count: number, total: number) => (count * 1e4) / total],
  ] as const)('as %s of a table of few decimals are too (%s, %i)', async (_, scale, decimals, valueOf) => {
    const rounded = (count: number, total: number) => Number(valueOf(count, total).toFixed(decimals));
    const expected = await measure(stored((count) => count, 'counts'));
    expect(expected.isRecovered).toBeUndefined();
    expectSame(await measure(stored(rounded, scale)), expected);
    expectSame(await measure(stored(rounded, scale, { by: 'gene' })), expected);
  });

  it('of which genes were left out after normalisation are too', async () => {
    const part = stored((count) => count, 'counts', { kept: 150 });
    const expected = await measure({ ...part, file: { ...part.file, totals: [part.totals] } });
    expect(expected).toMatchObject({ depth: { column: 'n_counts' } });
    expect(expected.genes.length).toBeGreaterThan(50);
    expectSame(await measure(stored(logarithm, 'log-normalised', { kept: 150 })), expected);
    expectSame(await measure(stored(logarithm, 'log-normalised', { by: 'gene', kept: 150 })), expected);
  });

  it('with half the depth in one perturbation do not make it act', async () => {
    const found = await measure(stored(logarithm, 'log-normalised'));
    expect(classes(found, 0.05).map(({ acts }) => acts)).toEqual([false, false, false, true, true]);
    const [none, , strong] = found.any.subarray(1);
    expect(none).toBeGreaterThan(0.01);
    expect(strong).toBeLessThan(1e-6);
    const plain = await measure(stored((count, total) => logarithm(count, total) * 1.1, 'log-normalised'));
    expect(plain.values).toBe('log-normalised');
    expect(plain.any[1]).toBeLessThan(1e-3);
  });

  it.each([
    ['cell', 1],
    ['gene', 2],
  ] as const)('are recovered by %s in so many further readings: %i', async (by, times) => {
    const { file, read } = stored(logarithm, 'log-normalised', { by });
    expect((await withCounts(file, quiet)).isRecovered).toBe(true);
    expect(read.times).toBe(times);
  });

  it.each(['cell', 'gene'] as const)('are counts where the smallest by %s is several', async (by) => {
    const amounts = new Set<number>();
    const { file } = stored(several, 'log-normalised', { by });
    await (
      await withCounts(file, quiet)
    ).pass(
      ({ count, values }) => {
        for (const value of values.subarray(0, count)) amounts.add(value);
      },
      { onBytes: quiet },
    );
    expect(amounts).toContain(3);
    expect(amounts).toContain(4);
    expect([...amounts].every(Number.isInteger)).toBe(true);
  });
});

it.each(['dense', 'by-cell', 'by-gene'] as const)(
  'values of a file, %s, become its counts',
  async (layout) => {
    // The controls have more than twice the depth.
    const rows = Array.from({ length: 60 }, (_, cell) =>
      Array.from(counts.subarray(cell * genes, cell * genes + 160), (count) =>
        cell % 2 === 0 && count > 0 ? 2 * count + 1 : count,
      ),
    );
    const normalised = rows.map((row) => {
      const total = row.reduce((sum, count) => sum + count, 0);
      return row.map((count) => logarithm(count, total));
    });
    const names = Array.from({ length: 160 }, (_, gene) => `GENE${gene + 1}`);
    const perturbation = rows.map((_, cell) => (cell % 2 === 0 ? 'control' : 'GENE1'));
    const source = sourceFixture({ rows: normalised, genes: names, obs: { perturbation } }, layout);
    const recognition = recognise(source.opened, { values: 'log-normalised' });
    const file = await withCounts(everyGene(source, recognition, recognition.mapping, null), quiet);
    const found = rows.map((row) => row.map(() => 0));
    await file.pass(
      ({ count, rows: at, genes: of, values }) => {
        for (let i = 0; i < count; i++) {
          const place = names.indexOf(file.genes[of[i] as number] as string);
          (found[at[i] as number] as number[])[place] = values[i] as number;
        }
      },
      { onBytes: quiet },
    );
    expect(found).toEqual(rows);
  },
);

it('of fifty genes are counts, whatever the depths', async () => {
  const { screen: large } = simulatedScreen(
    { genes: 60, shares: [0], guides: 1, cells: 30, guideSpread: 0, lanes: 1 },
    6,
  );
  const totals = new Float64Array(large.guideOfCell.length);
  await large.pass(
    ({ count, rows, values }) => {
      for (let i = 0; i < count; i++) (totals[rows[i] as number] as number) += values[i] as number;
    },
    { onBytes: quiet },
  );
  const recoveredOf = async (kept: number) => {
    const file: EveryGene = {
      ...large,
      genes: large.genes.slice(0, kept),
      values: 'log-normalised',
      mayHoldCounts: true,
      pass: (use, how) =>
        large.pass((entries) => {
          const { count, rows, values } = entries;
          for (let i = 0; i < count; i++)
            values[i] = logarithm(values[i] as number, totals[rows[i] as number] as number);
          use(entries);
        }, how),
    };
    return (await withCounts(file, quiet)).isRecovered ?? false;
  };
  expect(await recoveredOf(50)).toBe(true);
  expect(await recoveredOf(49)).toBe(false);
});

describe.each(['cell', 'gene'] as const)('values without counts, by %s,', (by) => {
  it.each([
    [
      'rounded',
      'log-normalised',
      (count: number, total: number) => Math.round(logarithm(count, total) * 10) / 10,
    ],
    ['with an offset', 'log-normalised', (count: number, total: number) => logarithm(count, total) + 0.05],
    ['whole but normalised', 'normalised', (count: number) => count],
  ] as const)('%s, stay as they are', async (_, scale, valueOf) => {
    const { file } = stored(valueOf, scale, { by });
    const kept = await withCounts(file, quiet);
    // The same values, and no second try.
    expect(kept).toEqual({ ...file, mayHoldCounts: false });
  });
});
