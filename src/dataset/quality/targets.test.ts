import { describe, expect, it } from 'vitest';
import { countScreen } from '../../../tests/support/dataset/countScreen';
import { sourceFixture, type Fixture } from '../../../tests/support/dataset/screens';
import { Random } from '../../numerics/random';
import type { Mapping, PerturbationKind } from '../mapping';
import { recognise } from '../recognise/recognise';
import type { Block } from '../source';
import { filterCells } from './filter';
import { qualityCache } from './measure';
import { momentsOfGene, CompensatedMomentSums, type MeasuredCondition } from './moments';
import { onTargetEffects, targetReport } from './targets';

/** One gene; the values of the cells of each condition. */
function effectsOf(
  given: readonly {
    values: readonly number[];
    kind?: PerturbationKind;
    time?: number;
    isControl?: boolean;
  }[],
  isCounted = false,
) {
  const sums = new CompensatedMomentSums(1, given.length);
  const conditions = given.map(
    ({ values, kind = 'knockdown', time = null, isControl = false }, index): MeasuredCondition => {
      const count = values.length;
      const zeros = new Int32Array(count);
      sums.add(Int32Array.of(index), { count, rows: zeros, genes: zeros, values: Float64Array.from(values) });
      return { time, cells: values.length, kind, targets: isControl ? [] : [0] };
    },
  );
  const moments = sums.moments(new Float64Array(0), 1);
  const momentsOf = (group: readonly number[], gene: number) =>
    momentsOfGene(moments, conditions, group, gene);
  return onTargetEffects(conditions, momentsOf, isCounted);
}

const high = [9, 10, 11, 10, 9, 11];
const low = [1, 2, 3, 2, 1, 3];

describe('the effect of a perturbation on its own target', () => {
  it('is as expected for its kind, opposite, or unclear', () => {
    const verdicts = (kind: PerturbationKind) =>
      [low, high, [9, 10, 12, 10]].map(
        (values) =>
          effectsOf([
            { values: high, isControl: true },
            { values, kind },
          ])[0]?.verdict,
      );
    expect(verdicts('knockdown')).toEqual(['as-expected', 'unclear', 'unclear']);
    expect(effectsOf([{ values: low, isControl: true }, { values: high }])[0]?.verdict).toBe('opposite');
    expect(verdicts('overexpression')).toEqual(['opposite', 'unclear', 'unclear']);
    expect(verdicts('knockout')).toEqual(['nothing-expected', 'nothing-expected', 'nothing-expected']);
    expect(verdicts('inhibitor')).toEqual(verdicts('knockout'));
  });

  it('is the log ratio of means, finite for a silent gene', () => {
    const [off] = effectsOf([{ values: high, isControl: true }, { values: [0, 0, 0] }]);
    expect(off).toMatchObject({ condition: 1, target: 0, cells: 3, verdict: 'as-expected' });
    expect(off?.log2FoldChange).toBeCloseTo(Math.log2(0.05 / 10.05), 10);
  });

  it('is relative to controls of the same time, and absent without controls', () => {
    const [early, late] = effectsOf([
      { values: high, isControl: true, time: 1 },
      { values: low, isControl: true, time: 2 },
      { values: low, time: 1 },
      { values: low, time: 2 },
    ]);
    expect([early?.verdict, late?.verdict]).toEqual(['as-expected', 'unclear']);
    expect(effectsOf([{ values: low }])).toEqual([]);
  });

  it('is significant by its interval, which covers the truth in 95 of 100 screens', () => {
    const random = new Random(5);
    // Log-normal values of mean 4 in controls and 1 in perturbed cells: log2 of the ratio with offsets is known.
    const drawn = (mean: number, cells: number) =>
      Array.from({ length: cells }, () => mean * Math.exp(0.5 * random.normal() - 0.125));
    const truth = Math.log2(1.05 / 4.05);
    const held = Array.from({ length: 400 }, () => {
      const [effect] = effectsOf([{ values: drawn(4, 60), isControl: true }, { values: drawn(1, 40) }]);
      return effect !== undefined && effect.low <= truth && truth <= effect.high;
    }).filter(Boolean).length;
    expect(held / 400).toBeGreaterThan(0.92);
    expect(held / 400).toBeLessThan(0.98);
  });

  it('of counts is not significant if a few cells merely lack a count', () => {
    const sparse = Array.from({ length: 200 }, (_, cell) => Number(cell % 10 === 0));
    const verdict = (cells: number, isCounted: boolean) =>
      effectsOf(
        [{ values: sparse, isControl: true }, { values: Array.from({ length: cells }, () => 0) }],
        isCounted,
      )[0]?.verdict;
    // One count is expected in 10 cells, and every third such draw has none; 100 cells have ten.
    expect(verdict(10, true)).toBe('unclear');
    expect(verdict(100, true)).toBe('as-expected');
    expect(verdict(30, false)).toBe('as-expected');
  });
});

