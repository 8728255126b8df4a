import { describe, expect, it } from 'vitest';
import { type Dataset, perturbationLabels } from '../../dataset/dataset';
import { prepare } from '../../dynamics/prepare/prepare';
import { presets } from '../../dynamics/settings';
import { cellsOf } from '../../evaluation/splits';
import { chain } from '../../../tests/support/inference/chain';
import { trainingLabels } from '../run/fit';
import { resampledDataset } from './fitResampled';

const indices = Array.from({ length: 12 }, (_, index) => index);

/** Two batches, and a value of gene 4 that tells every cell. */
function tagged(dataset: Dataset): Dataset {
  const values = dataset.values.slice();
  for (let cell = 0; cell < dataset.cells; cell++) values[cell * 5 + 4] = cell;
  return {
    ...dataset,
    values,
    batches: ['a', 'b'],
    batchOfCell: Int32Array.from({ length: dataset.cells }, (_, cell) => cell % 2),
  };
}

function tagsOf(dataset: Dataset, condition: number): number[] {
  return Array.from(dataset.conditionOfCell.entries())
    .filter(([, own]) => own === condition)
    .map(([cell]) => dataset.values[cell * 5 + 4] ?? -1);
}

/** Perturbation of a label, a further copy of it included. */
function original(label: string): string {
  return label.split('\n')[0] ?? '';
}

function withCells(dataset: Dataset, sizes: readonly number[]): Dataset {
  const kept: number[] = [];
  const seen = dataset.conditions.map(() => 0);
  dataset.conditionOfCell.forEach((condition, cell) => {
    seen[condition] = (seen[condition] ?? 0) + 1;
    if ((seen[condition] ?? 0) <= (sizes[condition] ?? 0)) kept.push(cell);
  });
  return {
    ...dataset,
    cells: kept.length,
    values: Float32Array.from(kept.flatMap((cell) => [...dataset.values.subarray(cell * 5, cell * 5 + 5)])),
    conditionOfCell: Int32Array.from(kept, (cell) => dataset.conditionOfCell[cell] ?? 0),
    conditions: dataset.conditions.map((condition, c) => ({ ...condition, cells: sizes[c] ?? 0 })),
  };
}

