/** A run in the browser's storage: parts that are written at different times, and its line in the list of runs. runFile.ts validates both. */
import { keptCells, perturbationLabels, type DemoName } from '../dataset/dataset';
import type { SavedProgress } from '../inference/run/progress';
import type { FinishedRun } from './finishedRun';
import type { KeptMethod } from './keptMethod';

/** Raise it when a type below changes its meaning: older records are then refused, never misread. */
export const recordVersion = 3;

/** The broadcast channel on which tabs learn that the list of runs has changed. */
export const runsChannel = 'modulode runs';

/** Written once, at the start. */
export interface SavedStart extends Pick<FinishedRun, 'dataset' | 'settings' | 'truth' | 'demo'> {
  readonly version: number;
  /** Links the parts. */
  readonly id: string;
}

/** Written every few seconds. */
export interface SavedState extends Pick<FinishedRun, 'savedAt' | 'summary' | 'curves'> {
  readonly version: number;
  readonly id: string;
  readonly progress: SavedProgress | null;
  readonly result: FinishedRun['result'] | null;
}

/** Written with the state, and when the person leaves the run. */
export type SavedView = Pick<FinishedRun, 'view' | 'placement'>;

export interface SavedRun {
  readonly start: SavedStart;
  readonly state: SavedState;
  /** null: the first view. */
  readonly view: SavedView | null;
  /** What other methods found; written when one of them has finished. */
  readonly methods: readonly KeptMethod[];
  /** As FinishedRun.effects; null where none are kept. */
  readonly effects: string | null;
}

/** One line of the list of runs, kept beside the run so that the list opens without reading any cells. */
export interface RunEntry {
  readonly id: string;
  /** Given by the person; null: named after its data set. */
  readonly name: string | null;
  /** Name of the data set. */
  readonly dataset: string;
  readonly demo: DemoName | null;
  /** Tells apart the runs of one data set: 1, 2 … */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly cells: number;
  readonly genes: number;
  readonly perturbations: number;
  readonly seed: number;
  /** Cross-validated error relative to no change; null: not measured. */
  readonly error: number | null;
  readonly step: number;
  readonly steps: number;
  /** It has a result; otherwise training can continue from `step`. */
  readonly finished: boolean;
  /** Bytes of each part. */
  readonly sizes: {
    readonly start: number;
    readonly state: number;
    readonly kept: number;
    readonly methods: number;
    readonly effects: number;
  };
}

/** Of all parts of a run. */
export function bytesOfRun({ sizes }: Pick<RunEntry, 'sizes'>): number {
  return Object.values(sizes).reduce((sum, size) => sum + size, 0);
}

/** A run of the list as it was found. */
export interface ListedRun {
  readonly id: string;
  /** null: the line cannot be read. */
  readonly entry: RunEntry | null;
  /** Its line or its parts cannot be read. */
  readonly damaged: boolean;
}

/** The runs, the latest first, and the storage of this page. */
export interface RunLibrary {
  readonly runs: readonly ListedRun[];
  /** Bytes; null where the browser does not tell. */
  readonly storage: { readonly used: number; readonly available: number } | null;
}

export type StorageError =
  | { readonly tag: 'storage-full' }
  | { readonly tag: 'storage-unavailable' }
  /** Another tab of an earlier version keeps the storage open. */
  | { readonly tag: 'storage-blocked' }
  | { readonly tag: 'run-damaged' }
  /** It was deleted, perhaps in another tab. */
  | { readonly tag: 'run-deleted' }
  /** Another tab has it on screen, and writes it. */
  | { readonly tag: 'run-open-elsewhere' };

type EntryOfStart = Omit<RunEntry, 'savedAt' | 'error' | 'step' | 'steps' | 'finished'>;

/** The line of a new run among the others. `sizes`: those of its parts, bytes. */
export function entryOf(
  { id, dataset, settings, demo }: SavedStart,
  others: readonly Pick<RunEntry, 'dataset' | 'demo' | 'number'>[],
  sizes: RunEntry['sizes'],
): EntryOfStart {
  const alike = others.filter((other) => other.dataset === dataset.name && other.demo === demo);
  return {
    id,
    name: null,
    dataset: dataset.name,
    demo,
    number: 1 + Math.max(0, ...alike.map(({ number }) => number)),
    cells: keptCells(dataset),
    genes: dataset.genes.length,
    perturbations: perturbationLabels(dataset).length,
    seed: settings.seed,
    sizes,
  };
}

/** The line after another save of its state. */
export function withState(
  entry: EntryOfStart,
  { savedAt, summary }: Pick<SavedState, 'savedAt' | 'summary'>,
  finished: boolean,
): RunEntry {
  const { step, steps, heldOutError } = summary;
  return { ...entry, savedAt, error: heldOutError, step, steps, finished };
}

/** Storage key of the parameters kept at a measured step. They never change, and so are stored one by one beside the state. */
export function keptKey(step: number): string {
  return `${keptPrefix}${step}`;
}

export const keptPrefix = 'kept ';

/** A state without its kept parameters: `progress.kept` as steps only. */
export interface BareState extends Omit<SavedState, 'progress'> {
  readonly progress: (Omit<SavedProgress, 'kept'> & { readonly kept: readonly number[] }) | null;
}

/** Takes the kept parameters out of a state. */
export function split(state: SavedState): {
  readonly rest: BareState;
  readonly kept: SavedProgress['kept'];
} {
  const { progress, ...others } = state;
  if (!progress) return { rest: { ...others, progress }, kept: [] };
  const { kept } = progress;
  return { rest: { ...others, progress: { ...progress, kept: kept.map(({ step }) => step) } }, kept };
}

/** Puts the kept parameters back into a stored state. Anything of another form is returned unchanged, for the validator. */
export async function joined(state: unknown, read: (step: number) => Promise<unknown>): Promise<unknown> {
  if (!isRecord(state) || !isRecord(state['progress'])) return state;
  const { kept } = state['progress'];
  if (!Array.isArray(kept) || !kept.every((step) => typeof step === 'number')) return state;
  return { ...state, progress: { ...state['progress'], kept: await Promise.all(kept.map(read)) } };
}

/** The memory of its typed arrays, each once. */
export function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): ReadonlySet<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (isRecord(value)) {
    for (const part of Object.values(value)) buffersOf(part, found);
  }
  return found;
}

/** About the bytes that a value takes in the storage. */
export function sizeOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === 'string') return value.length;
  if (!isRecord(value)) return 8;
  return Object.entries(value).reduce((sum, [key, part]) => sum + key.length + sizeOf(part), 0);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
