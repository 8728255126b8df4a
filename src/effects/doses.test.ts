/** Curves of simulated screens against their truth. */
import { beforeAll, describe, expect, it } from 'vitest';
import { dosedScreen, type DosedScreen } from '../../tests/support/effects/dosedScreen';
import { allCurves, type DoseCurve, wholeCurves } from './doses';
import { simulatedScreen, type SimulatedDesign } from '../../tests/support/effects/simulatedScreen';
import { KNOCKDOWN } from './gradedGuides';
import { measureEffects, measureTests, type TestedEffects } from './measure';

describe('curves of a simulated screen', () => {
  const doses = [0.1, 1, 10];
  let dosed: DosedScreen;
  let effects: TestedEffects;
  beforeAll(async () => {
    dosed = dosedScreen(3, doses, 41, { genes: 400, shares: [0, 0.3, 0.3] });
    effects = await measureTests(dosed.screen, 'auto');
  });

  it('a compound without effect has none, the others have their dose of half the effect', () => {
    const curves = wholeCurves(effects, dosed.screen.perturbations);
    expect(curves.map(({ of, unit, gene, doses: own }) => [of, unit, gene, [...own]])).toEqual(
      ['c0', 'c1', 'c2'].map((of) => [of, 'µM', null, doses]),
    );
    expect(curves[0]?.fit.verdict).not.toBe('told');
    for (const at of [1, 2]) {
      const { fit, perturbations } = curves[at] ?? { fit: null, perturbations: [] };
      expect(fit?.verdict).toBe('told');
      expect(Math.abs(Math.log((fit?.half ?? 0) / (dosed.halves[at] ?? 1)))).toBeLessThan(Math.log(1.5));
      expect(perturbations).toEqual(doses.map((_, dose) => 1 + 3 * at + dose));
    }
  });

  it('the order of perturbations does not matter, nor do other perturbations', () => {
    const { perturbations } = dosed.screen;
    const only = perturbations.map((one, k) => {
      const { dose: _, ...without } = one;
      return k < 4 ? without : one;
    });
    const [, first] = wholeCurves(effects, perturbations);
    expect(wholeCurves(effects, only)[0]).toEqual(first);
    const mixed = perturbations.map((one, k) =>
      k === 4 && one.dose ? { ...one, dose: { ...one.dose, value: 1000 } } : one,
    );
    expect([...(wholeCurves(effects, mixed)[1]?.perturbations ?? [])]).toEqual([5, 6, 4]);
  });

  it('genes that change at any dose have a curve of their log2 fold changes', () => {
    const { perturbations } = dosed.screen;
    const curves = [...allCurves(effects, perturbations, 0.05)];
    const width = effects.genes.length;
    for (const at of [0, 1, 2]) {
      const own = curves.filter(({ of }) => of === `c${at}`);
      const changed = Array.from(effects.genes.keys()).filter((gene) =>
        doses.some((_, dose) => (effects.q[(1 + 3 * at + dose) * width + gene] as number) < 0.05),
      );
      expect(own.map(({ gene }) => gene)).toEqual([null, ...changed]);
      for (const { gene, effects: found, errors } of own.slice(1))
        doses.forEach((_, dose) => {
          const place = (1 + 3 * at + dose) * width + (gene ?? 0);
          expect(found[dose]).toBe(effects.folds.log2[place]);
          expect(errors[dose]).toBeGreaterThan(0);
        });
    }
  });

  it('two doses are points without a fit', () => {
    const two = dosed.screen.perturbations.map((one, k) =>
      k % 3 === 0 ? { ...one, dose: { value: 0, unit: 'µM', of: 'c', ofTargets: [0] } } : one,
    );
    const curves = wholeCurves(effects, two);
    expect(curves.map(({ fit, doses: own }) => [fit.verdict, own.length])).toEqual([
      ['few doses', 2],
      ['few doses', 2],
      ['few doses', 2],
    ]);
  });

  it('without replicates a dose has the root mean square of its changes, and no error', () => {
    const [, curve] = wholeCurves({ ...effects, isTested: false }, dosed.screen.perturbations);
    const width = effects.genes.length;
    curve?.perturbations.forEach((k, dose) => {
      const changes = Array.from(effects.folds.log2.subarray(k * width, (k + 1) * width)).filter(
        (_, gene) => effects.own[k * width + gene] !== 1,
      );
      expect(curve.effects[dose]).toBeCloseTo(Math.hypot(...changes) / Math.sqrt(changes.length), 12);
    });
    expect([curve?.fit.verdict, ...(curve?.errors ?? [])]).toEqual(['not tested', 0, 0, 0]);
  });
});

