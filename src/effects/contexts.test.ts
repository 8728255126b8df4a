/** Contexts of simulated screens against what was put into them, and the cells of one context against brute force. */
import { describe, expect, it } from 'vitest';
import { contextScreen, type ContextDesign } from '../../tests/support/effects/contextScreen';
import { logNormalised, screenInMemory } from '../../tests/support/effects/simulatedScreen';
import type { EveryGene } from '../dataset/quality/everyGene';
import { Random } from '../numerics/random';
import { batchesInContexts, inContext } from './contextCells';
import { type ContextsBeside, measureContexts } from './contexts';
import { measureTests } from './measure';

/** [cells × genes], and of each cell its guides and batch by name. */
async function cellsOf(screen: EveryGene) {
  const width = screen.genes.length;
  const values = screen.batchOfCell.length * width;
  const dense = new Float64Array(values);
  await screen.pass(
    ({ count, rows, genes, values: of }) => {
      for (let at = 0; at < count; at++) dense[(rows[at] ?? 0) * width + (genes[at] ?? 0)] = of[at] ?? NaN;
    },
    { onBytes: () => undefined },
  );
  const nameOf = (guide: number) => {
    const { name, perturbation } = screen.guides[guide] ?? { name: '', perturbation: 0 };
    return `${name} of ${screen.perturbations[perturbation]?.label}`;
  };
  const sets = screen.guideSets;
  return Array.from(screen.batchOfCell, (batch, cell) => ({
    values: [...dense.subarray(cell * width, (cell + 1) * width)],
    batch: screen.batches[batch],
    guide: nameOf(screen.guideOfCell[cell] ?? -1),
    guides: sets ? [...sets.members.subarray(sets.starts[cell], sets.starts[cell + 1])].map(nameOf) : [],
  }));
}

describe('the cells of one context', () => {
  const random = Random.mixed(12);
  const cells = 60;
  const perturbationOfGuide = [0, 0, 1, 1, 2];
  const starts = Int32Array.from({ length: cells + 1 }, (_, cell) => 2 * cell);
  const members = Int32Array.from({ length: 2 * cells }, () => random.integer(5));
  const screen: EveryGene = {
    ...screenInMemory({
      genes: 4,
      perturbations: 3,
      perturbationOfGuide,
      guideOfCell: Int32Array.from({ length: cells }, (_, cell) => members[2 * cell] ?? 0),
      values: 'counts',
      dense: Array.from({ length: 4 * cells }, () => random.integer(3)),
    }),
    batches: ['a', 'b', 'c'],
    batchOfCell: Int32Array.from({ length: cells }, () => random.integer(3)),
    guideSets: { starts, members },
    contexts: {
      column: 'type',
      names: ['x', 'y'],
      ofCell: Int32Array.from({ length: cells }, () => random.integer(3) - 1),
    },
  };

  it('are those of the screen, with their guides, perturbations and batches', async () => {
    const all = await cellsOf(screen);
    for (const context of [0, 1]) {
      const one = inContext(screen, context);
      expect(await cellsOf(one)).toEqual(all.filter((_, cell) => screen.contexts?.ofCell[cell] === context));
      expect(one.perturbations[0]?.label).toBe('control');
      expect(one.contexts).toBeUndefined();
      expect(new Set(one.batchOfCell).size).toBe(one.batches.length);
    }
  });

  it('have batches of their own in the screen of all cells', () => {
    const { batches, batchOfCell } = batchesInContexts(screen);
    const pairs = Array.from(batchOfCell, (batch, cell) =>
      [
        batches[batch],
        `${'abc'[screen.batchOfCell[cell] ?? 0]}, ${['other contexts', 'x', 'y'][(screen.contexts?.ofCell[cell] ?? -1) + 1]}`,
      ].join(' = '),
    );
    expect(new Set(pairs).size).toBe(batches.length);
    for (const pair of pairs) expect(pair.split(' = ')[0]).toBe(pair.split(' = ')[1]);
  });
});

const times = (n: number, ...of: ContextDesign['acts']) =>
  of.flatMap((one) => Array.from({ length: n }, () => one));

const measure = (screen: EveryGene) =>
  measureContexts(screen, { against: 'auto', rate: 0.05 }, () => undefined);

async function besides(screen: EveryGene): Promise<ContextsBeside> {
  const found = await measure(screen);
  if (!found?.pairs[0]) throw new Error('Two contexts are measured.');
  return found.pairs[0];
}

const small = { genes: 400, lanes: 1 } as const;
const differ = new Set(['only first', 'only second', 'differs']);

