/**
 * The fast state of a run, outside React: the newest snapshot, the curves so far and the last ten sets of weights. Charts
 * and the network view subscribe here; React reads useRun.summary, which follows a few times a second.
 */
import type { TrainingSnapshot } from '../../inference/result';
import type { Network } from '../../network/network';
import { DecimatedSeries } from '../../share/series';
import type { Series } from '../../share/summary';

const mostPoints = 2000;
const snapshotsKept = 10;

let names: Pick<Network, 'genes' | 'regulators'> | null = null;
let latest: TrainingSnapshot | null = null;
let loss = new DecimatedSeries(mostPoints);
let heldOut = new DecimatedSeries(mostPoints);
let weights: Float32Array[] = [];
/** Of those weights, once somebody asked; several do, and there may be millions. */
let steadiness: Float32Array | null = null;
const listeners = new Set<() => void>();

/** Called after every change, at most as often as snapshots come; returns what ends it. */
export function subscribeSnapshots(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function latestSnapshot(): TrainingSnapshot | null {
  return latest;
}

/** Total loss per optimiser step, averaged where there are more than 2,000. */
export function lossCurve(): Series {
  return loss.read();
}

/** Error over no change on perturbations left out, where it was measured. */
export function heldOutCurve(): Series {
  return heldOut.read();
}

/** The network as it stands while learning; null before the first snapshot. */
export function liveNetwork(): Network | null {
  return names && latest ? { ...names, weights: latest.weights, stability: null } : null;
}

/**
 * [R × G] share of the last ten snapshots in which a pair had its present sign and at least half its present size: how
 * settled it looks, for its opacity. Not a confidence. null before the first snapshot.
 */
export function recentSteadiness(): Float32Array | null {
  const now = weights.at(-1);
  if (!now) return null;
  steadiness ??= shareAlike(now);
  return steadiness;
}

function shareAlike(now: Float32Array): Float32Array {
  const share = new Float32Array(now.length);
  for (const earlier of weights) {
    for (let pair = 0; pair < now.length; pair++) {
      const present = now[pair] ?? 0;
      const past = earlier[pair] ?? 0;
      if (past * present > 0 && Math.abs(past) >= Math.abs(present) / 2) share[pair] = (share[pair] ?? 0) + 1;
    }
  }
  return share.map((count) => count / weights.length);
}

/** How many snapshots `recentSteadiness` rests on: ten at most. */
export function snapshotsSeen(): number {
  return weights.length;
}

export function takeSnapshot(snapshot: TrainingSnapshot): void {
  const first = snapshot.step - snapshot.recentLoss.length + 1;
  for (const [i, value] of snapshot.recentLoss.entries()) loss.push(first + i, value);
  if (snapshot.heldOutError !== null && snapshot.step !== latest?.step)
    heldOut.push(snapshot.step, snapshot.heldOutError);
  if (!holdsStill(snapshot)) {
    weights = [...weights, snapshot.weights].slice(-snapshotsKept);
    steadiness = null;
  }
  latest = snapshot;
  announce();
}

/** The network of the last snapshot again, as between two fits that refine it: seeing it twice makes it no more settled. */
function holdsStill({ refining, averaged }: TrainingSnapshot): boolean {
  return refining !== null && latest !== null && latest.refining !== null && latest.averaged === averaged;
}

/** The run goes on from an earlier step: what came after it will come again. */
export function rewindSnapshots(step: number): void {
  loss.rewind(step);
  heldOut.rewind(step);
  announce();
}

/** A new run; `curves` are those of a saved one that goes on. */
export function resetSnapshots(
  run: Pick<Network, 'genes' | 'regulators'> | null,
  curves: { readonly loss: Series; readonly heldOut: Series } | null,
): void {
  names = run;
  latest = null;
  weights = [];
  steadiness = null;
  loss = restored(curves?.loss);
  heldOut = restored(curves?.heldOut);
  announce();
}

function restored(points: Series | undefined): DecimatedSeries {
  const series = new DecimatedSeries(mostPoints);
  for (const [i, step] of points?.steps.entries() ?? []) series.push(step, points?.values[i] ?? 0);
  return series;
}

function announce(): void {
  for (const listener of listeners) listener();
}
