/** Why the result on screen must not be interpreted: the one reading of it by canvas, tables, charts and banner. */
import type { RunVerdict } from '../../inference/diagnosis/statements';
import { doubtAbout } from '../../present/text/diagnosis';
import { verdictOfRun } from './sharedRun';
import type { RunState } from './state';
import { useRun } from './stores';

/** A sentence without its full stop; null: it may be interpreted, or there is no result yet. */
export function doubtOf(run: Pick<RunState, 'result' | 'dataset' | 'shared'>): string | null {
  const verdict = verdictOfRun(run);
  return verdict && doubtAbout(verdict);
}

export function useDoubt(): string | null {
  return useRun(doubtOf);
}

/** null before the result. */
export function useVerdict(): RunVerdict | null {
  return useRun(verdictOfRun);
}
