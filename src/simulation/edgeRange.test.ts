import { expect, test } from 'vitest';
import { Random } from '../numerics/random';
import { edgeRange } from './edgeRange';
import type { TopologySettings } from './networkBuilder';
import { cyclic, scaleFree } from './topologies';

const sizes = [
  [3, 2],
  [6, 5],
  [12, 2],
  [20, 19],
  [24, 16],
  [60, 25],
] as const;

const draw = {
  acyclic: scaleFree,
  cyclic,
} satisfies Record<string, (settings: TopologySettings, random: Random) => unknown>;

test.each(['acyclic', 'cyclic'] as const)(
  '%s networks of the least and the most edges can be drawn',
  (topology) => {
    for (const [genes, regulators] of sizes) {
      const { least, most } = edgeRange(topology, { genes, regulators });
      expect(least).toBeLessThanOrEqual(most);
      for (const edges of [least, most]) {
        for (const seed of [1, 2, 3]) {
          const { regulations } = draw[topology](
            { genes, regulators, edges, repressing: 0.3 },
            new Random(seed),
          );
          expect(regulations.length).toBeGreaterThanOrEqual(edges);
          expect(new Set(regulations.map(({ source }) => source)).size).toBe(regulators);
          expect(regulations.length).toBeLessThanOrEqual(Math.max(edges, least + regulators));
        }
      }
    }
  },
);