describe('resampled data', () => {
  it('draw all doses of a perturbation together, and leave a dose that is held out as it is', () => {
    const dataset = chain();
    const dosed = {
      ...dataset,
      heldOut: ['G3'],
      conditions: dataset.conditions.map((one) =>
        ['G0', 'G1', 'G3'].includes(one.label) ? { ...one, of: 'G' } : one,
      ),
    };
    for (let index = 0; index < 12; index++) {
      const { conditions, heldOut } = resampledDataset(dosed, 7, index).dataset;
      const copies = ['G0', 'G1'].map((label) => conditions.filter((one) => original(one.label) === label));
      expect(copies[0]?.map(({ of }) => of)).toEqual(copies[1]?.map(({ of }) => of));
      expect(heldOut.includes('G0')).toBe(heldOut.includes('G1'));
      expect(conditions.filter((one) => original(one.label) === 'G3')).toHaveLength(1);
      expect(heldOut).toContain('G3');
    }
  });

  it('are a function of seed and index', () => {
    const dataset = chain();
    expect(resampledDataset(dataset, 7, 3)).toEqual(resampledDataset(dataset, 7, 3));
    const all = [
      resampledDataset(dataset, 7, 3),
      resampledDataset(dataset, 7, 4),
      resampledDataset(dataset, 8, 3),
    ];
    expect(new Set(all.map(({ seed }) => seed)).size).toBe(3);
    expect(new Set(all.map(({ dataset: { values } }) => String(values.subarray(0, 200)))).size).toBe(3);
  });

  it('keep the number of cells of every batch and condition, about 63 % of them distinct', () => {
    const dataset = tagged(chain());
    const different: number[] = [];
    for (const index of indices) {
      const { dataset: drawn } = resampledDataset(dataset, 7, index);
      drawn.conditions.forEach(({ label }, condition) => {
        if (drawn.heldOut.includes(label)) return;
        const own = dataset.conditions.findIndex((other) => other.label === original(label));
        const tags = tagsOf(drawn, condition);
        const from = new Set(tagsOf(dataset, own));
        expect(tags.every((tag) => from.has(tag))).toBe(true);
        expect(tags.filter((tag) => tag % 2 === 0)).toHaveLength(30);
        expect(tags).toHaveLength(60);
        different.push(new Set(tags).size / 60);
      });
      drawn.batchOfCell?.forEach((batch, cell) => expect((drawn.values[cell * 5 + 4] ?? 0) % 2).toBe(batch));
    }
    const mean = different.reduce((sum, share) => sum + share, 0) / different.length;
    expect(Math.abs(mean - (1 - 1 / Math.E))).toBeLessThan(0.02);
  });

  it('keep the number of perturbations, with replacement; those not drawn are held out', () => {
    const dataset = tagged(chain());
    const drawnLabels = indices.map((index) => {
      const { dataset: drawn } = resampledDataset(dataset, 7, index);
      const training = trainingLabels(drawn);
      expect(training).toHaveLength(4);
      expect(new Set(training.map(original)).size).toBeGreaterThan(1);
      const left = perturbationLabels(dataset).filter((label) => !training.includes(label));
      expect(drawn.heldOut).toEqual(left);
      return training.join();
    });
    expect(drawnLabels.some((labels) => labels.includes('\n'))).toBe(true);
    expect(new Set(drawnLabels).size).toBeGreaterThan(6);
  });

  it('contain a perturbation drawn twice as two, with cells of their own and the same targets', () => {
    const dataset = tagged(chain());
    const twice = indices
      .map((index) => resampledDataset(dataset, 7, index).dataset)
      .find((drawn) => trainingLabels(drawn).some((label) => label.includes('\n')));
    if (!twice) throw new Error('in twelve draws of four one comes twice');
    const copy = twice.conditions.findIndex(({ label }) => label.includes('\n'));
    const first = twice.conditions.findIndex(
      ({ label }) => label === original(twice.conditions[copy]?.label ?? ''),
    );
    expect(twice.conditions[copy]?.interventions).toEqual(twice.conditions[first]?.interventions);
    expect(tagsOf(twice, copy)).not.toEqual(tagsOf(twice, first));
  });

  it('keep both of two perturbations, and held-out ones unchanged', () => {
    const dataset = { ...tagged(chain()), heldOut: ['G1', 'G3'] };
    for (const index of indices) {
      const { dataset: drawn } = resampledDataset(dataset, 7, index);
      expect(trainingLabels(drawn)).toEqual(['G0', 'G2']);
      for (const held of [2, 4]) expect(tagsOf(drawn, held)).toEqual(tagsOf(dataset, held));
    }
  });

  it('keep a single cell, and never consist of one repeated cell', () => {
    const dataset = withCells(tagged(chain()), [60, 1, 2, 60, 60]);
    const drawn = indices.map(
      (index) => resampledDataset({ ...dataset, batchOfCell: null, batches: [] }, 7, index).dataset,
    );
    const tagsUnder = (wanted: string) =>
      drawn.flatMap((own) =>
        [...own.conditions.entries()]
          .filter(([, { label }]) => original(label) === wanted)
          .map(([condition]) => tagsOf(own, condition)),
      );
    for (const tags of tagsUnder('G0')) expect(tags).toEqual(tagsOf(dataset, 1));
    for (const tags of tagsUnder('G1')) expect(new Set(tags).size).toBe(2);
    expect(tagsUnder('G0').length).toBeGreaterThan(6);
  });

  it('of one perturbation are not compared with each other without controls', () => {
    const dataset: Dataset = { ...chain(), control: { mode: 'others' } };
    const [first, second] = [dataset.conditions[1], dataset.conditions[1]];
    if (!first || !second) throw new Error('the chain has perturbations');
    const extra = Array.from(dataset.conditionOfCell.entries()).filter(([, condition]) => condition === 1);
    const doubled: Dataset = {
      ...dataset,
      cells: dataset.cells + extra.length,
      values: Float32Array.from([
        ...dataset.values,
        ...extra.flatMap(([cell]) => [...dataset.values.subarray(cell * 5, cell * 5 + 5)]),
      ]),
      conditionOfCell: Int32Array.from([...dataset.conditionOfCell, ...extra.map(() => 5)]),
      conditions: [...dataset.conditions, { ...second, label: `${first.label}\n2` }],
    };
    const differences = [dataset, doubled].map((own) => {
      const prepared = prepare(own, presets.H, new Set(trainingLabels(own)));
      const { shift } = prepared.perturbations[0]?.endpoints[0] ?? { shift: new Float64Array() };
      return Array.from(shift, (value, gene) => value * (prepared.scale[gene] ?? 0));
    });
    const [once = [], again = []] = differences;
    once.forEach((value, gene) => expect(again[gene]).toBeCloseTo(value, 6));
  });
});

/** The guide of every cell of a `tagged` data set, as kept and by its tag. */
function guidesIn({ cellGuides, cells, values }: Dataset) {
  return {
    kept: Array.from(cellGuides?.ofCell ?? []),
    own: Array.from({ length: cells }, (_, cell) => ((values[cell * 5 + 4] ?? 0) % 4) - 1),
  };
}

it('and splits keep the guide of every cell', () => {
  const plain = tagged(chain());
  const ofCell = Int32Array.from({ length: plain.cells }, (_, cell) => (cell % 4) - 1);
  const dataset = { ...plain, cellGuides: { names: ['a', 'b', 'c'], ofCell } };
  for (const changed of [
    resampledDataset(dataset, 3, 0).dataset,
    cellsOf(dataset, (cell) => cell % 3 === 1),
  ]) {
    const { kept, own } = guidesIn(changed);
    expect(kept).toEqual(own);
    expect(kept).toHaveLength(changed.cells);
  }
});
