/** Effects of values that are no counts of cells: closed forms, and rates of false and true findings in simulated screens. */
import { describe, expect, it } from 'vitest';
import { logNormalised, screenInMemory, simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import type { EveryGene } from '../dataset/quality/everyGene';
import type { ValueScale } from '../dataset/mapping';
import { studentTail } from '../numerics/distributions';
import { Random } from '../numerics/random';
import { mean, variance } from '../numerics/statistics';
import { measureEffects, type MeasuredEffects } from './measure';

const measure = (screen: EveryGene, reference: 'auto' | 'controls' = 'auto') =>
  measureEffects(screen, reference, () => undefined);

/** Rows of a table with their perturbation, 0 the control; every row a guide of its own. */
function tableScreen(rows: readonly (readonly [number, readonly number[]])[], values: ValueScale): EveryGene {
  const perturbations = 1 + Math.max(...rows.map(([k]) => k));
  const genes = rows[0]?.[1].length ?? 0;
  return screenInMemory({
    genes,
    perturbations,
    perturbationOfGuide: rows.map(([k]) => k),
    guideOfCell: Int32Array.from(rows.keys()),
    values,
    dense: rows.flatMap(([, row]) => row),
  });
}

describe('replicates of log values', () => {
  const random = new Random(5);
  const genes = 300;
  const spread = Array.from({ length: genes }, () => 0.1 * Math.exp(0.5 * random.normal()));
  const level = Array.from({ length: genes }, () => 2 + 4 * random.uniform());
  const rows = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3].map(
    (k) =>
      [
        k,
        level.map(
          (at, gene) => at + (k === 1 && gene < 30 ? 0.8 : 0) + (spread[gene] as number) * random.normal(),
        ),
      ] as const,
  );

  it('are tested by a moderated t of pooled replicates', async () => {
    const effects = await measure(tableScreen(rows, 'log-normalised'), 'controls');
    expect(effects.unit).toBe('sample');
    const of = (k: number, gene: number) =>
      rows.filter(([own]) => own === k).map(([, row]) => row[gene] as number);
    const freedom = rows.length - 4;
    const own = level
      .map((_, gene) => [0, 1, 2, 3].reduce((sum, k) => sum + variance(of(k, gene), 1), 0))
      .map((sum) => sum / freedom);
    const { cellFreedom } = effects.variances;
    expect(cellFreedom).toBeGreaterThan(freedom);
    // The squeezed variance is a weighted mean of the gene's own and a prior that is smooth in the level (Smyth 2004, eq. 8).
    const prior = level.map(
      (_, gene) =>
        (cellFreedom * (effects.variances.cells[gene] as number) - freedom * (own[gene] as number)) /
        (cellFreedom - freedom),
    );
    const byLevel = [...effects.mean.keys()].toSorted(
      (a, b) => (effects.mean[a] as number) - (effects.mean[b] as number),
    );
    byLevel.slice(1).forEach((gene, at) => {
      expect(Math.log((prior[gene] as number) / (prior[byLevel[at] as number] as number))).toBeCloseTo(0, 1);
    });
    for (const gene of [0, 7, 100]) {
      const difference = mean(of(1, gene)) - mean(of(0, gene));
      const t = difference / Math.sqrt((effects.variances.cells[gene] as number) * (1 / 3 + 1 / 4));
      const at = genes + gene;
      expect(effects.tests.p[at]).toBeCloseTo(2 * studentTail(Math.abs(t), cellFreedom), 10);
      const [base, raised] = [mean(of(0, gene)), mean(of(1, gene))];
      expect(effects.folds.log2[at]).toBeCloseTo(Math.log2(Math.expm1(raised) / Math.expm1(base)), 8);
    }
    const found = Array.from({ length: genes }, (_, gene) => (effects.q[genes + gene] as number) < 0.05);
    expect(found.slice(0, 30).filter(Boolean).length).toBeGreaterThan(25);
    expect(found.slice(30).filter(Boolean).length).toBeLessThan(6);
  });

  it('are compared as they are where they are ratios, in units of their logarithm', async () => {
    const ratios = rows.map(
      ([k, row]) => [k, row.map((value, gene) => value - (level[gene] as number))] as const,
    );
    const effects = await measure(tableScreen(ratios, 'log-ratio'), 'controls');
    const of = (k: number) => ratios.filter(([own]) => own === k).map(([, row]) => row[3] as number);
    expect(effects.folds.log2[genes + 3]).toBeCloseTo(mean(of(1)) - mean(of(0)), 10);
  });

  it('are compared with 0 where they are ratios to a control that no row is of', async () => {
    const draw = new Random(34010);
    // Sixty genes rise in most perturbations, and the last two perturbations do nothing.
    const shared = [...level.keys()].map((gene) => (gene < 60 ? 0.8 : 0));
    const ratios = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5].map(
      (k) => [k, shared.map((rise) => (k < 4 ? rise : 0) + 0.2 * draw.normal())] as const,
    );
    const effects = await measure(tableScreen(ratios, 'log-ratio'));
    expect(effects.isPooled).toBe(false);
    expect(effects.isCompared.slice(1)).toEqual([true, true, true, true, true]);
    expect(effects.folds.log2[genes + 3]).toBeCloseTo(
      mean(ratios.slice(0, 3).map(([, row]) => row[3] as number)),
      10,
    );
    const found = (k: number, from: number, to: number) =>
      effects.q.subarray(k * genes + from, k * genes + to).filter((q) => q < 0.05).length;
    for (const k of [1, 2, 3]) expect(found(k, 0, 60)).toBeGreaterThan(55);
    for (const k of [4, 5]) expect(found(k, 0, genes)).toBeLessThan(6);
    const besideOthers = await measureEffects(tableScreen(ratios, 'log-ratio'), 'pooled', () => undefined);
    expect(besideOthers.isPooled).toBe(true);
  });

  it('without replicates nothing has a p, and changes stand beside the spread of all samples', async () => {
    const single = rows.filter(([k], at) => rows.findIndex(([first]) => first === k) === at);
    const more = Array.from(
      { length: 20 },
      (_, k) => [k + 4, level.map((at) => at + 0.1 * random.normal())] as const,
    );
    const effects = await measure(tableScreen([...single, ...more], 'log-normalised'));
    expect(effects.isTested).toBe(false);
    expect(effects.tests.p.every((p) => Number.isNaN(p))).toBe(true);
    expect(effects.calibration).toEqual([]);
    const beyond = Array.from(
      { length: genes },
      (_, gene) =>
        (effects.folds.log2[genes + gene] as number) / (effects.folds.error[genes + gene] as number),
    );
    expect(mean(beyond.slice(0, 30))).toBeGreaterThan(3);
    expect(Math.abs(mean(beyond.slice(30)))).toBeLessThan(0.5);
  });
});

