import { describe, expect, it } from 'vitest';
import { fitting, stillFits } from './viewport';

const insets = { top: 10, right: 20, bottom: 30, left: 40 };
const box = { halfWidth: 5, halfHeight: 5 };
const panel = { width: 500, height: 400 };

/** The mapping of a square network with half side `size`. */
function at(size: number) {
  return fitting(Float32Array.of(-size, -size, size, size), panel, insets, box);
}

describe('fitting a network to its panel', () => {
  it('puts every gene with its box inside the panel less the margins', () => {
    const positions = Float32Array.of(-300, -100, 500, 250, 20, 700);
    const { scaleX, scaleY, x, y } = fitting(positions, panel, insets, box);
    for (let i = 0; i < positions.length; i += 2) {
      const [left, top] = [(positions[i] ?? 0) * scaleX + x, (positions[i + 1] ?? 0) * scaleY + y];
      expect(left).toBeGreaterThanOrEqual(insets.left + box.halfWidth - 1e-3);
      expect(left).toBeLessThanOrEqual(panel.width - insets.right - box.halfWidth + 1e-3);
      expect(top).toBeGreaterThanOrEqual(insets.top + box.halfHeight - 1e-3);
      expect(top).toBeLessThanOrEqual(panel.height - insets.bottom - box.halfHeight + 1e-3);
    }
  });

  it('stretches one axis at most by about a third more than the other', () => {
    const { scaleX, scaleY } = fitting(Float32Array.of(-400, 0, 400, 10), panel, insets, box);
    expect(scaleY / scaleX).toBeCloseTo(1.35, 5);
  });

  it('keeps the mapping while the network changes little, and refits when it outgrows the panel', () => {
    expect(stillFits(at(200), at(206))).toBe(true);
    expect(stillFits(at(200), at(230))).toBe(false);
  });
});
