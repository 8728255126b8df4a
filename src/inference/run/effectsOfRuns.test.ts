/** Effects of two runs beside each other, against what was put into made-up screens and against means of cells computed here. */
import { describe, expect, it } from 'vitest';
import { plainScreen } from '../../../tests/support/dataset/plainScreen';
import type { Condition, Dataset } from '../../dataset/dataset';
import { mean } from '../../numerics/statistics';
import { Random } from '../../numerics/random';
import { effectsOfRuns } from './effectsOfRuns';

const genes = Array.from({ length: 60 }, (_, gene) => `G${gene}`);
const [SPREAD, CONTROLS] = [0.25, 5];

interface Made {
  /** [perturbations][genes] in ln expression. */
  readonly effects: readonly (readonly number[])[];
  readonly labels?: readonly string[];
  readonly names?: readonly string[];
  readonly cells?: number;
}

/** Log-normal expression with levels of its own in each screen; five guides of the controls, each with the cells of a perturbation. */
function made({ effects, cells = 60, ...given }: Made, seed: number): Dataset {
  const random = Random.mixed(seed);
  const names = given.names ?? genes;
  const labels = given.labels ?? effects.map((_, k) => `P${k}`);
  const base = names.map(() => 1.5 + 0.4 * random.normal());
  const conditions: readonly Condition[] = ['control', ...labels].map((label, at) => ({
    label,
    interventions: at === 0 ? [] : [{ gene: at - 1, kind: 'knockdown' as const }],
    time: null,
    cells: at === 0 ? CONTROLS * cells : cells,
  }));
  const conditionOfCell = Int32Array.from(
    conditions.flatMap((condition, at) => Array.from({ length: condition.cells }, () => at)),
  );
  const values = new Float32Array(conditionOfCell.length * names.length);
  conditionOfCell.forEach((condition, cell) =>
    names.forEach((_, gene) => {
      const level = (base[gene] ?? 0) + (effects[condition - 1]?.[gene] ?? 0) + SPREAD * random.normal();
      values[cell * names.length + gene] = Math.log1p(Math.exp(level));
    }),
  );
  const guides = Array.from({ length: CONTROLS }, (_, guide) => `control ${guide}`);
  const ofCell = conditionOfCell.map((condition, cell) =>
    condition === 0 ? cell % CONTROLS : CONTROLS - 1 + condition,
  );
  const cellGuides = { names: [...guides, ...labels], ofCell };
  return plainScreen({ name: 'made', genes: names, values, conditions, conditionOfCell, cellGuides });
}

/** Changes of every sixth gene, beginning at `first`. */
const change = (size: number, first = 0) =>
  genes.map((_, gene) => (gene % 6 === first ? (gene % 4 < 2 ? size : -size) : 0));
const none = genes.map(() => 0);

const options = { names: ['the first', 'the second'], rate: 0.05 } as const;

const compare = async (first: Dataset, second: Dataset) => {
  const told = await effectsOfRuns(first, second, options, () => undefined);
  const [pair] = told.found?.pairs ?? [];
  if (!pair) throw new Error('Two runs are compared.');
  return { ...told, pair };
};

const differs = new Set(['only first', 'only second', 'differs']);

/** Mean log1p expression of a gene in the cells of a condition, and its squared standard error. */
function levelOf({ values, conditionOfCell, genes: { length } }: Dataset, condition: number, gene: number) {
  const of = Array.from(conditionOfCell.keys())
    .filter((cell) => conditionOfCell[cell] === condition)
    .map((cell) => values[cell * length + gene] ?? NaN);
  const middle = mean(of);
  const variance = of.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (of.length - 1);
  return { middle, square: variance / of.length };
}

/** By how much log2 expression grows with a level of log1p. */
const steep = (level: number) => Math.exp(level) / Math.expm1(level) / Math.LN2;

/** log2 fold change from the control, and its squared standard error by the delta method. */
function foldOf(dataset: Dataset, condition: number, gene: number) {
  const [own, control] = [levelOf(dataset, condition, gene), levelOf(dataset, 0, gene)];
  return {
    log2: Math.log2(Math.expm1(own.middle) / Math.expm1(control.middle)),
    square: own.square * steep(own.middle) ** 2 + control.square * steep(control.middle) ** 2,
  };
}

