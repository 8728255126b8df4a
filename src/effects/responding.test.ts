/** Shares of responding cells in closed form, and in simulated screens in which some cells of each guide are as controls. */
import { describe, expect, it } from 'vitest';
import { labelsAlone, simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { mean, median } from '../numerics/statistics';
import { measureEffects } from './measure';
import { respondingShare } from './responding';

it('is that of a mixture with these moments', () => {
  for (const share of [0.2, 0.6, 1])
    for (const spread of [0.7, 1, 2.5])
      for (const apart of [1.5, 3]) {
        const excess = share * (spread - 1) + share * (1 - share) * apart ** 2;
        expect(respondingShare({ distance: share * apart, excess }, spread)).toBeCloseTo(share, 10);
      }
  expect(respondingShare({ distance: -0.1, excess: 0 }, 1)).toBeNaN();
});

describe('in a simulated screen', () => {
  const shares = [0, 0, 0.1, 0.1, 0.1, 0.1, 0.25, 0.25, 0.25, 0.25];
  it.each([
    [1, 'each guide', {}],
    [0.6, 'each guide', {}],
    [1, 'each label', labelsAlone],
    [0.6, 'each label', labelsAlone],
  ])('%s of the cells of %s respond', async (respondingCells, _, design) => {
    const { screen } = simulatedScreen({ genes: 800, shares, respondingCells, offTarget: 0, ...design }, 61);
    const { responding } = await measureEffects(screen, 'auto', () => undefined);
    const { share, low, high } = responding;
    const told = Array.from(share.keys()).filter((k) => Number.isFinite(share[k]));
    expect(told.length).toBeGreaterThan(5);
    // The control, and perturbations that do nothing.
    expect([0, 1, 2].filter((k) => told.includes(k))).toEqual([]);
    expect(Math.abs(median(told.map((k) => share[k] as number)) - respondingCells)).toBeLessThan(0.1);
    const held = told.filter(
      (k) => (low[k] as number) <= respondingCells && (high[k] as number) >= respondingCells,
    );
    expect(held.length).toBeGreaterThanOrEqual(told.length - 1);
  });

  it('the noise of few controls is not taken for a response of more cells', async () => {
    const few = { respondingCells: 0.6, controlGuides: 4, controlCells: 30, offTarget: 0 };
    let [told, above] = [0, 0];
    for (const seed of [66, 67]) {
      const { screen } = simulatedScreen({ genes: 800, shares, ...few }, seed);
      const { responding } = await measureEffects(screen, 'auto', () => undefined);
      told += responding.low.filter(Number.isFinite).length;
      above += responding.low.filter((low) => low > few.respondingCells).length;
    }
    expect(told).toBeGreaterThan(9);
    expect(above / told).toBeLessThan(0.25);
  });

  it.each([{}, labelsAlone])('cells that respond are told from others of their guide', async (design) => {
    const { screen, responds } = simulatedScreen(
      { genes: 800, shares, respondingCells: 0.6, offTarget: 0, ...design },
      63,
    );
    const { responding } = await measureEffects(screen, 'auto', () => undefined);
    const { share, strength, probability } = responding;
    const perturbationOf = (cell: number) => screen.guides[screen.guideOfCell[cell] ?? -1]?.perturbation ?? 0;
    const cells = [...responds.keys()];
    const told = cells.filter((cell) => Number.isFinite(probability[cell]));
    expect(told).toEqual(cells.filter((cell) => Number.isFinite(strength[cell])));
    expect(told.every((cell) => (share[perturbationOf(cell)] ?? NaN) > 0)).toBe(true);
    const means = (of: Float32Array) =>
      [false, true].map((does) =>
        mean(told.filter((cell) => responds[cell] === does).map((cell) => of[cell] ?? NaN)),
      );
    const [without = NaN, among = NaN] = means(strength);
    expect(Math.abs(without)).toBeLessThan(0.1);
    expect(Math.abs(among - 1)).toBeLessThan(0.15);
    const right = told.filter((cell) => (probability[cell] ?? NaN) >= 0.5 === responds[cell]);
    expect(right.length / told.length).toBeGreaterThan(0.85);
    // As often as their probability says, within the error of the share.
    const expected = mean(told.map((cell) => probability[cell] ?? NaN));
    expect(Math.abs(expected - mean(told.map((cell) => Number(responds[cell]))))).toBeLessThan(0.1);
    const sure = told.filter((cell) => (probability[cell] ?? NaN) > 0.9);
    expect(sure.filter((cell) => responds[cell]).length / sure.length).toBeGreaterThan(0.9);
  });

  it('guides whose gene was cut in fewer cells have a smaller share', async () => {
    const { screen, flawOfGuide } = simulatedScreen(
      { genes: 800, shares, guides: 4, inertGuides: 0.3, offTarget: 0 },
      64,
    );
    const { responding } = await measureEffects(screen, 'auto', () => undefined);
    const meanOf = (isInert: boolean) =>
      mean(
        screen.guides.flatMap((_, guide) => {
          const cells = [...screen.guideOfCell.keys()].filter((cell) => screen.guideOfCell[cell] === guide);
          const told = cells.flatMap((cell) =>
            Number.isFinite(responding.probability[cell]) ? (responding.probability[cell] ?? []) : [],
          );
          return told.length > 0 && (flawOfGuide[guide] === 'inert') === isInert ? mean(told) : [];
        }),
      );
    expect(meanOf(true)).toBeLessThan(0.4);
    expect(meanOf(false)).toBeGreaterThan(0.85);
  });

  it('nothing is said of few cells, or without controls', async () => {
    const one = { genes: 300, shares: [0.3, 0.3, 0.3, 0.3] };
    for (const design of [
      { ...one, ...labelsAlone, cells: 28 },
      { ...one, controlGuides: 0 },
    ]) {
      const { screen } = simulatedScreen(design, 62);
      const { responding } = await measureEffects(screen, 'auto', () => undefined);
      const { share, ofGuides, strength, probability } = responding;
      for (const values of [share, ofGuides.share, strength, probability])
        expect(values.every(Number.isNaN)).toBe(true);
    }
  });
});
