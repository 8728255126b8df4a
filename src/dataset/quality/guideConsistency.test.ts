import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { guideStrengths, type GuideGroup } from './guideConsistency';

const WIDTH = 12;

/** Noise of deviation 1; the cells of a guide are shifted by its share of the same effect on half of the genes. */
function screen(shares: Readonly<Record<string, number>>, cells: number, seed: number) {
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
  const { values, guides, controls } = screen(shares, cells, seed);
  return guideStrengths(values, WIDTH, guides, controls);
}

describe('guides of one target', () => {
  it('that do the same are alike; one that does nothing and one that does the opposite are weak', () => {
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

  it('have the share of the effect that they were given, over many screens', () => {
    const seeds = Array.from({ length: 20 }, (_, seed) => seed + 1);
    const half = seeds.map(
      (seed) => strengthsOf({ Ag1: 0.7, Ag2: 1, Ag3: 1 }, 60, seed)[0]?.strength ?? Number.NaN,
    );
    const mean = half.reduce((sum, strength) => sum + strength, 0) / half.length;
    expect(mean).toBeGreaterThan(0.65);
    expect(mean).toBeLessThan(0.75);
  });

  it('are not judged where there is one, where the others do nothing, or where cells are few', () => {
    expect(strengthsOf({ Ag1: 1, Bg1: 1 })).toEqual([]);
    expect(strengthsOf({ Ag1: 1, Ag2: 1 }, 5)).toEqual([]);
    const { values, guides } = screen({ Ag1: 1, Ag2: 1 }, 60, 1);
    expect(guideStrengths(values, WIDTH, guides, [0, 1, 2])).toEqual([]);
    const idle = Array.from({ length: 20 }, (_, seed) =>
      strengthsOf({ Ag1: 0, Ag2: 0, Ag3: 0 }, 60, seed + 1),
    ).flat();
    expect(idle.length).toBeLessThan(3);
  });
});
