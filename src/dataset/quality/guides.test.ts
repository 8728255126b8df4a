import { describe, expect, it } from 'vitest';
import { countScreen, select } from '../../../tests/support/dataset/countScreen';
import type { Fixture } from '../../../tests/support/dataset/screens';
import { Random } from '../../numerics/random';
import { guideStrengths, type GuideGroup } from './guides';

const WIDTH = 12;

/** Noise with standard deviation 1; a guide shifts its cells by its share of the same effect on half of the genes. */
function noisyScreen(shares: Readonly<Record<string, number>>, cells: number, seed: number) {
  const random = new Random(seed);
  const rows: number[][] = [];
  const drawn = (share: number) => {
    rows.push(
      Array.from({ length: WIDTH }, (_, gene) => 3 + random.normal() + (gene % 2 === 0 ? 1.5 * share : 0)),
    );
    return rows.length - 1;
  };
  const controls = Array.from({ length: 100 }, () => drawn(0));
  const guides = Object.entries(shares).map(([guide, share]): GuideGroup => {
    return {
      guide,
      target: guide.replace(/g\d$/, ''),
      cells: Array.from({ length: cells }, () => drawn(share)),
    };
  });
  return { values: Float32Array.from(rows.flat()), guides, controls };
}

function strengthsOf(shares: Readonly<Record<string, number>>, cells = 60, seed = 1) {
  const { values, guides, controls } = noisyScreen(shares, cells, seed);
  return guideStrengths(values, WIDTH, guides, controls);
}

describe('guides of one target', () => {
  it('with equal effects are alike; one without an effect and one with the opposite effect are weak', () => {
    const found = strengthsOf({ STAT1g1: 1, STAT1g2: 1, STAT1g3: 0, STAT1g4: 1, STAT1g5: -0.5 });
    expect(found.map(({ guide, verdict }) => [guide, verdict])).toEqual([
      ['STAT1g1', 'alike'],
      ['STAT1g2', 'alike'],
      ['STAT1g3', 'weak'],
      ['STAT1g4', 'alike'],
      ['STAT1g5', 'weak'],
    ]);
    expect(found[2]?.strength).toBeCloseTo(0, 0);
    expect(found[4]?.strength).toBeLessThan(0);
  });

  it('have the simulated share of the effect, over many screens', () => {
    const seeds = Array.from({ length: 20 }, (_, seed) => seed + 1);
    const half = seeds.map(
      (seed) => strengthsOf({ Ag1: 0.7, Ag2: 1, Ag3: 1 }, 60, seed)[0]?.strength ?? Number.NaN,
    );
    const mean = half.reduce((sum, strength) => sum + strength, 0) / half.length;
    expect(mean).toBeGreaterThan(0.65);
    expect(mean).toBeLessThan(0.75);
  });

  it('are not compared if there is only one, if the others have no effect, or with few cells', () => {
    expect(strengthsOf({ Ag1: 1, Bg1: 1 })).toEqual([]);
    expect(strengthsOf({ Ag1: 1, Ag2: 1 }, 5)).toEqual([]);
    const { values, guides } = noisyScreen({ Ag1: 1, Ag2: 1 }, 60, 1);
    expect(guideStrengths(values, WIDTH, guides, [0, 1, 2])).toEqual([]);
    const idle = Array.from({ length: 20 }, (_, seed) =>
      strengthsOf({ Ag1: 0, Ag2: 0, Ag3: 0 }, 60, seed + 1),
    ).flat();
    expect(idle.length).toBeLessThan(3);
  });
});

/** The counts of that screen under other labels: cells of `made` get the label at the same position in `said`. */
function relabelled(made: readonly string[], said: readonly string[]): Fixture {
  const screen = countScreen(made);
  return {
    ...screen,
    obs: { perturbation: screen.rows.map((_, cell) => said[cell % said.length] ?? null) },
  };
}

it('a guide without an effect is reported relative to the others of its target', async () => {
  const screen = relabelled(
    ['control', 'control', 'GATA1', 'GATA1', 'control'],
    ['control', 'control', 'GATA1_g1', 'GATA1_g2', 'GATA1_g3'],
  );
  const { notes, conditions } = await select(screen);
  expect(conditions.map(({ label }) => label)).toEqual(['control', 'GATA1']);
  const weak = notes.find((note) => note.tag === 'weak-guides');
  expect(weak?.guides.map(({ guide }) => guide)).toEqual(['GATA1_g3']);
  expect(weak?.guides[0]?.strength).toBeLessThan(0.5);
});

it('effective guides, and a target with one guide, give no note', async () => {
  const screen = relabelled(
    ['control', 'control', 'GATA1', 'GATA1', 'SPI1'],
    ['control', 'control', 'GATA1_g1', 'GATA1_g2', 'SPI1_g1'],
  );
  expect((await select(screen)).notes.map(({ tag }) => tag)).not.toContain('weak-guides');
});

it('cells with several guides are counted; a control word is no guide', async () => {
  const several = relabelled(
    ['control', 'control', 'GATA1', 'GATA1', 'SPI1'],
    ['control', 'control', 'GATA1_g1|GATA1_g2', 'GATA1_g1|NTg3', 'SPI1+ctrl'],
  );
  expect((await select(several)).notes).toContainEqual({
    tag: 'several-guides',
    sameTarget: 28,
    besideControl: 28,
    severalTargets: 0,
  });
  const single = relabelled(['control', 'GATA1'], ['control', 'GATA1+ctrl']);
  expect((await select(single)).notes.map(({ tag }) => tag)).not.toContain('several-guides');
});