describe('two contexts', () => {
  it('differ where a perturbation acts in one of them, and that one is named', async () => {
    const screen = contextScreen(
      { ...small, acts: times(5, [1, 0], [0, 1], [1, 1], [1, 'other'], [0, 0]) },
      205,
    );
    const { lines, genes } = await besides(screen);
    const verdicts = lines.map(({ verdict }) => verdict);
    const share = (from: number, wanted: string) =>
      verdicts.slice(from, from + 5).filter((verdict) => verdict === wanted).length;
    expect(share(0, 'only first')).toBeGreaterThanOrEqual(4);
    expect(share(5, 'only second')).toBeGreaterThanOrEqual(4);
    expect(share(10, 'alike') + share(10, 'both')).toBeGreaterThanOrEqual(4);
    expect(share(15, 'differs')).toBeGreaterThanOrEqual(4);
    expect(verdicts.slice(20).filter((verdict) => differ.has(verdict))).toEqual([]);
    // What both have is as large in one as in the other.
    const ofBoth = lines.slice(10, 15);
    // Of five intervals of 95 %.
    expect(ofBoth.filter(({ ofFirst: { low, high } }) => low < 1 && 1 < high).length).toBeGreaterThanOrEqual(
      4,
    );
    for (const { similarity } of ofBoth) {
      expect(similarity.value).toBeGreaterThan(0.8);
      expect(Math.max(similarity.value, similarity.high)).toBeLessThanOrEqual(1);
    }
    const found = Array.from(genes.q.keys()).filter((at) => (genes.q[at] ?? 1) < 0.05);
    const isFalse = (at: number) =>
      (genes.perturbation[at] ?? 0) > 20 || Math.ceil((genes.perturbation[at] ?? 0) / 5) === 3;
    expect(found.length).toBeGreaterThan(60);
    expect(found.filter(isFalse).length).toBeLessThan(0.05 * found.length);
  });

  it('have differences whose intervals hold the truth, also of genes that rise', async () => {
    const acts = times(10, [1, 1]);
    const screen = contextScreen(
      { ...small, acts, scale: 2, share: 0.15, offTarget: 0, guideSpread: 0.02 },
      31202,
    );
    const { genes } = await besides(screen);
    const rises = [...genes.error.keys()].filter((at) =>
      [genes.first, genes.second].every((log2) => (log2[at] ?? 0) > 0.7),
    );
    expect(rises.length).toBeGreaterThan(100);
    const held = rises.filter(
      (at) => Math.abs(genes.difference[at] ?? NaN) < 1.96 * (genes.error[at] ?? NaN),
    );
    expect(held.length / rises.length).toBeGreaterThan(0.9);
  });

  it.each<[string, Partial<ContextDesign>]>([
    [
      'of other expression, depth and numbers of cells',
      { depths: [1, 0.4], cells: [60, 20], controlCells: [80, 30], apart: 1.2 },
    ],
    ['in which guides have nothing in common', { sharedSpread: 0 }],
    ['in one of which guides act off their targets', { offTarget: 0.3, offOnce: true }],
  ])('%s do not differ where effects are the same', async (_, given) => {
    const screen = contextScreen({ ...small, ...given, acts: times(6, [1, 1], [0, 0]) }, 311);
    const { lines } = await besides(screen);
    expect(lines.filter(({ verdict }) => differ.has(verdict))).toEqual([]);
    expect(
      lines.slice(0, 6).filter(({ similarity }) => similarity.value > 0.8).length,
    ).toBeGreaterThanOrEqual(5);
  });

  it('of logarithms are told as those of counts, each in a batch of its own', async () => {
    const counts = contextScreen({ ...small, acts: times(4, [1, 0], [1, 1], [0, 0]) }, 409);
    const screen = await logNormalised(counts);
    const ofContexts = { batches: ['one', 'two'], batchOfCell: counts.contexts?.ofCell ?? new Int32Array() };
    const { lines } = await besides({ ...screen, ...ofContexts });
    const verdicts = lines.map(({ verdict }) => verdict);
    expect(verdicts.slice(0, 4).filter((verdict) => verdict === 'only first').length).toBeGreaterThanOrEqual(
      3,
    );
    expect(verdicts.slice(4).filter((verdict) => differ.has(verdict))).toEqual([]);
  });

  it('say where cells are too few', async () => {
    const screen = contextScreen({ ...small, acts: times(2, [1, 1]) }, 17);
    const ofCell = screen.contexts?.ofCell.slice() ?? new Int32Array();
    const without = (leave: (k: number, context: number) => boolean): EveryGene => ({
      ...screen,
      contexts: {
        column: 'type',
        names: ['x', 'y'],
        ofCell: ofCell.map((context, cell) =>
          leave(screen.guides[screen.guideOfCell[cell] ?? 0]?.perturbation ?? 0, context) ? -1 : context,
        ),
      },
    });
    const { lines } = await besides(without((k, context) => k === 1 && context === 1));
    expect(lines.map(({ verdict }) => verdict)).toEqual(['few cells', expect.stringMatching(/alike|both/)]);
    const hindrances = async (one: EveryGene) => {
      const found = await measure(one);
      expect(found?.pairs).toEqual([]);
      return found?.contexts.map(({ hindrance }) => hindrance);
    };
    expect(await hindrances(without((k, context) => k === 0 && context === 1))).toEqual([
      null,
      'few controls',
    ]);
    expect(await hindrances(without((k, context) => k > 0 && context === 1))).toEqual([null, 'few cells']);
    expect(await measure({ ...screen, contexts: undefined } as never)).toBeNull();
  });
});

const changed = async (screen: EveryGene) =>
  (await measureTests(screen, 'controls')).q.filter((value) => value < 0.05).length;

it('contexts are no effects in all cells, whatever the shares of the controls', async () => {
  const screen = contextScreen(
    { ...small, acts: times(6, [0, 0]), cells: [10, 50], controlCells: [60, 15], apart: 0.8 },
    503,
  );
  const { contexts: _, ...mixed } = screen;
  expect(await changed(mixed)).toBeGreaterThan(200);
  expect(await changed(screen)).toBeLessThan(6);
});
