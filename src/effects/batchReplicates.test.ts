/** Treatments of donors, of whose cells no column tells guides: donors respond differently. */
import { describe, expect, it } from 'vitest';
import { treatedDonors } from '../../tests/support/effects/donorScreen';
import { median } from '../numerics/statistics';
import { batchReplicates } from './batchReplicates';
import { inContext } from './contextCells';
import { measureContexts } from './contexts';
import { measureEffects, measureTests } from './measure';

/** Share of the unchanged genes with p ≤ .05, and of the changed ones that are found at 5 % false discoveries. */
async function rates(spread: number, seeds: readonly number[]) {
  let [unchanged, below, changed, found] = [0, 0, 0, 0];
  for (const seed of seeds) {
    const { screen, changes } = treatedDonors(spread, seed);
    const { genes: names, tests, q } = await measureTests(screen, 'auto');
    tests.p.forEach((p, at) => {
      const k = Math.floor(at / names.length);
      if (k === 0) return;
      const isChanged = changes[k]?.[Number(names[at % names.length]?.slice(4))] !== 0;
      unchanged += Number(!isChanged);
      below += Number(!isChanged && p <= 0.05);
      changed += Number(isChanged);
      found += Number(isChanged && (q[at] ?? 1) < 0.05);
    });
  }
  return { below: below / unchanged, found: found / changed };
}

describe('donors are the replicates of treatments without guides', () => {
  it('also where they respond differently', async () => {
    const alike = await rates(0, [31, 32]);
    expect(alike.below).toBeLessThan(0.065);
    expect(alike.found).toBeGreaterThan(0.85);
    // By cells, a third of the unchanged genes would have p ≤ .05.
    const different = await rates(0.25, [33, 34]);
    expect(different.below).toBeLessThan(0.08);
    expect(different.found).toBeGreaterThan(0.4);
  });

  it('who agree by chance in what treatments without effect do, in the differences between contexts too', async () => {
    const [alone, differences]: number[][] = [[], []];
    for (const seed of [36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47]) {
      const { screen } = treatedDonors(0.2, seed, 0);
      alone?.push(...(await measureTests(screen, 'auto')).agreement.slice(1));
      if (seed > 41) continue;
      const contexts = {
        column: 'type',
        names: ['x', 'y'],
        ofCell: screen.batchOfCell.map((_, cell) => cell % 2),
      };
      const found = await measureContexts(
        { ...screen, contexts },
        { against: 'auto', rate: 0.05 },
        () => undefined,
      );
      differences?.push(...(found?.pairs[0]?.lines ?? []).map(({ agreement }) => agreement));
    }
    expect([alone?.length, differences?.length]).toEqual([24, 12]);
    // Beside the controls of all donors, of whose levels each has its own taken out, nine of the first twelve would be below .05.
    for (const p of [alone, differences]) {
      expect(p?.filter((value) => value < 0.05).length).toBeLessThanOrEqual((p?.length ?? 0) / 6);
      expect(median(p ?? [])).toBeGreaterThan(0.2);
    }
  });

  it('who agree in what a treatment does, also in a single one', async () => {
    const { screen } = treatedDonors(0.2, 42);
    const contexts = {
      column: 'kept',
      names: ['yes', 'no'],
      ofCell: screen.guideOfCell.map((guide) => Number(guide === 2)),
    };
    const single = inContext({ ...screen, contexts }, 0);
    expect(single.perturbations).toHaveLength(2);
    for (const of of [screen, single]) {
      const { agreement } = await measureTests(of, 'auto');
      expect(agreement[1]).toBeLessThan(1e-4);
    }
  });

  it('and perturbations keep the one guide of the file', async () => {
    const { screen } = treatedDonors(0.1, 35);
    const found = await measureEffects(screen, 'auto', () => undefined);
    expect(found.batchReplicates).toBe(6);
    expect([...found.guides]).toEqual([1, 1, 1]);
    expect(found.fit.weightOfGuide).toHaveLength(3);
    expect(found.ofGuides.names).toEqual(['g0', 'g1', 'g2']);
    expect(found.ofGuides.level).toHaveLength(3 * found.genes.length);
    expect(found.calibrated).toBe('parts');
    // Donors whose labels are kept apart by guides are blocks alone.
    const guides = screen.guides.flatMap((guide) => [guide, { ...guide, name: `${guide.name}b` }]);
    const guideOfCell = screen.guideOfCell.map((guide, cell) => 2 * guide + (cell % 2));
    expect((await measureTests({ ...screen, guides, guideOfCell }, 'auto')).batchReplicates).toBeUndefined();
  });
});

it('batches in which too few perturbations meet are no replicates', () => {
  const guides = [0, 1, 2].map((perturbation) => ({ name: `g${perturbation}`, perturbation }));
  const of = (guideOfCell: readonly number[], batchOfCell: readonly number[]) =>
    batchReplicates(
      { guides, batches: ['a', 'b'], batchOfCell: Int32Array.from(batchOfCell) },
      { partOfCell: Int32Array.from(guideOfCell), guideOfPart: Int32Array.of(0, 1, 2) },
      10,
    );
  expect(of([0, 1, 2], [0, 0, 0])).toBeNull();
  // One perturbation in both.
  expect(of([0, 0, 1, 2], [0, 1, 0, 1])).toBeNull();
  const found = of([0, 0, 1, 1, 2], [0, 1, 0, 1, 0]);
  expect(found?.batches).toBe(2);
  expect(found?.guides.map(({ name }) => name)).toEqual(['g0, a', 'g0, b', 'g1, a', 'g1, b', 'g2, a']);
  expect([...(found?.partOfCell ?? [])]).toEqual([0, 1, 2, 3, 4]);
});
