/**
 * What the narrated line says next: at most every ten seconds, the number of settled edges among the strongest and the
 * strongest edge that was not among them before. Facts only; the sentence is made in ui/text/narration.ts.
 */
import { edgeAt, strongestPairs } from '../../network/ranking';
import { latestSnapshot, liveNetwork, recentSteadiness, snapshotsSeen } from './snapshots';
import type { Narration } from './state';

const pauseMs = 10_000;
/** Same sign and half the size in nine of the last ten snapshots; fewer than five say nothing. */
const settled = 0.9;
const fewestSnapshots = 5;

let spokenAt = -Infinity;
let known: ReadonlySet<number> = new Set();

export function resetNarrator(): void {
  spokenAt = -Infinity;
  known = new Set();
}

/** The line that stands, or a new one when its time has come. */
export function narrated(standing: Narration | null): Narration | null {
  const now = performance.now();
  if (now - spokenAt < pauseMs) return standing;
  const network = liveNetwork();
  const steadiness = recentSteadiness();
  const snapshot = latestSnapshot();
  if (!network || !steadiness || !snapshot) return standing;
  if (snapshotsSeen() < fewestSnapshots || snapshot.refining) return standing;
  const strongest = strongestPairs(network, 2 * network.genes.length);
  const fresh = strongest.find((pair) => !known.has(pair));
  const edge = fresh === undefined ? null : edgeAt(network, fresh);
  spokenAt = now;
  known = new Set(strongest);
  return {
    step: snapshot.step,
    stableEdges: strongest.filter((pair) => (steadiness[pair] ?? 0) >= settled).length,
    strongestNew:
      edge && edge.weight !== 0
        ? {
            source: network.genes[edge.source] ?? '',
            target: network.genes[edge.target] ?? '',
            sign: edge.weight > 0 ? 1 : -1,
          }
        : null,
  };
}
