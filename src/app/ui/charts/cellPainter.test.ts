import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acrossOf,
  cellsInside,
  clearImage,
  downOf,
  drawnArrows,
  frameOf,
  fullLength,
  type Image,
  paintCells,
} from './cellPainter';

const image = (width: number, height: number): Image => ({
  data: new Uint8ClampedArray(4 * width * height),
  width,
  height,
});

const pixel = ({ data, width }: Image, x: number, y: number) =>
  Array.from(data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4));

describe('the frame', () => {
  it('holds every cell, with one unit on both axes and y upwards', () => {
    const points = Float32Array.of(0, 0, 10, 0, 10, 4, NaN, 1);
    const frame = frameOf(points, 220, 200, 10);
    expect(frame.scale).toBe(20);
    expect([acrossOf(frame, 0), acrossOf(frame, 10)]).toEqual([10, 210]);
    expect([downOf(frame, 4), downOf(frame, 0)]).toEqual([60, 140]);
  });
});

describe('cells', () => {
  const painted = {
    points: Float32Array.of(0, 0, 10, 10, 20, 20),
    order: Int32Array.of(0, 1, 2),
    of: Uint8Array.of(0, 1, 0),
    colors: ['#FF0000', '#0000FF'],
    isPicked: null,
    frame: { scale: 1, left: 10.5, top: 30.5 },
    radius: 3,
  };

  it('are drawn in their colours where they lie, in parts', () => {
    const sheet = image(40, 40);
    clearImage(sheet, '#FFFFFF');
    paintCells(sheet, painted, 0, 2);
    expect(pixel(sheet, 10, 30)).toEqual([255, 38, 38, 255]);
    expect(pixel(sheet, 20, 20)).toEqual([38, 38, 255, 255]);
    expect(pixel(sheet, 30, 10)).toEqual([255, 255, 255, 255]);
    expect(pixel(sheet, 15, 25)).toEqual([255, 255, 255, 255]);
    paintCells(sheet, painted, 2, 3);
    expect(pixel(sheet, 30, 10)).toEqual([255, 38, 38, 255]);
  });

  it('that are not picked fade', () => {
    const sheet = image(40, 40);
    clearImage(sheet, '#FFFFFF');
    paintCells(sheet, { ...painted, isPicked: Uint8Array.of(0, 1, 0) }, 0, 3);
    expect(pixel(sheet, 10, 30)[1]).toBeGreaterThan(220);
    expect(pixel(sheet, 20, 20)).toEqual([38, 38, 255, 255]);
  });

  it('outside the image are no error', () => {
    const sheet = image(5, 5);
    clearImage(sheet, '#FFFFFF');
    paintCells(sheet, { ...painted, points: Float32Array.of(-1e9, 0, NaN, 0, 1e9, 1e9) }, 0, 3);
    expect(new Set(sheet.data)).toEqual(new Set([255]));
  });
});

describe('a lasso', () => {
  it('picks the cells of a triangle as its three inequalities do', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.float({ min: -2, max: 4, noNaN: true }), fc.float({ min: -2, max: 4, noNaN: true })),
        ),
        (cells) => {
          const off = cells.filter(([x, y]) => x !== 0 && y !== 0 && x + y !== 2);
          const inside = cellsInside(Float32Array.from(off.flat()), [
            [0, 0],
            [2, 0],
            [0, 2],
          ]);
          expect([...inside]).toEqual(off.map(([x, y]) => Number(x > 0 && y > 0 && x + y < 2)));
        },
      ),
    );
  });

  it('leaves the notch of a bent shape out', () => {
    const shape = [
      [0, 0],
      [4, 0],
      [4, 4],
      [2, 1],
      [0, 4],
    ] as const;
    expect([...cellsInside(Float32Array.of(2, 0.5, 2, 3, 0.5, 2, NaN, 1), shape)]).toEqual([1, 0, 1, 0]);
  });
});

describe('arrows', () => {
  const frame = { scale: 100, left: 0, top: 0 };

  it('point as in the plane and keep the ratio of lengths, up to the longest tenth', () => {
    const arrows = Array.from({ length: 11 }, (_, i) => ({ x: 0, y: 0, dx: i === 10 ? 50 : 0.1 * i, dy: 0 }));
    expect(fullLength(arrows)).toBeCloseTo(0.9, 6);
    const drawn = drawnArrows(arrows, frame).map(({ to: [x] }) => x);
    expect((drawn[3] ?? 0) / (drawn[1] ?? 1)).toBeCloseTo(2, 6);
    expect(drawn.at(-1)).toBeCloseTo(drawn.at(-2) ?? 0, 6);
    const [up] = drawnArrows([{ x: 1, y: -1, dx: 0, dy: 3 }], frame);
    expect(up?.from).toEqual([100, 100]);
    expect(up?.to[0]).toBeCloseTo(100, 6);
    expect(up?.to[1]).toBeLessThan(100);
  });

  it('without length are none', () => {
    expect(drawnArrows([{ x: 1, y: 1, dx: 0, dy: 0 }], frame)).toEqual([]);
    expect(drawnArrows([], frame)).toEqual([]);
  });
});