function rates({ genes, tests, q }: MeasuredEffects, change: Float64Array, inert: number) {
  let [below, tested, found, wrong, strong, seen] = [0, 0, 0, 0, 0, 0];
  tests.p.forEach((p, at) => {
    if (!Number.isFinite(p)) return;
    const k = Math.floor(at / genes.length);
    const truth = change[k * 1200 + Number(genes[at % genes.length]?.slice(4))] as number;
    const isFound = (q[at] as number) < 0.05;
    if (k <= inert) {
      tested += 1;
      below += Number(p <= 0.05);
    }
    found += Number(isFound);
    wrong += Number(isFound && truth === 0);
    strong += Number(Math.abs(truth) > 0.5);
    seen += Number(isFound && Math.abs(truth) > 0.5);
  });
  return { below: below / tested, wrong: wrong / found, power: seen / strong };
}

describe('a simulated screen', () => {
  const { screen, change } = simulatedScreen({}, 811);

  it('of log-normalised counts has as few false findings as its counts', async () => {
    const logged = await logNormalised(screen);
    const found = rates(await measure(logged), change, 20);
    expect(found.below).toBeGreaterThan(0.04);
    expect(found.below).toBeLessThan(0.065);
    expect(found.wrong).toBeLessThan(0.1);
    expect(found.power).toBeGreaterThan(0.4);
  });

  it('as samples, the sums of each guide, tests replicates', async () => {
    const sums = new Float64Array(screen.guides.length * 1200);
    await screen.pass(
      ({ count, rows, genes, values }) => {
        for (let i = 0; i < count; i++)
          (sums[(screen.guideOfCell[rows[i] as number] as number) * 1200 + (genes[i] as number)] as number) +=
            values[i] as number;
      },
      { onBytes: () => undefined },
    );
    const effects = await measure(
      screenInMemory({
        genes: 1200,
        perturbations: screen.perturbations.length,
        perturbationOfGuide: screen.guides.map(({ perturbation }) => perturbation),
        guideOfCell: Int32Array.from(screen.guides.keys()),
        values: 'counts',
        dense: [...sums],
      }),
    );
    expect(effects.unit).toBe('sample');
    const found = rates(effects, change, 20);
    expect(found.below).toBeGreaterThan(0.035);
    expect(found.below).toBeLessThan(0.065);
    expect(found.power).toBeGreaterThan(0.4);
  });
});
