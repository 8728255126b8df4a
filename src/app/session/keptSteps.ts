/**
 * The parameters kept at measured steps are most of a saved state and never change: they are stored one by one beside it.
 * `split` takes them out of a state, `joined` puts them back into whatever was found in the storage.
 */
import type { SavedProgress } from '../../../workers/protocol';
import type { SavedState } from './savedRun';

export function keptKey(step: number): string {
  return `kept ${step}`;
}

export interface SplitState {
  /** The state with `kept` as steps only. */
  readonly rest: unknown;
  readonly kept: SavedProgress['kept'];
}

export function split(state: SavedState): SplitState {
  if (!state.progress) return { rest: state, kept: [] };
  const { kept } = state.progress;
  return { rest: { ...state, progress: { ...state.progress, kept: kept.map(({ step }) => step) } }, kept };
}

/** What is not of the expected form comes back as it is: the validator refuses it. */
export async function joined(state: unknown, read: (step: number) => Promise<unknown>): Promise<unknown> {
  if (!isRecord(state) || !isRecord(state['progress'])) return state;
  const { kept } = state['progress'];
  if (!Array.isArray(kept) || !kept.every((step) => typeof step === 'number')) return state;
  return { ...state, progress: { ...state['progress'], kept: await Promise.all(kept.map(read)) } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
