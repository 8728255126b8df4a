/** Screens with nothing to predict: errors relative to no change follow from the number of cells alone. */
import { expect, it } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import { prepare } from '../../dynamics/prepare/prepare';
import { isKnownCell, isMeasuringCell, splitControls } from '../../dynamics/prepare/strata';
import { presets } from '../../dynamics/settings';
import { Random } from '../../numerics/random';
import { brieflyTrained } from '../../../tests/support/inference/benchmarkRuns';
import { benchmarkPredictions } from './predictions';
import { plainScreen } from '../../../tests/support/dataset/plainScreen';

const GENES = 60;
const PERTURBATIONS = 12;
const CELLS = 100;

/** Knockouts that lower their own mRNA by `own` and change nothing else; `noise`: standard deviation of every value (log1p). */
function inertScreen({ controls, own, noise }: { controls: number; own: number; noise: number }): Dataset {
  const random = new Random(7);
  const sizes = [controls, ...Array.from({ length: PERTURBATIONS }, () => CELLS)];
  const conditionOfCell = Int32Array.from(
    sizes.flatMap((cells, k) => Array.from({ length: cells }, () => k)),
  );
  const values = new Float32Array(conditionOfCell.length * GENES);
  conditionOfCell.forEach((condition, cell) => {
    for (let g = 0; g < GENES; g++)
      values[cell * GENES + g] = 5 - (condition === g + 1 ? own : 0) + noise * random.normal();
  });
  const conditions = sizes.map((cells, k) => ({
    label: k === 0 ? 'control' : `G${k - 1}`,
    interventions: k === 0 ? [] : [{ gene: k - 1, kind: 'knockout' as const }],
    time: null,
    cells,
  }));
  const from = controls > 0 ? 0 : 1;
  return plainScreen({
    name: 'inert',
    fingerprint: 'inert',
    genes: Array.from({ length: GENES }, (_, g) => `G${String(g).padStart(2, '0')}`),
    values,
    conditionOfCell: conditionOfCell.map((k) => k - from),
    conditions: conditions.slice(from),
    control: controls > 0 ? { mode: 'cells', labels: ['control'] } : { mode: 'others' },
    candidates: Int32Array.from({ length: PERTURBATIONS }, (_, r) => r),
  });
}

it('without controls, knockouts that change only themselves shift no other gene', () => {
  const screen = inertScreen({ controls: 0, own: 2, noise: 0 });
  const { perturbations } = prepare(screen, presets.H, new Set(screen.conditions.map(({ label }) => label)));
  expect(perturbations).toHaveLength(PERTURBATIONS);
  for (const { endpoints, interventions } of perturbations) {
    const others = [...(endpoints[0]?.shift ?? [])].filter((_, gene) => gene !== interventions[0]?.gene);
    expect(others).toHaveLength(GENES - 1);
    expect(Math.max(...others.map(Math.abs))).toBeLessThan(1e-9);
  }
});

it('without controls, nothing is predicted where knockouts change only themselves', async () => {
  const run = await brieflyTrained(inertScreen({ controls: 0, own: 2, noise: 0.5 }), 10);
  const card = benchmarkPredictions(run.dataset, run.result, 1);
  const errorOf = (name: string) => card?.rows.find(({ predictor }) => predictor === name)?.error?.value;
  // Eight known perturbations: their mean adds an eighth of the variance of a measurement at most.
  expect(errorOf('mean-of-training')).toBeGreaterThan(0.99);
  expect(errorOf('modulode')).toBeGreaterThan(0.97);
});

it('the error of few controls is not predicted', async () => {
  const run = await brieflyTrained(inertScreen({ controls: 40, own: 2, noise: 0.5 }), 10);
  const card = benchmarkPredictions(run.dataset, run.result, 1);
  const errorOf = (name: string) => card?.rows.find(({ predictor }) => predictor === name)?.error?.value;
  // In variances of a cell: a measurement errs by 1/100 + 1/20 (its cells, one half of the controls), the mean of eight others by 1/800 + 1/20
  // (the other half), relative to no change 1.85. Against the same 40 controls the error would be .32.
  const [measured, mean] = [1 / 100 + 1 / 20, 1 / 800 + 1 / 20];
  expect((errorOf('mean-of-training') ?? NaN) / ((measured + mean) / measured)).toBeGreaterThan(0.85);
  expect((errorOf('mean-of-training') ?? NaN) / ((measured + mean) / measured)).toBeLessThan(1.15);
  expect(errorOf('modulode')).toBeGreaterThan(0.95);
  expect(errorOf('modulode')).toBeLessThan(1.06);
});

it('the controls of every batch and time point are halved, with another draw for every fold', () => {
  /** Controls of two days in two batches, each with three perturbed cells of that day. */
  const strata = [
    { time: 1, batch: 0, controls: 30 },
    { time: 1, batch: 1, controls: 11 },
    { time: 2, batch: 0, controls: 8 },
    { time: 2, batch: 1, controls: 21 },
  ];
  const cells = strata.flatMap(({ time, batch, controls }, stratum) =>
    Array.from({ length: controls + 3 }, (_, at) => ({
      stratum,
      batch,
      isControl: at < controls,
      condition: 2 * (time - 1) + Number(at >= controls),
    })),
  );
  const screen = plainScreen({
    genes: ['G0'],
    values: new Float32Array(cells.length),
    conditionOfCell: Int32Array.from(cells, ({ condition }) => condition),
    conditions: [1, 2].flatMap((time) => [
      { label: 'control', interventions: [], time, cells: 40 },
      { label: 'G0', interventions: [{ gene: 0, kind: 'knockout' as const }], time, cells: 6 },
    ]),
    batchOfCell: Int32Array.from(cells, ({ batch }) => batch),
    batches: ['a', 'b'],
  });
  const draws = Array.from({ length: 10 }, (_, place) => {
    const halves = splitControls(screen, 7, place);
    if (halves === null) throw new Error('perturbed cells are compared with controls');
    const [isKnown, isMeasuring] = [isKnownCell(halves), isMeasuringCell(halves)];
    return cells.map(({ isControl, stratum }, cell) => ({
      isControl,
      stratum,
      known: isKnown(cell),
      both: isKnown(cell) && isMeasuring(cell),
      either: isKnown(cell) || isMeasuring(cell),
    }));
  });
  for (const draw of draws) {
    expect(draw.every(({ isControl, both, either }) => either && both !== isControl)).toBe(true);
    const known = strata.map(
      (_, own) =>
        draw.filter(({ isControl, stratum, known: one }) => isControl && stratum === own && one).length,
    );
    const excess = known.map((count, at) => Math.abs(2 * count - (strata[at]?.controls ?? NaN)));
    expect(Math.max(...excess)).toBeLessThanOrEqual(1);
  }
  expect(new Set(draws.map((draw) => draw.map(({ known }) => Number(known)).join(''))).size).toBe(10);
});
