/** A known network as a data set keeps it that was learned with it. */
import type { Knowledge } from '../../../src/dataset/knowledge';

const none = { all: 0, covered: 0 };

/** `change`: what was measured of it; nothing otherwise. */
export function knownNetwork(
  edges: Knowledge['edges'],
  strength: number,
  change: Partial<Knowledge> = {},
): Knowledge {
  return {
    name: 'known.tsv',
    edges,
    coverage: { regulators: none, genes: none, edges: none, signs: none },
    asked: strength,
    strength,
    gain: null,
    shuffledGain: null,
    wrongGains: [],
    curve: [],
    ...change,
  };
}
