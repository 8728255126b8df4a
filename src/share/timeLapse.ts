/**
 * The network as it was while it was learned: its strongest edges at up to sixty steps, evenly spaced. At most 0.4 MB of numbers, so
 * that it is kept with the run (docs/decisions/0063).
 */
import type { TrainingSnapshot } from '../inference/run/result';
import type { Module, Network } from '../network/network';
import { strongestPairs } from '../network/ranking';

export const MAX_FRAMES = 60;
/** As many as a network in training shows at most. */
export const MAX_FRAME_EDGES = 500;

export interface TimeLapseFrame {
  readonly step: number;
  /** The latest cross-validated error over no change; null: not measured yet. */
  readonly error: number | null;
  /** [E] indices into Network.weights, strongest first. */
  readonly pairs: Int32Array;
  /** [E] */
  readonly weights: Float32Array;
  /** [E] share of the last ten snapshots that had the edge, with its sign and at least half its size. */
  readonly agreement: Float32Array;
  /** Index into TimeLapse.modules; null: none were found yet. */
  readonly modules: number | null;
}

export interface TimeLapse {
  /** In the order of learning. */
  readonly frames: readonly TimeLapseFrame[];
  /** Steps between two frames, at least; grows as the run goes on. */
  readonly every: number;
  /** Every set of modules that a frame has. */
  readonly modules: readonly (readonly Module[])[];
}

export const noTimeLapse: TimeLapse = { frames: [], every: 1, modules: [] };

/** With a frame of this snapshot, where one is due: some 120 times in a run. `agreement`: [R × G], asked for only then. */
export function withSnapshot(
  before: TimeLapse,
  { step, steps, heldOutError, weights, modules }: TrainingSnapshot,
  { genes, regulators }: Pick<Network, 'genes' | 'regulators'>,
  agreement: () => Float32Array | null,
): TimeLapse {
  const lapse = { ...before, every: Math.max(before.every, Math.ceil(steps / (2 * MAX_FRAMES))) };
  if (!isDue(lapse, step)) return before;
  const room = withRoom(lapse);
  if (!isDue(room, step)) return room;
  const pairs = strongestPairs({ genes, regulators, weights, stability: null }, MAX_FRAME_EDGES).filter(
    (pair) => weights[pair] !== 0,
  );
  const agreeing = agreement();
  const sets = modules ? withSet(room.modules, modules) : room.modules;
  const frame: TimeLapseFrame = {
    step,
    error: heldOutError,
    pairs,
    weights: Float32Array.from(pairs, (pair) => weights[pair] ?? 0),
    agreement: Float32Array.from(pairs, (pair) => agreeing?.[pair] ?? 1),
    modules: modules && indexOfSet(sets, modules),
  };
  return { every: room.every, modules: sets, frames: [...room.frames, frame] };
}

/** For a run that continues from an earlier step, where later frames come again. */
export function rewound({ frames, ...rest }: TimeLapse, step: number): TimeLapse {
  return { ...rest, frames: frames.filter((frame) => frame.step <= step) };
}

function isDue({ frames, every }: Pick<TimeLapse, 'frames' | 'every'>, step: number): boolean {
  const last = frames.at(-1);
  return !last || step >= last.step + every;
}

/** Room for one more frame: where there is none, frames twice as far apart are left, the first among them. */
function withRoom(lapse: TimeLapse): TimeLapse {
  let { frames, every } = lapse;
  while (frames.length >= MAX_FRAMES) {
    frames = thinned(frames, 2 * every);
    every = Math.max(2 * every, closest(frames));
  }
  return { ...lapse, frames, every };
}

function thinned(frames: readonly TimeLapseFrame[], every: number): readonly TimeLapseFrame[] {
  const left: TimeLapseFrame[] = [];
  for (const frame of frames) if (isDue({ frames: left, every }, frame.step)) left.push(frame);
  return left;
}

/** Steps between the two closest frames, or 0. */
function closest(frames: readonly TimeLapseFrame[]): number {
  const gaps = frames
    .slice(1)
    .map((frame, i) => frame.step - (frames[i]?.step ?? 0))
    .filter((gap) => gap > 0);
  return gaps.length === 0 ? 0 : Math.min(...gaps);
}

function indexOfSet(sets: TimeLapse['modules'], modules: readonly Module[]): number {
  const own = JSON.stringify(modules);
  return sets.findIndex((set) => JSON.stringify(set) === own);
}

function withSet(sets: TimeLapse['modules'], modules: readonly Module[]): TimeLapse['modules'] {
  return indexOfSet(sets, modules) < 0 ? [...sets, modules] : sets;
}
