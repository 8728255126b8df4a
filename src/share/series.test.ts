import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { DecimatedSeries } from './lossCurve';

it('never holds more than its capacity, and every point is the mean of as many values as every other', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 400 }), (values) => {
      const capacity = 16;
      const series = new DecimatedSeries(capacity);
      for (const [i, value] of values.entries()) series.push(i + 1, value);
      const points = series.read();
      expect(points.values.length).toBeLessThan(capacity);
      // The smallest power of two that leaves fewer points than the capacity.
      let size = 1;
      while (Math.floor(values.length / size) >= capacity) size *= 2;
      expect(points.values.length).toBe(Math.floor(values.length / size));
      for (const [p, mean] of points.values.entries()) {
        const group = values.slice(p * size, (p + 1) * size);
        expect(mean).toBeCloseTo(group.reduce((sum, value) => sum + value, 0) / size, 10);
        expect(points.steps[p]).toBeCloseTo(p * size + (size + 1) / 2, 10);
      }
    }),
  );
});

it('goes back to a step and on from there without a point of the time between', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 60 }), (reached, step) => {
      const series = new DecimatedSeries(16);
      for (let i = 1; i <= reached; i++) series.push(i, 1);
      const { steps } = series.read();
      const size = steps.length > 1 ? (steps[1] ?? 0) - (steps[0] ?? 0) : 1;
      series.rewind(step);
      const kept = series.read().steps;
      expect(kept).toEqual(steps.slice(0, Math.floor(Math.min(step, steps.length * size) / size)));
      expect([...series.read().values].every((value) => value === 1)).toBe(true);
    }),
  );
});
