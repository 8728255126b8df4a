/**
 * The fast state of a run, outside React: the latest snapshot, the curves so far, the last ten sets of weights, and the
 * narration made from them. Charts and the network view subscribe here; React reads useRun.summary, a few times a second.
 */
import type { TrainingSnapshot } from '../../../inference/run/result';
import type { Network } from '../../../network/network';
import { DecimatedSeries } from '../../../share/lossCurve';
import type { LearningCurves, Series } from '../../../share/finishedRun';
import type { TimeLapse, TimeLapseFrame } from '../../../share/timeLapse';
import { edgeAt, strongestPairs } from '../../../network/ranking';
import type { Narration, RunState } from '../state';
import { useTimeLapse } from '../stores';

const MAX_POINTS = 2000;

const SNAPSHOTS_KEPT = 10;

function restored(points: Series | undefined): DecimatedSeries {
  const series = new DecimatedSeries(MAX_POINTS);
  for (const [i, step] of points?.steps.entries() ?? []) series.push(step, points?.values[i] ?? 0);
  return series;
}

const NARRATION_MS = 10_000;

/** Settled: same sign and half the size in nine of the last ten snapshots, of which there have to be five. */
const SETTLED = 0.9;

const MIN_SNAPSHOTS = 5;

function createSnapshots() {
  let names: Pick<Network, 'genes' | 'regulators'> | null = null;
  let latest: TrainingSnapshot | null = null;
  let loss = new DecimatedSeries(MAX_POINTS);
  let heldOut = new DecimatedSeries(MAX_POINTS);
  let timeLapse: TimeLapse | undefined;
  let weights: Float32Array[] = [];

  /** Computed from `weights` on first request, for all who ask: there may be millions of pairs. */
  let steadiness: Float32Array | null = null;
  let narratedAt = -Infinity;
  let narratedPairs: ReadonlySet<number> = new Set();
  const listeners = new Set<() => void>();

  /** Calls the listener after every change; returns the unsubscribe function. */
  function subscribeSnapshots(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  function latestSnapshot(): TrainingSnapshot | null {
    return latest;
  }

  /** Total loss per optimiser step, averaged where there are more than 2,000. */
  function lossCurve(): Series {
    return loss.read();
  }

  /** Error on held-out perturbations relative to no change, at the steps where it was measured. */
  function heldOutCurve(): Series {
    return heldOut.read();
  }

  /** Frames of the whole run; undefined: none yet. snapshotFrames.ts keeps them. */
  function timeLapseNow(): TimeLapse | undefined {
    return timeLapse;
  }

  /** A run that trains shows itself; a link has no frames. */
  function canReplay({ phase }: Pick<RunState, 'phase'>): boolean {
    return ['paused', 'finished', 'stopped'].includes(phase) && (timeLapse?.frames.length ?? 0) > 1;
  }

  function keepTimeLapse(next: TimeLapse): void {
    timeLapse = next;
  }

  /** For the run file and the browser's storage. */
  function curvesNow(): LearningCurves {
    return { loss: lossCurve(), heldOut: heldOutCurve(), ...(timeLapse && { timeLapse }) };
  }

  /** The network during training; null before the first snapshot. */
  function liveNetwork(): Network | null {
    return names && latest ? { ...names, weights: latest.weights, stability: null } : null;
  }

  /**
   * [R × G] share of the last ten snapshots in which a pair had its present sign and at least half its present size, for its
   * opacity. Not a confidence. null before the first snapshot.
   */
  function recentSteadiness(): Float32Array | null {
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
        if (past * present > 0 && Math.abs(past) >= Math.abs(present) / 2)
          share[pair] = (share[pair] ?? 0) + 1;
      }
    }
    return share.map((count) => count / weights.length);
  }

  function takeSnapshot(snapshot: TrainingSnapshot): void {
    const first = snapshot.step - snapshot.recentLoss.length + 1;
    for (const [i, value] of snapshot.recentLoss.entries()) loss.push(first + i, value);
    if (snapshot.heldOutError !== null && snapshot.step !== latest?.step)
      heldOut.push(snapshot.step, snapshot.heldOutError);
    weights = [...weights, snapshot.weights].slice(-SNAPSHOTS_KEPT);
    steadiness = null;
    latest = snapshot;
    announce();
  }

  /** For a run that continues from an earlier step: later points come again. */
  function rewindSnapshots(step: number): void {
    loss.rewind(step);
    heldOut.rewind(step);
    announce();
  }

  /** For a new run; `curves` are those of a saved run that continues. */
  function resetSnapshots(
    run: Pick<Network, 'genes' | 'regulators'> | null,
    curves: LearningCurves | null,
  ): void {
    names = run;
    latest = null;
    weights = [];
    steadiness = null;
    narratedAt = -Infinity;
    narratedPairs = new Set();
    loss = restored(curves?.loss);
    heldOut = restored(curves?.heldOut);
    timeLapse = curves?.timeLapse;
    announce();
  }

  function announce(): void {
    for (const listener of listeners) listener();
  }

  /**
   * Every ten seconds the number of settled edges among the strongest, and the strongest edge that was not among them at the
   * last narration; before that the `present` narration.
   */
  function narrated(present: Narration | null): Narration | null {
    const now = performance.now();
    if (now - narratedAt < NARRATION_MS) return present;
    const network = liveNetwork();
    const pairSteadiness = recentSteadiness();
    const snapshot = latestSnapshot();
    if (!network || !pairSteadiness || !snapshot) return present;
    if (weights.length < MIN_SNAPSHOTS) return present;
    const strongest = strongestPairs(network, 2 * network.genes.length);
    const fresh = strongest.find((pair) => !narratedPairs.has(pair));
    const edge = fresh === undefined ? null : edgeAt(network, fresh);
    narratedAt = now;
    narratedPairs = new Set(strongest);
    return {
      step: snapshot.step,
      stableEdges: strongest.filter((pair) => (pairSteadiness[pair] ?? 0) >= SETTLED).length,
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

  return {
    subscribeSnapshots,
    latestSnapshot,
    lossCurve,
    heldOutCurve,
    timeLapseNow,
    canReplay,
    keepTimeLapse,
    curvesNow,
    liveNetwork,
    recentSteadiness,
    takeSnapshot,
    rewindSnapshots,
    resetSnapshots,
    narrated,
  };
}

export const {
  subscribeSnapshots,
  latestSnapshot,
  lossCurve,
  heldOutCurve,
  timeLapseNow,
  canReplay,
  keepTimeLapse,
  curvesNow,
  liveNetwork,
  recentSteadiness,
  takeSnapshot,
  rewindSnapshots,
  resetSnapshots,
  narrated,
} = createSnapshots();

/** Shows this frame of the time-lapse on the canvas, in place of the network; null: the network itself. */
export function showFrame(frame: number | null): void {
  useTimeLapse.setState({ frame });
}

export function frameShown(): { readonly lapse: TimeLapse; readonly frame: TimeLapseFrame } | null {
  const lapse = timeLapseNow();
  const frame = lapse?.frames[useTimeLapse.getState().frame ?? -1];
  return lapse && frame ? { lapse, frame } : null;
}
