import { beforeAll, describe, expect, it } from 'vitest';
import { trainedRun } from '../../../tests/support/cli/commands';
import { countedScreen } from '../../../tests/support/inference/countedScreen';
import { type Dataset, rowsByCondition } from '../../dataset/dataset';
import { mean } from '../../numerics/statistics';
import type { FitResult } from '../run/result';
import { onOtherCells, type OtherCells } from './otherCells';

const genes = 8;
const all = Int32Array.from({ length: genes }, (_, gene) => gene);
/** Another donor: gene 5 is higher, gene 6 lower. */
const donor = countedScreen({ seed: 2, factor: [1, 1, 1, 1, 1, 6, 0.5, 1] });
interface Run {
  readonly dataset: Dataset;
  readonly result: FitResult;
}
let run: Run;

beforeAll(async () => {
  run = await trainedRun({ steps: 60 }, countedScreen());
});

function on(other: Dataset, placeOf = all): OtherCells {
  const found = onOtherCells(run, other, placeOf);
  if ('tag' in found) throw new Error(found.tag);
  return found;
}

/** Mean of a gene over the cells of a condition. */
function level({ values, ...dataset }: Dataset, condition: number, gene: number): number {
  return mean((rowsByCondition(dataset)[condition] ?? []).map((cell) => values[cell * genes + gene] ?? NaN));
}

describe('predictions at the cells of another file', () => {
  it('start at the mean of its unperturbed cells; genes outside what the model saw are named', () => {
    const { cells, start, outside, absent, factor, model } = on(donor);
    expect([cells, absent, factor]).toEqual([360, [], 1]);
    for (const gene of all) {
      const apart = level(donor, 0, gene) - level(run.dataset, 0, gene);
      expect(start[gene]).toBeCloseTo(apart / (run.result.model.scale[gene] ?? NaN), 5);
      // Dropouts of the run are imputed: its mean is not that of its values.
      expect((model.mean[gene] ?? NaN) - (run.result.model.mean[gene] ?? NaN)).toBeCloseTo(apart, 5);
    }
    expect(outside).toEqual([5]);
    // The cells of the run themselves.
    const own = on(run.dataset);
    expect(own.outside).toEqual([]);
    expect(Math.max(...own.start.map(Math.abs))).toBeLessThan(1e-6);
  });

  it('leave genes that it lacks at the level of the run', () => {
    const placeOf = all.map((gene) => (gene === 4 ? -1 : gene));
    const { absent, start, model } = on(donor, placeOf);
    expect(absent).toEqual([4]);
    expect([start[4], model.mean[4]]).toEqual([0, run.result.model.mean[4]]);
  });

  it('are compared with what was measured there, beside the effects measured in the run', () => {
    const { agreement } = on(donor);
    expect(agreement?.perturbations.map(({ label, cells }) => [label, cells])).toEqual(
      ['G0', 'G1', 'G2', 'G3', 'G4'].map((label) => [label, 120]),
    );
    expect(agreement?.measuredInRun?.perturbations).toBe(5);
    // Both screens have the same effects: what was measured in one is measured in the other.
    expect(agreement?.measuredInRun?.own.error).toBeLessThan(0.15);
    expect(agreement?.measuredInRun?.own.correlation).toBeGreaterThan(0.9);
    expect(agreement?.predicted.error).toBeLessThan(0.6);
    expect(agreement?.noise).toBeLessThan(0.1);
    // By the definition, of one perturbation: squared changes over sd, without the target.
    const [first] = agreement?.perturbations ?? [];
    const scaled = [1, 2, 3, 4, 5, 6, 7].map((gene) => {
      const s = run.result.model.scale[gene] ?? NaN;
      const change = (dataset: Dataset) => (level(dataset, 1, gene) - level(dataset, 0, gene)) / s;
      return {
        there: change(donor),
        here: (run.result.comparisons.find(({ label }) => label === 'G0')?.measured[gene] ?? NaN) / s,
      };
    });
    const sum = (of: (one: (typeof scaled)[number]) => number) =>
      scaled.reduce((total, one) => total + of(one), 0);
    expect(first?.own?.error).toBeCloseTo(
      sum(({ here, there }) => (here - there) ** 2) / sum(({ there }) => there ** 2),
      1,
    );
  });

  it('of a file of unperturbed cells have nothing to be compared with', () => {
    const conditionOfCell = donor.conditionOfCell.filter((condition) => condition === 0);
    const unperturbed = {
      ...donor,
      cells: conditionOfCell.length,
      conditionOfCell,
      conditions: donor.conditions.slice(0, 1),
      values: donor.values.slice(0, conditionOfCell.length * genes),
    };
    const { agreement, start } = on(unperturbed);
    expect(agreement).toBeNull();
    expect(start).toEqual(on(donor).start);
  });
});

/** Thirty genes, of levels that go with those of `levels` or not. */
function manyGenes(levels: (gene: number) => number): Dataset {
  return {
    ...donor,
    genes: Array.from({ length: 30 }, (_, gene) => `G${gene}`),
    cells: 40,
    values: Float32Array.from({ length: 40 * 30 }, (_, at) => Math.log1p(levels(at % 30))),
    conditionOfCell: new Int32Array(40),
    conditions: [{ label: 'control', interventions: [], time: null, cells: 40 }],
  };
}

const wide = (value: number) => new Float64Array(30).fill(value);

/** A run of thirty genes with the levels 1 … 30 (only what is asked of it). */
function largeRun(): Run {
  const dataset = { ...run.dataset, ...manyGenes((gene) => gene + 1) };
  const model = {
    ...run.result.model,
    genes: dataset.genes,
    shape: { ...run.result.model.shape, genes: 30, modules: 0 },
    mean: wide(1),
    scale: wide(0.5),
    low: wide(-2),
    high: wide(2),
  };
  return { dataset, result: { ...run.result, model } };
}

it('values on another scale are brought to that of the run by the median ratio of genes', () => {
  const everyGene = Int32Array.from({ length: 30 }, (_, gene) => gene);
  const found = onOtherCells(
    largeRun(),
    manyGenes((gene) => 4 * (gene + 1) * (gene === 3 ? 5 : 1)),
    everyGene,
  );
  expect(found).toMatchObject({ factor: expect.closeTo(0.25, 6) as number, outside: [3] });
  const start = 'tag' in found ? [] : [...found.start];
  start.forEach((apart, gene) => {
    expect(apart).toBeCloseTo(gene === 3 ? (Math.log1p(20) - Math.log1p(4)) / 0.5 : 0, 4);
  });
});

it('a file that is no start is refused, with the reason', () => {
  const tagOf = (other: Dataset, placeOf = all, of: Run = run) => {
    const found = onOtherCells(of, other, placeOf);
    return 'tag' in found ? found : null;
  };
  expect(tagOf({ ...donor, control: { mode: 'others' } })?.tag).toBe('no-unperturbed-cells');
  expect(tagOf({ ...donor, scale: 'log-ratio' })?.tag).toBe('other-values');
  expect(
    tagOf(
      donor,
      all.map((gene) => (gene < 3 ? gene : -1)),
    ),
  ).toEqual({
    tag: 'few-common-genes',
    file: 'counted',
    common: 3,
    of: 8,
  });
  const everyGene = Int32Array.from({ length: 30 }, (_, gene) => gene);
  expect(
    tagOf(
      manyGenes((gene) => 30 - gene),
      everyGene,
      largeRun(),
    )?.tag,
  ).toBe('unlike-levels');
});
