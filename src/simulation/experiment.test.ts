import { describe, expect, it, test } from 'vitest';
import { createImport } from '../dataset/import';
import { alone } from '../dataset/readers/fileGroup';
import { measureEffects } from '../effects/measure';
import type { CapturedScreen } from './capture';
import type { ExperimentSettings } from './experiment';
import { simulateRandomScreen, type RandomScreenSettings } from './randomScreen';
import * as statistics from '../numerics/statistics';
import { escapingScreen } from '../../tests/support/effects/escapingScreen';
import { isQuick } from '../../tests/support/quick';

const settings: RandomScreenSettings = {
  topology: 'acyclic',
  kind: 'knockdown',
  genes: 15,
  regulators: 6,
  edges: 25,
  repressing: 0.3,
  perturbations: 5,
  controls: 150,
  cellsPerPerturbation: 60,
  seed: 11,
};

const cellsWhere = ({ labels }: CapturedScreen, is: (cell: number) => boolean) =>
  [...labels.keys()].filter(is);

/** Mean of a gene's values in the given cells. */
function meanIn(screen: CapturedScreen, gene: number, cells: readonly number[]): number {
  const { values, genes } = screen;
  return cells.reduce((sum, cell) => sum + (values[cell * genes.length + gene] ?? 0), 0) / cells.length;
}

/**
 * Squared standardised changes of the unperturbed genes, averaged over perturbations and genes; about 1 without any
 * effect.
 */
function signalOf(screen: CapturedScreen): number {
  const control = cellsWhere(screen, (cell) => screen.labels[cell] === 'control');
  const varianceOf = (gene: number, cells: readonly number[], mean: number) =>
    cells.reduce(
      (sum, cell) => sum + ((screen.values[cell * screen.genes.length + gene] ?? 0) - mean) ** 2,
      0,
    ) /
    cells.length ** 2;
  const squares: number[] = [];
  for (const label of new Set(screen.labels)) {
    if (label === 'control') continue;
    const cells = cellsWhere(screen, (cell) => screen.labels[cell] === label);
    for (const gene of screen.genes.keys()) {
      const [before, after] = [meanIn(screen, gene, control), meanIn(screen, gene, cells)];
      const error = varianceOf(gene, control, before) + varianceOf(gene, cells, after);
      if (screen.genes[gene] !== label) squares.push((after - before) ** 2 / error);
    }
  }
  return squares.reduce((sum, x) => sum + x, 0) / squares.length;
}

/** Mean |correlation| in control cells over pairs of genes without regulators. */
function together(screen: CapturedScreen): number {
  const regulated = new Set(screen.truth.map(({ target }) => target));
  const free = [...screen.genes.keys()].filter((gene) => !regulated.has(screen.genes[gene] ?? ''));
  const columns = free.map((gene) => {
    const column = Array.from(
      { length: 150 },
      (_, cell) => screen.values[cell * screen.genes.length + gene] ?? 0,
    );
    const mean = column.reduce((sum, x) => sum + x, 0) / 150;
    const size = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0));
    return column.map((x) => (x - mean) / size);
  });
  const all = columns.flatMap((one, a) =>
    columns.slice(a + 1).map((other) => Math.abs(one.reduce((sum, x, at) => sum + x * (other[at] ?? 0), 0))),
  );
  return all.reduce((sum, x) => sum + x, 0) / all.length;
}

const changed = (more: Partial<RandomScreenSettings>) => simulateRandomScreen({ ...settings, ...more });

