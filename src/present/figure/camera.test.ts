import { describe, expect, it } from 'vitest';
import { cameraOn, cameraOnPills, pillScale, seen, sees } from './camera';
import { areaOf, overlaps } from './geometry';

const insets = { top: 10, right: 20, bottom: 30, left: 40 };
const mark = { halfWidth: 5, halfHeight: 5 };
const panel = { width: 500, height: 400 };
const places = [
  { x: -300, y: -100 },
  { x: 500, y: 250 },
  { x: 20, y: 700 },
];

describe('a camera on a network', () => {
  it('puts every gene with its mark inside the panel less what lies over it', () => {
    const camera = cameraOn(places, panel, insets, mark);
    for (const place of places) {
      const { x, y } = seen(camera, place);
      expect(x).toBeGreaterThanOrEqual(insets.left + mark.halfWidth - 1e-3);
      expect(x).toBeLessThanOrEqual(panel.width - insets.right - mark.halfWidth + 1e-3);
      expect(y).toBeGreaterThanOrEqual(insets.top + mark.halfHeight - 1e-3);
      expect(y).toBeLessThanOrEqual(panel.height - insets.bottom - mark.halfHeight + 1e-3);
    }
    expect(sees(camera, places, panel, insets)).toBe(true);
  });

  it('stretches one axis at most by about a third more than the other, and not at all where asked', () => {
    const flat = [
      { x: -400, y: 0 },
      { x: 400, y: 10 },
    ];
    const { scaleX, scaleY } = cameraOn(flat, panel, insets, mark);
    expect(scaleY / scaleX).toBeCloseTo(1.35, 5);
    const even = cameraOn(flat, panel, insets, mark, 1);
    expect(even.scaleY).toBe(even.scaleX);
  });

  it('misses a gene that has left the panel', () => {
    const camera = cameraOn(places, panel, insets, mark);
    expect(sees(camera, [...places, { x: 3000, y: 0 }], panel, insets)).toBe(false);
  });
});

const pill = (x: number, y: number) => ({ x, y, halfWidth: 30, halfHeight: 14 });

describe('the size of pills', () => {
  const smaller = (pills: readonly ReturnType<typeof pill>[]) => {
    const scale = pillScale(pills);
    return pills.map(({ x, y }) => areaOf({ x, y, halfWidth: 30 * scale, halfHeight: 14 * scale }));
  };

  it('is their own where none lies on another', () => {
    expect(pillScale([pill(0, 0), pill(64, 0), pill(0, 32)])).toBe(1);
  });

  it.each([
    ['beside each other', pill(50, 10)],
    ['above each other', pill(10, 25)],
  ])('is as large as they may be %s', (_, second) => {
    const [a, b] = smaller([pill(0, 0), second]);
    expect(a && b && overlaps(a, b)).toBe(false);
    const scale = pillScale([pill(0, 0), second]);
    expect(scale).toBeGreaterThan(0.72);
    expect(scale).toBeLessThan(1);
  });

  it('keeps names legible where genes lie on one another', () => {
    expect(pillScale([pill(0, 0), pill(1, 1)])).toBe(0.72);
  });

  it('fill a small panel where they would lie on one another, and do not leave it', () => {
    // Rows wider than the panel, in which every second gene lies a little lower.
    const pills = Array.from({ length: 30 }, (_, gene) => ({
      x: 160 * (gene % 6),
      y: 110 * Math.floor(gene / 6) + 40 * (gene % 2),
      halfWidth: 40,
      halfHeight: 14,
    }));
    const phone = { width: 390, height: 420 };
    const fitted = (size: number, stretch?: number) =>
      cameraOn(pills, phone, insets, { halfWidth: 40 * size, halfHeight: 14 * size }, stretch);
    const covered = ({ camera, size }: ReturnType<typeof cameraOnPills>) => {
      const boxes = pills.map((one) =>
        areaOf({ ...seen(camera, one), halfWidth: 40 * size, halfHeight: 14 * size }),
      );
      return boxes.flatMap((box, i) => boxes.slice(i + 1).filter((other) => overlaps(box, other))).length;
    };
    const before = {
      camera: fitted(1),
      size: pillScale(pills.map((one) => ({ ...one, ...seen(fitted(1), one) }))),
    };
    const found = cameraOnPills(pills, fitted);
    expect(covered(before)).toBeGreaterThan(5);
    expect(covered(found)).toBe(0);
    expect(sees(found.camera, pills, phone, insets)).toBe(true);
  });
});
