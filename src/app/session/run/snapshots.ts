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

/** The curves and the frames of a run so far. */
function createCurves() {
  let loss = new DecimatedSeries(MAX_POINTS);
  let heldOut = new DecimatedSeries(MAX_POINTS);
  let timeLapse: TimeLapse | undefined;

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

  /** `isNew`: the error on held-out perturbations was measured at this step. */
  function take({ step, recentLoss, heldOutError }: TrainingSnapshot, isNew: boolean): void {
    const first = step - recentLoss.length + 1;
    for (const [i, value] of recentLoss.entries()) loss.push(first + i, value);
    if (heldOutError !== null && isNew) heldOut.push(step, heldOutError);
  }

  function rewind(step: number): void {
    loss.rewind(step);
    heldOut.rewind(step);
  }

  function restore(kept: LearningCurves | null): void {
    loss = restored(kept?.loss);
    heldOut = restored(kept?.heldOut);
    timeLapse = kept?.timeLapse;
  }

  return {
    lossCurve,
    heldOutCurve,
    timeLapseNow,
    canReplay,
    keepTimeLapse,
    curvesNow,
    take,
    rewind,
    restore,
  };
}

/** [R × G] share of these weights, the latest last, in which a pair has its latest sign and at least half its latest size; null without any. */
function shareAlike(weights: readonly Float32Array[]): Float32Array | null {
  const now = weights.at(-1);
  if (!now) return null;
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

/** When the last narration was made, and the strongest pairs of then. */
interface Narrated {
  readonly at: number;
  readonly pairs: ReadonlySet<number>;
}

const notNarrated: Narrated = { at: -Infinity, pairs: new Set() };

/** The number of settled edges among the strongest, and the strongest edge that was not among those `before`. */
function narrationOf(
  now: { readonly network: Network; readonly pairSteadiness: Float32Array; readonly step: number },
  strongest: Int32Array,
  before: ReadonlySet<number>,
): Narration {
  const { network, pairSteadiness, step } = now;
  const fresh = strongest.find((pair) => !before.has(pair));
  const edge = fresh === undefined ? null : edgeAt(network, fresh);
  return {
    step,
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

function createSnapshots(curves: ReturnType<typeof createCurves>) {
  let names: Pick<Network, 'genes' | 'regulators'> | null = null;
  let latest: TrainingSnapshot | null = null;
  let weights: Float32Array[] = [];

  /** Computed from `weights` on first request, for all who ask: there may be millions of pairs. */
  let steadiness: Float32Array | null = null;
  let last = notNarrated;
  const listeners = new Set<() => void>();

  /** Calls the listener after every change; returns the unsubscribe function. */
  function subscribeSnapshots(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  function latestSnapshot(): TrainingSnapshot | null {
    return latest;
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
    steadiness ??= shareAlike(weights);
    return steadiness;
  }

  function takeSnapshot(snapshot: TrainingSnapshot): void {
    curves.take(snapshot, snapshot.step !== latest?.step);
    weights = [...weights, snapshot.weights].slice(-SNAPSHOTS_KEPT);
    steadiness = null;
    latest = snapshot;
    announce();
  }

  /** For a run that continues from an earlier step: later points come again. */
  function rewindSnapshots(step: number): void {
    curves.rewind(step);
    announce();
  }

  /** For a new run; `kept`: the curves of a saved run that continues. */
  function resetSnapshots(
    run: Pick<Network, 'genes' | 'regulators'> | null,
    kept: LearningCurves | null,
  ): void {
    names = run;
    latest = null;
    weights = [];
    steadiness = null;
    last = notNarrated;
    curves.restore(kept);
    announce();
  }

  function announce(): void {
    for (const listener of listeners) listener();
  }

  /** Every ten seconds a new narration; before that the `present` one. */
  function narrated(present: Narration | null): Narration | null {
    const at = performance.now();
    if (at - last.at < NARRATION_MS || !latest || weights.length < MIN_SNAPSHOTS) return present;
    const network = liveNetwork();
    const pairSteadiness = recentSteadiness();
    if (!network || !pairSteadiness) return present;
    const pairs = strongestPairs(network, 2 * network.genes.length);
    const narration = narrationOf({ network, pairSteadiness, step: latest.step }, pairs, last.pairs);
    last = { at, pairs: new Set(pairs) };
    return narration;
  }

  return {
    subscribeSnapshots,
    latestSnapshot,
    liveNetwork,
    recentSteadiness,
    takeSnapshot,
    rewindSnapshots,
    resetSnapshots,
    narrated,
  };
}

const curves = createCurves();

export const { lossCurve, heldOutCurve, timeLapseNow, canReplay, keepTimeLapse, curvesNow } = curves;

export const {
  subscribeSnapshots,
  latestSnapshot,
  liveNetwork,
  recentSteadiness,
  takeSnapshot,
  rewindSnapshots,
  resetSnapshots,
  narrated,
} = createSnapshots(curves);

/** Shows this frame of the time-lapse on the canvas, in place of the network; null: the network itself. */
export function showFrame(frame: number | null): void {
  useTimeLapse.setState({ frame });
}

export function frameShown(): { readonly lapse: TimeLapse; readonly frame: TimeLapseFrame } | null {
  const lapse = timeLapseNow();
  const frame = lapse?.frames[useTimeLapse.getState().frame ?? -1];
  return lapse && frame ? { lapse, frame } : null;
}