describe('a screen', () => {
  it('of knockdowns lowers targets by dose and records the dose of each cell', () => {
    const screen = changed({ doses: [0.1, 0.5] });
    expect(screen.labels).toHaveLength(150 + 5 * 2 * 60);
    for (const label of new Set(screen.labels.filter((name) => name !== 'control'))) {
      const gene = screen.genes.indexOf(label);
      const at = (dose: number) =>
        meanIn(
          screen,
          gene,
          cellsWhere(screen, (cell) => screen.labels[cell] === label && screen.doses?.[cell] === dose),
        );
      const before = meanIn(
        screen,
        gene,
        cellsWhere(screen, (cell) => screen.kinds[cell] === 'control'),
      );
      expect(at(0.1)).toBeLessThan(at(0.5));
      expect(at(0.5)).toBeLessThan(before);
      expect(at(0.1)).toBeGreaterThan(0);
    }
    expect(screen.doses?.[0]).toBeNaN();
  });

  it('has the requested pairs, each once, of genes that are also perturbed alone', () => {
    const { labels } = changed({ combinations: 10 });
    const names = [...new Set(labels)];
    const pairs = names.filter((name) => name.includes('+')).map((name) => name.split('+'));
    expect(new Set(pairs.map((pair) => pair.toSorted().join()))).toHaveProperty('size', 10);
    for (const [first = '', second = ''] of pairs) {
      expect(first).not.toBe(second);
      expect(names).toEqual(expect.arrayContaining([first, second]));
    }
    expect(() => changed({ combinations: 11 })).toThrow(/pairs/u);
  });

  it('at several times moves away from control step by step', () => {
    const screen = changed({ kind: 'overexpression', times: [0, 0.5, 6] });
    expect(screen.labels).toHaveLength(3 * (150 + 5 * 60));
    const rises = [0, 0.5, 6].map((time) => {
      const at = (label: (cell: number) => boolean, gene: number) =>
        meanIn(
          screen,
          gene,
          cellsWhere(screen, (cell) => screen.times?.[cell] === time && label(cell)),
        );
      const perturbed = [...new Set(screen.labels)].filter((name) => name !== 'control');
      return perturbed.map((name) => {
        const gene = screen.genes.indexOf(name);
        return (
          at((cell) => screen.labels[cell] === name, gene) -
          at((cell) => screen.labels[cell] === 'control', gene)
        );
      });
    });
    const [none = [], some = [], all = []] = rises;
    for (const at of all.keys()) {
      expect(Math.abs(none[at] ?? 1)).toBeLessThan(0.15);
      expect(some[at]).toBeGreaterThan(0.15);
      expect(all[at]).toBeGreaterThan(some[at] ?? 0);
    }
  });

  it('can have unequal perturbations, down to one cell', () => {
    const { labels } = changed({ fewestCells: 1, cellsPerPerturbation: 81 });
    const names = [...new Set(labels)].filter((name) => name !== 'control');
    expect(names.map((name) => labels.filter((label) => label === name).length)).toEqual([81, 27, 9, 3, 1]);
  });

  it('in batches has every perturbation in every batch, each with its own levels', () => {
    const screen = changed({ controls: 1200, capture: { batches: 3, batchSpread: 0.5, written: 'counts' } });
    for (const name of new Set(screen.labels)) {
      const cells = cellsWhere(screen, (cell) => screen.labels[cell] === name);
      const sizes = ['batch1', 'batch2', 'batch3'].map(
        (batch) => cells.filter((cell) => screen.batches?.[cell] === batch).length,
      );
      expect(sizes).toEqual(sizes.map(() => cells.length / 3));
    }
    // Logs of means over batches, minus their mean over batches: normal with variance .25, over 15 genes × 2 degrees
    // of freedom.
    const squares = screen.genes.flatMap((_, gene) => {
      const logs = [1, 2, 3].map((batch) =>
        Math.log(
          meanIn(
            screen,
            gene,
            cellsWhere(screen, (cell) => cell < 1200 && screen.batches?.[cell] === `batch${batch}`),
          ),
        ),
      );
      const mean = logs.reduce((sum, x) => sum + x, 0) / 3;
      return logs.map((x) => (x - mean) ** 2);
    });
    const variance = squares.reduce((sum, x) => sum + x, 0) / 30;
    // Three standard errors of a variance with 30 degrees of freedom.
    expect(Math.abs(variance / 0.25 - 1)).toBeLessThan(3 * Math.sqrt(2 / 30));
    expect(changed({}).batches).toBeNull();
  });

  it('has the requested counts per cell', () => {
    const { values, labels } = changed({ depth: 3000, capture: { written: 'counts', depthSpread: 0.3 } });
    expect(values.every((x) => Number.isInteger(x))).toBe(true);
    expect(Math.abs(values.reduce((sum, x) => sum + x, 0) / labels.length / 3000 - 1)).toBeLessThan(0.05);
  });

  it('with a hidden factor has correlated genes that do not regulate each other', () => {
    // The masters: six of the thirty regulators.
    const size = { genes: 40, regulators: 30, edges: 80, capture: { depthSpread: 0 } };
    expect(together(changed(size))).toBeLessThan(0.15);
    expect(together(changed({ ...size, hidden: { factors: 1, strength: 0.6 } }))).toBeGreaterThan(0.3);
  });

  it('is the same for the same seed, with all options set', () => {
    const all: Partial<RandomScreenSettings> = {
      doses: [0.1, 0.4],
      combinations: 2,
      times: [1, 2],
      escaping: 0.2,
      hidden: { factors: 2, strength: 0.4 },
      depth: 500,
      capture: { ambient: 0.1, dropout: 0.2, written: 'counts' },
      flaw: 'shuffled',
    };
    const screen = changed(all);
    expect(changed(all)).toEqual(screen);
    expect(screen.values).not.toEqual(changed({ ...all, seed: 12 }).values);
  });
});

