/** Values that are lost on the way to the sequencer, as a gene's level decides. */

/** Entries looked at; more do not change the share by a hundredth. */
const MOST = 100_000;
/** Steps of the golden ratio, modulo 1, spread evenly however many genes there are. */
const GOLDEN = 0.6180339887498949;
const HALVINGS = 60;

/**
 * The level K at which half the values are lost, so that over all `levels` above 0 the mean chance K/(K + level)
 * (Michaelis–Menten: Andrews and Hemberg 2019, Bioinformatics 35: 2865) is `share`, below 1. 0 where all levels are.
 */
export function halfLossLevel(levels: Float64Array, share: number): number {
  const seen = Float64Array.from(
    { length: Math.min(MOST, levels.length) },
    (_, i) => levels[Math.floor(((i * GOLDEN) % 1) * levels.length)] ?? 0,
  ).filter((level) => level > 0);
  if (seen.length === 0) return 0;
  let [low, high] = [0, 1];
  while (lostShare(seen, high) < share) high *= 2;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (lostShare(seen, middle) < share) low = middle;
    else high = middle;
  }
  return high;
}

function lostShare(levels: Float64Array, half: number): number {
  return levels.reduce((sum, level) => sum + half / (half + level), 0) / levels.length;
}
