/** A saved run in two parts, which are written at different times. record.ts validates it. */
import type { SavedProgress } from '../../../workers/protocol';
import type { FinishedRun } from '../../share/finishedRun';

/** Raise it when a type below changes its meaning: older records are then refused, never misread. */
export const recordVersion = 3;

/** Written once, at the start. */
export interface SavedStart extends Pick<FinishedRun, 'dataset' | 'settings' | 'truth'> {
  readonly version: number;
  /** Links the two parts. */
  readonly id: string;
}

/** Written every few seconds. */
export interface SavedState extends Pick<FinishedRun, 'savedAt' | 'summary' | 'curves'> {
  readonly version: number;
  readonly id: string;
  readonly progress: SavedProgress | null;
  readonly result: FinishedRun['result'] | null;
}

export interface SavedRun {
  readonly start: SavedStart;
  readonly state: SavedState;
}

/** Storage key of the parameters kept at a measured step. They never change, and so are stored one by one beside the state. */
export function keptKey(step: number): string {
  return `kept ${step}`;
}

/** Takes the kept parameters out of a state. `rest`: the state with `kept` as steps only. */
export function split(state: SavedState): { readonly rest: unknown; readonly kept: SavedProgress['kept'] } {
  if (!state.progress) return { rest: state, kept: [] };
  const { kept } = state.progress;
  return { rest: { ...state, progress: { ...state.progress, kept: kept.map(({ step }) => step) } }, kept };
}

/** Puts the kept parameters back into a stored state. Anything of another form is returned unchanged, for the validator. */
export async function joined(state: unknown, read: (step: number) => Promise<unknown>): Promise<unknown> {
  if (!isRecord(state) || !isRecord(state['progress'])) return state;
  const { kept } = state['progress'];
  if (!Array.isArray(kept) || !kept.every((step) => typeof step === 'number')) return state;
  return { ...state, progress: { ...state['progress'], kept: await Promise.all(kept.map(read)) } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