it('compounds without effect have none beside few controls, whose noise all doses share', async () => {
  for (const seed of [61, 62, 63]) {
    const inert = dosedScreen(3, [0.1, 1, 10], seed, {
      genes: 300,
      shares: [0, 0, 0],
      controlGuides: 4,
      controlCells: 8,
      cells: 60,
      guideSpread: 0.05,
    });
    const curves = wholeCurves(await measureTests(inert.screen, 'controls'), inert.screen.perturbations);
    expect(curves.map(({ fit }) => fit.verdict)).toEqual(['no effect', 'no effect', 'no effect']);
  }
});

it('the errors of genes that rise much are those of their own counts', async () => {
  const { screen, expected } = dosedScreen(3, [0.1, 1, 10], 47, {
    genes: 500,
    shares: [0.2, 0.2, 0.2],
    scale: 2,
    depth: 4,
    guides: 1,
    lanes: 2,
    guideSpread: 0.15,
  });
  const effects = await measureTests(screen, 'controls');
  const scores = [...allCurves(effects, screen.perturbations, 0.05)].flatMap(
    ({ gene, perturbations, effects: found, errors }) =>
      perturbations.flatMap((k, dose) => {
        const change = (expected[k * effects.genes.length + (gene ?? 0)] as number) / Math.LN2;
        const score = ((found[dose] as number) - change) / (errors[dose] as number);
        return gene !== null && change > 1.5 ? [score] : [];
      }),
  );
  expect(scores.length).toBeGreaterThan(50);
  expect(Math.hypot(...scores) / Math.sqrt(scores.length)).toBeLessThan(1.4);
});

const isInert = ({ perturbations }: DoseCurve) => (perturbations[0] ?? 0) > 2;

describe('guides that take different parts of their target', () => {
  const parts = [0.2, 0.45, 0.65, 0.8, 0.95];
  /** Two perturbations that change a fifth of the genes by that power of the part, two that change none. */
  async function graded(power: number, given: Partial<SimulatedDesign['graded']> = {}, guideSpread = 0.12) {
    const { screen } = simulatedScreen(
      {
        genes: 400,
        shares: [0.2, 0.2, 0, 0],
        guides: 5,
        cells: 80,
        depth: 4,
        ownFold: 0.5,
        offTarget: 0,
        guideSpread,
        graded: { parts, power, ...given },
      },
      81,
    );
    const effects = await measureEffects(screen, 'auto', () => undefined);
    return { effects, screen, curves: wholeCurves(effects, screen.perturbations) };
  }

  it.each([
    [1, 50],
    [3, 79],
  ])('the knockdown of half the effect is that of the simulation (power %d)', async (power, half) => {
    const { curves, effects, screen } = await graded(power);
    for (const { unit, doses, perturbations } of curves) {
      expect(unit).toBe(KNOCKDOWN);
      expect(new Set(perturbations).size).toBe(1);
      // Guides whose part is not told are left out.
      const untold = parts.length - doses.length;
      doses.forEach((dose, at) => {
        const taken = parts.slice(at, at + untold + 1).map((part) => Math.abs(dose - 100 * part));
        expect(Math.min(...taken)).toBeLessThan(25);
      });
    }
    expect(curves.filter((curve) => isInert(curve) && curve.fit.verdict === 'told')).toEqual([]);
    const missed = ({ fit }: DoseCurve) => fit.low > half || fit.high < half;
    expect(curves.filter((curve) => !isInert(curve) && missed(curve))).toEqual([]);
    expect(curves.filter(({ fit }) => fit.verdict === 'told')).not.toEqual([]);
    // Changed genes have curves too, but for the target, which is the dose.
    const genes = [...allCurves(effects, screen.perturbations, 0.05)].filter(({ of }) => of === 'p1');
    const own = screen.perturbations[1]?.targets[0];
    expect(genes.length).toBeGreaterThan(3);
    expect(genes.map(({ gene }) => gene)).not.toContain(own);
  });

  it('guides of one strength, knockouts and screens without a measured target have no curve', async () => {
    expect((await graded(1, { parts: [0.8, 0.8, 0.8, 0.8, 0.8] }, 0)).curves).toEqual([]);
    const { effects, screen } = await graded(1);
    const knockouts = screen.perturbations.map((one) => ({
      ...one,
      kind: one.kind && ('knockout' as const),
    }));
    expect(wholeCurves(effects, knockouts)).toEqual([]);
    const elsewhere = { ...effects, own: effects.own.map(() => 0) };
    expect(wholeCurves(elsewhere, screen.perturbations)).toEqual([]);
  });
});
