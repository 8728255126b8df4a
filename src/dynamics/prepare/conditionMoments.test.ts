import { describe, expect, it } from 'vitest';
import { ALL_BATCHES, CellMomentSums, groupByConditionAndBatch } from '../../dataset/cellMoments';
import { isControl, type Dataset } from '../../dataset/dataset';
import { Random } from '../../numerics/random';
import { presets } from '../settings';
import { select } from '../../../tests/support/dataset/countScreen';
import { largeMapping, largeScreen, withEveryCell } from '../../../tests/support/dataset/largeScreen';
import { difference } from '../../../tests/support/dynamics/referenceScreen';
import { prepare, type Prepared } from './prepare';
import { splitControls, stratify, strataMixes } from './strata';

const screen = largeScreen();
const sampled = await select(screen, largeMapping, 'by-cell');
const whole = withEveryCell(sampled, screen);
const labels = new Set(sampled.conditions.filter((one) => !isControl(one)).map(({ label }) => label));
labels.delete('D');

function expectAlike(some: Prepared, all: Prepared): void {
  expect(some.perturbations.map(({ label }) => label)).toEqual(all.perturbations.map(({ label }) => label));
  some.perturbations.forEach(({ endpoints }, index) =>
    endpoints.forEach((endpoint, at) => {
      const other = all.perturbations[index]?.endpoints[at];
      if (!other) throw new Error('the same endpoints');
      expect(endpoint.cells).toBe(other.cells);
      for (const key of ['shift', 'rawShift', 'standardError', 'rawStandardError', 'welchError'] as const)
        expect(difference(endpoint[key], [...other[key]])).toBeLessThan(1e-4);
    }),
  );
  expect(some.strataOf).toEqual(all.strataOf);
}

/**
 * The cells of `whole` with other values: each condition has its own levels, each batch of twelve its own shift, unequal numbers of cells
 * of a condition in each. Conditions from the second on are summed over all batches.
 */
function manyBatches(): { readonly kept: Dataset; readonly summed: Dataset } {
  const random = new Random(21);
  const genes = whole.genes.length;
  const batches = Array.from({ length: 12 }, (_, batch) => `well ${batch}`);
  const batchOfCell = Int32Array.from(whole.conditionOfCell, (condition) =>
    Math.floor(12 * random.uniform() ** (1 + (condition % 3))),
  );
  const shifts = Float64Array.from({ length: 12 * genes }, () => random.uniform());
  const levels = Float64Array.from({ length: whole.conditions.length * genes }, () => 2 + random.uniform());
  const values = Float32Array.from(whole.values, (_, at) => {
    const [cell, g] = [Math.floor(at / genes), at % genes];
    return (
      (levels[(whole.conditionOfCell[cell] as number) * genes + g] as number) +
      (shifts[(batchOfCell[cell] as number) * genes + g] as number) +
      random.uniform() +
      random.uniform()
    );
  });
  const kept: Dataset = { ...whole, values, batches, batchOfCell, composition: null, moments: null };
  const isPerturbed = (condition: number) => (whole.conditions[condition]?.interventions.length ?? 0) > 0;
  const groups = groupByConditionAndBatch(whole.conditionOfCell, batchOfCell, 12, isPerturbed);
  const squares = new Float64Array(genes).fill(values.length * Math.exp(12));
  const sums = new CellMomentSums(groups, squares, null);
  sums.add({
    count: values.length,
    rows: Int32Array.from(values, (_, at) => Math.floor(at / genes)),
    genes: Int32Array.from(values, (_, at) => at % genes),
    values: Float64Array.from(values),
  });
  return { kept, summed: { ...kept, moments: sums.moments() } };
}

/** Standard errors of all shifts, one list. */
function errors({ perturbations }: Prepared): number[] {
  return perturbations.flatMap(({ endpoints }) => [...(endpoints[0]?.rawStandardError ?? [])]);
}

