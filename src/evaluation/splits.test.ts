import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset';
import { sourceFixture, type Fixture } from '../../tests/support/dataset/screens';
import { selectDataset } from '../dataset/quality/select';
import { recognise } from '../dataset/recognise/recognise';
import { presets } from '../dynamics/settings';
import { prepare } from '../dynamics/prepare/prepare';
import { Random } from '../numerics/random';
import { exampleScreen } from '../../tests/support/evaluation/exampleScreen';
import { largeMapping, largeScreen, withEveryCell } from '../../tests/support/dataset/largeScreen';
import { randomFolds, type Split, heldOutCells, heldOutPerturbations, foldsOf } from './splits';

const dataset: Dataset = {
  ...exampleScreen(),
  composition: Float64Array.from({ length: 9 }, (_, condition) => condition / 100),
  batches: ['x', 'y', 'z'],
  batchOfCell: Int32Array.from({ length: 149 }, (_, cell) => cell % 3),
  details: { places: [], columns: [{ kind: 'number', name: 'depth', values: new Float64Array(149) }] },
};

const labelsOf = ({ conditions }: Dataset) => conditions.map(({ label }) => label);

/** One text per cell: what it is and what was measured of it. */
function cellTexts({ conditions, conditionOfCell, values, batchOfCell }: Dataset): string[] {
  return Array.from(conditionOfCell, (condition, cell) =>
    [
      conditions[condition]?.label,
      conditions[condition]?.time,
      batchOfCell?.[cell],
      ...values.subarray(cell * 7, (cell + 1) * 7),
    ].join(' '),
  );
}

/** Every value of some cells put into another place, among cells and among genes. */
function scrambled(screen: Dataset, isScrambled: (cell: number) => boolean): Dataset {
  const values = screen.values.slice();
  const places = [...values.keys()].filter((at) => isScrambled(Math.floor(at / 7)));
  new Random(9).permutation(places.length).forEach((from, to) => {
    values[places[to] ?? 0] = screen.values[places[from] ?? 0] ?? NaN;
  });
  return { ...screen, values };
}

describe('held-out perturbations', () => {
  it('are on the test side with the controls, unchanged, and not in training', () => {
    const { train, test } = heldOutPerturbations(dataset, ['a1', 'e6', 'nobody']);
    expect(labelsOf(train)).toEqual(['control', 'control', 'd2', 'c4', 'd2+c4', 'f0']);
    expect(labelsOf(test)).toEqual(['control', 'control', 'a1', 'a1', 'e6']);
    const all = cellTexts(dataset);
    expect(cellTexts(train)).toEqual(all.filter((text) => !/^(a1|e6) /.test(text)));
    expect(cellTexts(test)).toEqual(all.filter((text) => /^(control|a1|e6) /.test(text)));
    expect(train.composition).toEqual(Float64Array.of(0, 0.01, 0.04, 0.05, 0.06, 0.08));
    for (const side of [train, test]) {
      expect(side.cells).toBe(side.conditionOfCell.length);
      // Columns of all cells would be read as those of the cells that are left.
      expect(side.details).toBeUndefined();
      for (const [index, { cells }] of side.conditions.entries())
        expect(side.conditionOfCell.filter((condition) => condition === index)).toHaveLength(cells);
    }
  });
});