describe('the effects of two runs', () => {
  const [same, more] = [change(0.5), change(0.5, 3)];
  const first = made({ effects: [same, same, same, change(0.6, 1), none, none] }, 1);
  const second = made({ effects: [same, same, more, none, change(0.6, 2), none] }, 2);

  it('differ in the perturbations in which they were made to, and act alike in the others', async () => {
    const { pair } = await compare(first, second);
    expect(pair.lines.map(({ verdict }) => verdict)).toEqual([
      'alike',
      'alike',
      'differs',
      'only first',
      'only second',
      'neither',
    ]);
    const [alike, , apart] = pair.lines;
    expect(alike?.similarity.low).toBeGreaterThan(0.8);
    expect(alike?.similarity.high).toBe(1);
    expect(apart?.similarity.high).toBeLessThan(0.5);
  });

  it('have the differences, errors and numbers of genes that means of cells give', async () => {
    const { pair, found, labels } = await compare(first, second);
    const { genes: of } = pair;
    const errors: number[] = [];
    for (const line of pair.lines) {
      const places = Array.from(of.gene.keys()).filter((at) => of.perturbation[at] === line.perturbation);
      const condition = 1 + Number(labels[line.perturbation]?.slice(1));
      const off = places.map((at) => {
        const gene = genes.indexOf(found?.genes[of.gene[at] ?? 0] ?? '');
        const [one, other] = [foldOf(first, condition, gene), foldOf(second, condition, gene)];
        expect(of.first[at]).toBeCloseTo(one.log2, 4);
        expect(of.second[at]).toBeCloseTo(other.log2, 4);
        errors.push((of.error[at] ?? NaN) / Math.sqrt(one.square + other.square));
        return (of.difference[at] ?? NaN) - (one.log2 - other.log2);
      });
      // All genes of a perturbation are moved alike, by a change of the composition.
      for (const one of off) expect(one).toBeCloseTo(off[0] ?? NaN, 4);
      expect(Math.abs(off[0] ?? 0)).toBeLessThan(0.06);
    }
    expect(errors.length).toBeGreaterThan(50);
    expect(mean(errors)).toBeGreaterThan(0.9);
    expect(mean(errors)).toBeLessThan(1.15);
    // Ten genes change in either screen, of which none, or all, are the same.
    const [alike, , apart] = pair.lines.map((line) => line.found);
    expect(alike?.both).toBeGreaterThanOrEqual(9);
    expect(alike?.opposite).toBe(0);
    expect(apart?.both).toBeLessThanOrEqual(1);
    expect(apart?.either).toBeGreaterThanOrEqual(18);
    expect(pair.lines[2]?.differing).toBeGreaterThanOrEqual(18);
  });

  it('are not said to differ where they are the same, whatever the screens: at most 5 % of p are below .05', async () => {
    const p: number[] = [];
    const verdicts: string[] = [];
    let differing = 0;
    for (let seed = 0; seed < 8; seed++) {
      const effects = [same, change(0.3, 2), change(1, 4), none, none, none];
      const { pair } = await compare(
        made({ effects, cells: 40 }, 100 + seed),
        made({ effects, cells: 90 }, 200 + seed),
      );
      p.push(...pair.lines.map((line) => line.p));
      verdicts.push(...pair.lines.map(({ verdict }) => verdict));
      differing += pair.lines.reduce((sum, line) => sum + line.differing, 0);
    }
    expect(p).toHaveLength(48);
    // With a chance of .05 each, more than six of 48 are below in one of 80 such tests.
    expect(p.filter((value) => value < 0.05).length).toBeLessThanOrEqual(6);
    expect(verdicts.filter((verdict) => differs.has(verdict)).length).toBeLessThanOrEqual(2);
    expect(differing).toBeLessThanOrEqual(3);
  });

  it('are matched by label and gene in another case and order, and counted', async () => {
    const order = genes.map((_, gene) => (gene * 7) % 60);
    const renamed = made(
      {
        effects: [none, same, change(0.6, 1)].map((of) => order.map((gene) => of[gene] ?? 0)),
        labels: ['other', 'p1', 'p3'],
        names: order.map((gene) => (gene < 50 ? `g${gene}` : `alien${gene}`)),
      },
      5,
    );
    const told = await compare(first, renamed);
    expect(told.genes).toEqual({ both: 50, first: 60, second: 60 });
    expect(told.perturbations).toEqual({ both: 2, first: 6, second: 3 });
    expect(told.pair.lines.map(({ perturbation }) => told.labels[perturbation])).toEqual(['P1', 'P3']);
    expect(told.pair.lines.map(({ verdict }) => verdict)).toEqual(['alike', 'alike']);
  });

  it('are not compared where the cells are the same, or nothing is in common', async () => {
    const subset = { ...first, genes: genes.slice(0, 30) };
    const values = Float32Array.from({ length: 30 * first.cells }, (_, at) => {
      const [cell, gene] = [Math.floor(at / 30), at % 30];
      return first.values[cell * 60 + gene] ?? NaN;
    });
    const told = await effectsOfRuns(first, { ...subset, values }, options, () => undefined);
    expect([told.sameCells, told.found]).toEqual([1, null]);
    const alien = made({ effects: [same], labels: ['Q'] }, 9);
    const apart = await effectsOfRuns(first, alien, options, () => undefined);
    expect([apart.sameCells, apart.perturbations.both, apart.found]).toEqual([0, 0, null]);
  });
});