describe('a flaw', () => {
  const knockouts = { ...settings, kind: 'knockout' } as const;
  const right = simulateRandomScreen(knockouts);
  const wrong = (flaw: RandomScreenSettings['flaw'] & string) => simulateRandomScreen({ ...knockouts, flaw });

  it('inert: perturbed cells equal controls, including their targets', () => {
    const inert = wrong('inert');
    expect(inert.labels).toEqual(right.labels);
    expect(signalOf(right)).toBeGreaterThan(5);
    expect(signalOf(inert)).toBeLessThan(1.6);
    for (const label of new Set(right.labels.filter((name) => name !== 'control'))) {
      const gene = right.genes.indexOf(label);
      const levelIn = (screen: CapturedScreen, name: string) =>
        meanIn(
          screen,
          gene,
          cellsWhere(screen, (cell) => screen.labels[cell] === name),
        );
      expect(levelIn(right, label)).toBe(0);
      expect(levelIn(inert, 'control')).toBeGreaterThan(0.6);
      expect(Math.abs(levelIn(inert, label) - levelIn(inert, 'control'))).toBeLessThan(0.25);
    }
  });

  it('exchanged: every perturbation has the name of another, with the same signal strength', () => {
    const exchanged = wrong('exchanged');
    expect(exchanged.values).toEqual(right.values);
    for (const [cell, kind] of right.kinds.entries())
      expect(exchanged.labels[cell] === right.labels[cell]).toBe(kind === 'control');
    expect(new Set(exchanged.labels)).toEqual(new Set(right.labels));
    expect(signalOf(exchanged)).toBeGreaterThan(5);
  });

  it('shuffled: the number of labels is kept, without information', () => {
    const shuffled = wrong('shuffled');
    expect(shuffled.values).toEqual(right.values);
    expect(shuffled.labels.toSorted()).toEqual(right.labels.toSorted());
    expect(signalOf(shuffled)).toBeLessThan(1.6);
    for (const [cell, label] of shuffled.labels.entries())
      expect(shuffled.kinds[cell]).toBe(label === 'control' ? 'control' : 'knockout');
  });
});

/** Shares of responding cells, as effects estimate them, in screens in which some perturbed cells were left as controls. */

/** Of the perturbations of which it is told, with the upper end of its 95 % interval. */
async function respondingIn(
  experiment: Partial<ExperimentSettings>,
): Promise<readonly { readonly share: number; readonly high: number }[]> {
  const session = createImport();
  const opened = await session.open(
    alone(await escapingScreen({ escaping: 0, seed: 1, ...experiment })),
    () => {},
  );
  if (!opened.ok) throw new Error(opened.error.tag);
  const read = await session.everyGene(opened.value.recognition.mapping, () => {});
  if (!read.ok) throw new Error(read.error.tag);
  const { responding } = await measureEffects(read.value, 'auto', () => undefined);
  session.close();
  return Array.from(responding.share, (share, k) => ({ share, high: responding.high[k] as number })).filter(
    ({ share }) => Number.isFinite(share),
  );
}

test.each(isQuick ? [1] : [1, 2, 3])(
  'cells of one guide each respond in the planted shares (seed %i)',
  async (seed) => {
    for (const escaping of [0, 0.2, 0.5]) {
      const found = await respondingIn({ seed, escaping });
      expect(found.length).toBeGreaterThan(3);
      // Of those that are told one may be far off, which its interval says.
      expect(Math.abs(statistics.median(found.map(({ share }) => share)) - 1 + escaping)).toBeLessThan(0.08);
    }
  },
);

test.each<[string, Partial<ExperimentSettings>]>([
  ['batches', { capture: { batches: 2, batchSpread: 0.5 } }],
  ['a factor that cells share', { hidden: { factors: 2, strength: 0.5 } }],
  ['weak knockdowns', { kind: 'knockdown', doses: [0.6] }],
  [
    'technical noise',
    { depth: 300, capture: { dropout: 0.3, depthSpread: 0.4, ambient: 0.1, written: 'counts' } },
  ],
])('%s are not taken for cells that do not respond', async (_, experiment) => {
  const found = await respondingIn(experiment);
  expect(found.filter(({ high }) => high < 0.95)).toEqual([]);
});