describe('random folds of labels', () => {
  it('contain each label once, with lengths that differ by at most one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        (labels, count, seed) => {
          const lists = randomFolds(labels, count, seed);
          expect(lists.flat().toSorted()).toEqual(labels.toSorted());
          const sizes = lists.map(({ length }) => length);
          expect(Math.max(0, ...sizes) - Math.min(Infinity, ...sizes)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

/** 120 cells of counts in 30 genes; `mix` moves the values of SPI1's cells about and makes them deeper. */
function countScreen(mix: boolean): Fixture {
  const random = new Random(7);
  const labels = ['control', 'control', 'GATA1', 'SPI1', 'KLF1'];
  const names = ['GATA1', 'SPI1', 'KLF1', ...Array.from({ length: 27 }, (_, g) => `GENE${g}`)];
  const perturbation = Array.from({ length: 120 }, (_, cell) => labels[cell % 5] ?? '');
  const rows = perturbation.map((label) => {
    const depth = 1 + 3 * random.uniform();
    const row = names.map((name, g) =>
      name === label ? 0 : Math.floor(depth * (2 + (g % 7)) * random.uniform() ** 2 * 3),
    );
    return mix && label === 'SPI1' ? row.toReversed().map((value, g) => 3 * value + (g % 4)) : row;
  });
  return { rows, genes: names, obs: { perturbation } };
}

async function selected(mix: boolean, heldOut: readonly string[]): Promise<Dataset> {
  const source = sourceFixture(countScreen(mix), 'dense');
  const recognition = recognise(source.opened, { heldOut, genes: { total: 9, pasted: [] } });
  return selectDataset(source, recognition, recognition.mapping, () => {});
}

/** The same screen with SPI1's cells as they are and mixed, both split the same way. */
async function sides(heldOut: readonly string[]): Promise<readonly Split[]> {
  const screens = [await selected(false, heldOut), await selected(true, heldOut)];
  return screens.map((screen) => heldOutPerturbations(screen, ['SPI1']));
}

const withoutA1 = (screen: Dataset) => heldOutPerturbations(screen, ['a1']);

describe('the test side does not reach training', () => {
  const texts = cellTexts(dataset);
  const settings = { ...presets.H, cellBatch: 32 };
  const problemOf = (train: Dataset) => prepare(train, settings, new Set(labelsOf(train))).problem;

  it('in splits of perturbations: with scrambled values, training side, scaling and problem are the same bits', () => {
    const other = scrambled(dataset, (cell) => texts[cell]?.startsWith('a1') === true);
    expect(other.values).not.toEqual(dataset.values);
    const [before, after] = [withoutA1(dataset), withoutA1(other)];
    expect(after.test).not.toEqual(before.test);
    expect(after.train).toEqual(before.train);
    expect(problemOf(after.train)).toEqual(problemOf(before.train));
  });

  it('in the selection of genes, nor in the normalisation of counts', async () => {
    const [before, after] = await sides(['SPI1']);
    expect(before?.train.genes).toHaveLength(9);
    expect(after?.test.values).not.toEqual(before?.test.values);
    expect(after?.train).toEqual(before?.train);
    // The same values do reach training where nobody keeps them out.
    const [open, reached] = await sides([]);
    expect(reached?.train).not.toEqual(open?.train);
  });
});

describe('held-out cells', () => {
  it('are a fifth of every condition, controls included; no cell is on both sides or on none', () => {
    const { train, test } = heldOutCells(dataset, 4);
    expect(labelsOf(test)).toEqual(labelsOf(dataset));
    expect(labelsOf(train)).toEqual(labelsOf(dataset));
    dataset.conditions.forEach(({ cells }, condition) => {
      expect(test.conditions[condition]?.cells).toBe(Math.round(cells / 5));
      expect(train.conditions[condition]?.cells).toBe(cells - Math.round(cells / 5));
    });
    expect([...cellTexts(train), ...cellTexts(test)].toSorted()).toEqual(cellTexts(dataset).toSorted());
    expect(heldOutCells(dataset, 4)).toEqual({ train, test });
    expect(heldOutCells(dataset, 5).test).not.toEqual(test);
  });

  it('of a sampled screen are missing from the means of all cells', async () => {
    const screen = largeScreen();
    const source = sourceFixture(screen, 'dense');
    const recognition = recognise(source.opened, largeMapping);
    const sampled = await selectDataset(source, recognition, recognition.mapping, () => {});
    const { train, test } = heldOutCells(sampled, 1);
    const before = sampled.moments;
    const after = train.moments;
    if (!before || !after) throw new Error('nothing was sampled');
    const count = (moments: typeof before) => moments.cells.reduce((sum, cells) => sum + cells, 0);
    expect(count(after)).toBe(count(before) - test.cells);
    const whole = withEveryCell(sampled, screen);
    const genes = whole.genes.length;
    const sumOf = (
      { values, conditionOfCell, batchOfCell, conditions }: Dataset,
      place: readonly [label: string | undefined, batch: number | undefined, gene: number],
      power: number,
    ) => {
      const [label, batch, gene] = place;
      let sum = 0;
      conditionOfCell.forEach((condition, cell) => {
        if (conditions[condition]?.label === label && batchOfCell?.[cell] === batch)
          sum += (values[cell * genes + gene] ?? NaN) ** power;
      });
      return sum;
    };
    for (const [group, condition] of after.condition.entries())
      for (const gene of [0, 6]) {
        const place = [train.conditions[condition]?.label, after.batch[group], gene] as const;
        const rest = (power: number) => sumOf(whole, place, power) - sumOf(test, place, power);
        const mean = rest(1) / rest(0);
        expect(after.cells[group]).toBe(rest(0));
        expect(after.mean[group * genes + gene]).toBeCloseTo(mean, 4);
        expect(after.variance[group * genes + gene]).toBeCloseTo(rest(2) / rest(0) - mean ** 2, 3);
      }
  });
});

describe('folds', () => {
  it('leave every perturbation out exactly once, and never all of them together', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 3, maxLength: 60 }), fc.nat(), (labels, seed) => {
        const folds = foldsOf(
          labels.map((label) => ({ label })),
          seed,
        );
        expect(folds.flat().toSorted()).toEqual(labels.toSorted());
        for (const fold of folds) expect(fold.length).toBeLessThan(labels.length);
        expect(folds).toHaveLength(labels.length >= 6 ? 3 : labels.length);
      }),
    );
  });

  it('leave all doses and times of a perturbation out together', () => {
    const named = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].flatMap((of) =>
      [1, 2, 5, 5].map((dose) => ({ label: `${of} ${dose}`, of })),
    );
    const folds = foldsOf([...named, { label: 'H' }], 3);
    expect(folds).toHaveLength(3);
    expect(folds.flat()).toHaveLength(22);
    const families = folds.map((fold) => new Set(fold.map((label) => label[0])));
    expect(families.reduce((sum, { size }) => sum + size, 0)).toBe(8);
  });

  it('need at least three perturbations', () => {
    expect(foldsOf([{ label: 'A' }, { label: 'B' }], 1)).toEqual([]);
  });
});
