/** Verdicts on guides in simulated screens whose guides are known to be inert, to act off their target, or neither. */
import { beforeAll, describe, expect, it } from 'vitest';
import { simulatedScreen, type SimulatedDesign } from '../../tests/support/effects/simulatedScreen';
import { mean } from '../numerics/statistics';
import { guideChanges, guidesOf } from './changes';
import { measureEffects, type MeasuredEffects } from './measure';

async function measured(design: Partial<SimulatedDesign>, seed: number) {
  const { screen, flawOfGuide } = simulatedScreen({ genes: 600, cells: 80, ...design }, seed);
  return { effects: await measureEffects(screen, 'auto', () => undefined), flawOfGuide };
}

const acting = Array.from({ length: 28 }, (_, k) => (k < 4 ? 0 : 0.15));

describe('guides beside the others of their target', () => {
  let found: { effects: MeasuredEffects; flawOfGuide: readonly string[] };
  beforeAll(async () => {
    found = await measured({ shares: acting, inertGuides: 0.15, offTarget: 0, ownFold: 0.3 }, 731);
  });

  it('are inert where they do nothing, and only there', () => {
    const { verdict, perturbationOfGuide, strength } = found.effects.ofGuides;
    // Of perturbations that act by two guides at least: otherwise there is nothing to compare with.
    const inertIn = (k: number) =>
      Array.from(verdict.keys()).filter(
        (guide) => perturbationOfGuide[guide] === k && found.flawOfGuide[guide] === 'inert',
      ).length;
    const of = (flaw: string) =>
      Array.from(verdict.keys()).filter((guide) => {
        const k = perturbationOfGuide[guide] as number;
        return found.flawOfGuide[guide] === flaw && k > 4 && inertIn(k) < 2;
      });
    const [inert, others] = [of('inert'), of('none')];
    expect(inert.length).toBeGreaterThan(2);
    expect(inert.filter((guide) => verdict[guide] !== 'inert').length).toBeLessThanOrEqual(1);
    expect(others.filter((guide) => verdict[guide] !== 'agrees').length).toBeLessThanOrEqual(1);
    const told = (guides: readonly number[]) =>
      mean(guides.map((guide) => strength[guide] as number).filter((value) => Number.isFinite(value)));
    expect(Math.abs(told(inert))).toBeLessThan(0.1);
    expect(told(others)).toBeGreaterThan(0.8);
  });

  it('have the change of a gene that makes that of their perturbation, and control guides none', () => {
    const { effects, flawOfGuide } = found;
    let [held, all] = [0, 0];
    for (let k = 1; k <= acting.length; k++) {
      const own = guideChanges(effects, { perturbation: k, gene: effects.genes.indexOf(`gene${k - 1}`) });
      guidesOf(effects, k).forEach(({ name }, at) => {
        const guide = effects.ofGuides.names.findIndex(
          (one, place) => one === name && effects.ofGuides.perturbationOfGuide[place] === k,
        );
        const change = own[at];
        if (!change || flawOfGuide[guide] === 'inert') return;
        all += 1;
        // Guides differ by about .12 in ln, and the own target is lowered to .3 by each.
        held += Number(change.low - 0.3 < Math.log2(0.3) && Math.log2(0.3) < change.high + 0.3);
      });
    }
    expect(all).toBeGreaterThan(35);
    expect(held / all).toBeGreaterThan(0.9);
    const controls = guideChanges(effects, { perturbation: 5, gene: 3, of: 0 });
    expect(controls).toHaveLength(10);
    expect(controls.filter(({ low, high }) => low < 0.3 && high > -0.3).length).toBeGreaterThan(8);
  });
});

it('a guide of which most cells are controls is weak', async () => {
  const { screen } = simulatedScreen(
    { genes: 600, cells: 80, shares: acting, offTarget: 0, controlCells: 200 },
    705,
  );
  const cellsOf = (guide: number) =>
    Array.from(screen.guideOfCell.keys()).filter((cell) => screen.guideOfCell[cell] === guide);
  const controls = cellsOf(screen.guides.findIndex(({ perturbation }) => perturbation === 0));
  const guide = screen.guides.findIndex(({ perturbation }) => perturbation === 20);
  const own = cellsOf(guide);
  // Three tenths respond.
  for (const cell of controls.slice(0, Math.round((7 / 3) * own.length))) screen.guideOfCell[cell] = guide;
  const { verdict, strength } = (await measureEffects(screen, 'auto', () => undefined)).ofGuides;
  expect(Math.abs((strength[guide] as number) - 0.3)).toBeLessThan(0.15);
  expect(Array.from(verdict.keys()).filter((at) => verdict[at] === 'weak')).toEqual([guide]);
});

it('guides that act off their target differ, and of two guides it is not told which', async () => {
  const design = { shares: acting.map(() => 0), offTarget: 0.1, offShare: 0.1 };
  const three = await measured(design, 702);
  const { verdict } = three.effects.ofGuides;
  const flawed = Array.from(verdict.keys()).filter((guide) => verdict[guide] !== 'not told');
  const isOff = (guide: number) => three.flawOfGuide[guide] === 'off target';
  const off = flawed.filter(isOff);
  expect(off.length).toBeGreaterThan(1);
  expect(off.filter((guide) => verdict[guide] === 'differs').length).toBeGreaterThanOrEqual(off.length - 2);
  expect(flawed.filter((guide) => !isOff(guide) && verdict[guide] !== 'agrees').length).toBeLessThanOrEqual(
    1,
  );
  const two = await measured({ ...design, guides: 2 }, 703);
  const of = two.effects.ofGuides;
  expect(of.verdict).toContain('one differs');
  expect(of.verdict).not.toContain('differs');
  for (let k = 1; k <= acting.length; k++)
    expect(new Set(guidesOf(two.effects, k).map((guide) => guide.verdict)).size).toBe(1);
});

it('a single guide is not told', async () => {
  const { effects } = await measured({ shares: [0, 0.2, 0.2], guides: 1 }, 704);
  expect(new Set(effects.ofGuides.verdict)).toEqual(new Set(['not told']));
});