async function reportOf(fixture: Fixture, change: Partial<Mapping>, layout: Block['layout'] = 'dense') {
  const source = sourceFixture(fixture, layout);
  const { mapping, labels } = recognise(source.opened, change);
  const { quality, grouped } = await qualityCache(source).measure(labels, mapping, () => {});
  const { passing } = filterCells(quality, mapping.filter ?? {}, source.opened.cells);
  return targetReport(source.opened, quality, grouped, mapping, passing);
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const meanOf = (values: readonly number[]) => sumOf(values) / values.length;

/** Counts of a gene in the given cells, divided to `unit`, by hand. */
function normalised(fixture: Fixture, gene: string, unit: number, counts: (cell: number) => boolean) {
  const at = fixture.genes.indexOf(gene);
  return fixture.rows.flatMap((row, cell) => (counts(cell) ? [((row[at] ?? 0) / sumOf(row)) * unit] : []));
}

const labels = ['control', 'GATA1_g1', 'control', 'GATA1_g2', 'SPI1_g1', 'KLF1+TAL1', 'SPI1_g1', null];

it.each(['dense', 'by-cell', 'by-gene'] as const)(
  'means in perturbed cells, per guide and in controls equal those counted by hand, stored %s',
  async (layout) => {
    const fixture = countScreen(labels);
    const { effects, referenceCells, hasControls } = await reportOf(fixture, { kind: 'knockdown' }, layout);
    const isLabelled = (...names: readonly string[]) => {
      return (cell: number) => names.includes(labels[cell % labels.length] ?? '');
    };
    const totals = fixture.rows
      .filter((_, cell) => labels[cell % labels.length] !== null)
      .map(sumOf)
      .toSorted((a, b) => a - b);
    const middle = totals.length / 2;
    const unit =
      totals.length % 2 === 0
        ? meanOf([totals[middle - 1] ?? 0, totals[middle] ?? 0])
        : (totals[Math.floor(middle)] ?? 0);
    expect([referenceCells, hasControls]).toEqual([
      normalised(fixture, 'GATA1', unit, isLabelled('control')).length,
      true,
    ]);
    expect(effects.map(({ perturbation, target }) => [perturbation, target])).toEqual([
      ['GATA1', 'GATA1'],
      ['KLF1+TAL1', 'KLF1'],
      ['KLF1+TAL1', 'TAL1'],
      ['SPI1_g1', 'SPI1'],
    ]);
    const names = [['GATA1_g1', 'GATA1_g2'], ['KLF1+TAL1'], ['KLF1+TAL1'], ['SPI1_g1']];
    effects.forEach((effect, index) => {
      const own = normalised(fixture, effect.target, unit, isLabelled(...(names[index] ?? [])));
      const controls = normalised(fixture, effect.target, unit, isLabelled('control'));
      expect(effect.cells).toBe(own.length);
      expect(effect.mean).toBeCloseTo(meanOf(own), 5);
      expect(effect.reference).toBeCloseTo(meanOf(controls), 5);
      expect(effect.log2FoldChange).toBeCloseTo(
        Math.log2((meanOf(own) + 0.05) / (meanOf(controls) + 0.05)),
        5,
      );
      expect(effect.low).toBeLessThan(effect.log2FoldChange);
    });
    const [gata1, , , spi1] = effects;
    expect(gata1?.guides.map(({ guide }) => guide)).toEqual(['GATA1_g1', 'GATA1_g2']);
    for (const { guide, cells, mean } of gata1?.guides ?? []) {
      const own = normalised(fixture, 'GATA1', unit, isLabelled(guide));
      expect([cells, mean]).toEqual([own.length, expect.closeTo(meanOf(own), 5)]);
    }
    // A single guide has nothing to compare with.
    expect(spi1?.guides).toEqual([]);
  },
);

it('cells that fail a rule enter no mean', async () => {
  const fixture = countScreen(['control', 'GATA1', 'control', 'GATA1']);
  const totals = fixture.rows.map(sumOf);
  const leastCounts = totals.toSorted((a, b) => a - b)[70] ?? 0;
  const passing = fixture.rows.filter((_, cell) => (totals[cell] ?? 0) >= leastCounts);
  const bare: Fixture = {
    ...fixture,
    rows: passing,
    obs: {
      perturbation: fixture.rows.flatMap((_, cell) =>
        (totals[cell] ?? 0) >= leastCounts ? [cell % 2 === 0 ? 'control' : 'GATA1'] : [],
      ),
    },
  };
  const ruled = await reportOf(fixture, { filter: { leastCounts } });
  expect(ruled).toEqual(await reportOf(bare, {}));
  expect(ruled.effects[0]?.cells).toBeLessThan(70);
});

it('is relative to controls of its time, and without controls to the other perturbations', async () => {
  const rows = [
    [8, 1, 5],
    [2, 1, 5],
    [4, 3, 5],
    [1, 1, 5],
    [6, 9, 5],
    [6, 7, 5],
  ];
  const genes = ['GATA1', 'SPI1', 'ACTB'];
  const ko = ['control', 'control', 'GATA1', 'GATA1', 'SPI1', 'SPI1'];
  const timed = await reportOf(
    { rows, genes, obs: { ko, day: [1, 2, 1, 2, 1, 2] } },
    { values: 'normalised', timeColumn: 'day' },
  );
  expect(
    timed.effects.map(({ perturbation, time, mean, reference }) => [perturbation, time, mean, reference]),
  ).toEqual([
    ['GATA1', 1, 4, 8],
    ['GATA1', 2, 1, 2],
    ['SPI1', 1, 9, 1],
    ['SPI1', 2, 7, 1],
  ]);
  const others = await reportOf(
    { rows: rows.slice(2), genes, obs: { ko: ko.slice(2) } },
    { values: 'normalised' },
  );
  expect(others.hasControls).toBe(false);
  expect(others.effects.map(({ mean, reference }) => [mean, reference])).toEqual([
    [2.5, 6],
    [8, 2],
  ]);
});

async function verdictsOf(fixture: Fixture) {
  const { effects } = await reportOf(fixture, { values: 'normalised', kind: 'knockout' });
  return effects.map(({ perturbation, verdict }) => [perturbation, verdict]);
}

describe('labels that do not fit their cells', () => {
  const genes = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'RUNX1', 'FLI1', 'IRF8', 'EGR1', 'GFI1', 'ACTB'];
  /** Gene that is set in the cells of each label; 40 cells of each, the set gene at `level`, the others near 10. */
  function screenOf(setIn: Readonly<Record<string, string | null>>, level: number): Fixture {
    const random = new Random(3);
    const names = ['control', ...Object.keys(setIn)];
    const cells = names.flatMap((name) => Array.from({ length: 40 }, () => name));
    return {
      genes,
      rows: cells.map((name) =>
        genes.map((gene) => (setIn[name] === gene ? level : 10) * Math.exp(0.3 * random.normal())),
      ),
      obs: { perturbation: cells },
    };
  }
  const right = Object.fromEntries(genes.slice(0, 9).map((gene) => [gene, gene]));
  const wrong = { ...right, GATA1: 'IRF8', IRF8: 'GATA1', KLF1: null };
  const named = [
    { label: 'GATA1', reason: 'swapped', swappedWith: 'IRF8' },
    { label: 'IRF8', reason: 'swapped', swappedWith: 'GATA1' },
    { label: 'KLF1', reason: 'inert', swappedWith: null },
  ];

  it.each(['dense', 'by-cell', 'by-gene'] as const)(
    'are named: two that were exchanged and an inert one, stored %s',
    async (layout) => {
      for (const [kind, level] of [
        ['knockout', 0],
        ['knockdown', 2],
        ['overexpression', 40],
      ] as const) {
        const change = { values: 'normalised', kind } as const;
        expect((await reportOf(screenOf(right, level), change, layout)).suspects).toEqual([]);
        expect((await reportOf(screenOf(wrong, level), change, layout)).suspects).toEqual(named);
      }
    },
  );

  it('are not those of weak perturbations, whose target changes by less than half of the usual', async () => {
    for (const [kind, level, weak] of [
      ['knockdown', 2, 7.8],
      ['overexpression', 40, 14],
    ] as const) {
      const screen = screenOf(right, level);
      const column = genes.indexOf('KLF1');
      const rows = screen.rows.map((row, cell) =>
        screen.obs['perturbation']?.[cell] === 'KLF1'
          ? row.with(column, (row[column] as number) * (weak / level))
          : row,
      );
      const { suspects, effects } = await reportOf({ ...screen, rows }, { values: 'normalised', kind });
      expect(suspects).toEqual([]);
      const fewer = effects.filter(({ verdict }) => verdict === 'weak');
      expect(fewer.map(({ perturbation }) => perturbation)).toEqual(['KLF1']);
      expect(effects.filter(({ verdict }) => verdict === 'as-expected')).toHaveLength(8);
    }
  });

  it('and knockouts are judged where their mRNA is lost in general, and only there', async () => {
    const unmoved = ['GATA1', 'IRF8', 'KLF1'];
    expect(await verdictsOf(screenOf(wrong, 0))).toEqual(
      genes
        .slice(0, 9)
        .toSorted()
        .map((gene) => [gene, unmoved.includes(gene) ? 'unclear' : 'as-expected']),
    );
    expect(new Set((await verdictsOf(screenOf(wrong, 8))).map(([, verdict]) => verdict))).toEqual(
      new Set(['nothing-expected']),
    );
  });
});