describe('shifts of a screen of which a sample of cells is kept', () => {
  for (const composition of ['auto', 'off'] as const) {
    const settings = { ...presets.H, composition };
    const [some, all] = [sampled, whole].map((dataset) => prepare(dataset, settings, labels)) as [
      Prepared,
      Prepared,
    ];

    it(`are those of all cells, composition ${composition}`, () => {
      expect(some.dropoutsImputed).toBe(false);
      expectAlike(some, all);
    });

    it(`are those of all cells against half of the controls, composition ${composition}`, () => {
      const [some2, all2] = [[sampled, some] as const, [whole, all] as const].map(([dataset, main]) =>
        prepare(dataset, settings, labels, { main, halves: splitControls(dataset, 1, 0) }),
      ) as [Prepared, Prepared];
      expect(some2.isSplit).toBe(true);
      // The same number of controls, drawn from a list in another order.
      expect(errors(some2)).toEqual(errors(all2).map((error) => expect.closeTo(error, 2)));
    });

    it(`are in units of all cells without controls, composition ${composition}`, () => {
      const [some3, all3] = [sampled, whole].map((dataset) =>
        prepare({ ...dataset, control: { mode: 'others' } }, settings, labels),
      ) as [Prepared, Prepared];
      expect(some3.comparedWith).toBe('others');
      expect(difference(some3.scale, [...all3.scale])).toBeLessThan(1e-4);
    });

    it(`are the means of the cells that are trained on, composition ${composition}`, () => {
      const { training, perturbations } = some;
      expect(training.values.length / sampled.genes.length).toBeLessThanOrEqual(20_000);
      const genes = sampled.genes.length;
      training.conditions.forEach(({ perturbation }, index) => {
        if (perturbation < 0) return;
        const targets = perturbations[perturbation]?.interventions.map(({ gene }) => gene) ?? [];
        const own = [...training.centres.subarray(index * genes, (index + 1) * genes)];
        const shift = perturbations[perturbation]?.endpoints[0]?.shift ?? new Float64Array();
        const offTarget = (values: Iterable<number>) => [...values].filter((_, g) => !targets.includes(g));
        expect(difference(Float64Array.from(offTarget(own)), offTarget(shift))).toBeLessThan(1e-3);
      });
    });
  }

  it('are those of all cells where perturbed conditions are summed over batches that shift every condition alike', () => {
    const { kept, summed } = manyBatches();
    expect(summed.moments?.batch).toContain(ALL_BATCHES);
    const settings = { ...presets.H, composition: 'off' as const };
    const [all, some] = [kept, summed].map((dataset) => prepare(dataset, settings, labels)) as [
      Prepared,
      Prepared,
    ];
    const strata = stratify(kept, () => true);
    expect(strataMixes(summed, strata)).toEqual(strataMixes(kept, strata));
    expect(some.perturbations).not.toHaveLength(0);
    some.perturbations.forEach(({ endpoints }, index) => {
      const [own, other] = [endpoints[0], all.perturbations[index]?.endpoints[0]];
      if (!own || !other) throw new Error('the same endpoints');
      // Scales of batches differ a little by chance, and of few cells the means of a condition in each.
      expect(difference(own.shift, [...other.shift])).toBeLessThan(0.04);
      const ratios = own.standardError.map((error, g) => error / (other.standardError[g] as number));
      const average = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
      expect(average).toBeGreaterThan(0.95);
      expect(average).toBeLessThan(1.05);
    });
  });

  it('have the errors of logarithms where squares of amounts were not stored', () => {
    const { moments } = sampled;
    if (!moments) throw new Error('a sample of cells');
    const settings = { ...presets.H, composition: 'auto' as const };
    const stored = { ...sampled, moments: { ...moments, amountVariance: null } };
    const [before, now] = [stored, sampled].map((dataset) => prepare(dataset, settings, labels));
    before?.perturbations.forEach(({ endpoints }, at) =>
      endpoints.forEach(({ shift, standardError, rawStandardError }) => {
        expect([...shift]).toEqual([...(now?.perturbations[at]?.endpoints[0]?.shift ?? [])]);
        standardError.forEach((error, g) => {
          expect(error / (rawStandardError[g] ?? NaN)).toBeGreaterThan(0.8);
          expect(error / (rawStandardError[g] ?? NaN)).toBeLessThan(1.25);
        });
      }),
    );
  });
});
