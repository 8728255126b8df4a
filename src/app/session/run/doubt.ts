/** Why the result on screen must not be interpreted: the one reading of it by canvas, tables, charts and banner. */
import { useMemo } from 'react';
import type { NoiseLimit } from '../../../inference/benchmark/noise';
import type { RunVerdict } from '../../../inference/diagnosis/statements';
import { doubtAbout } from '../../../present/text/diagnosis';
import { judgeNow } from './judge';
import { verdictOfRun } from '../share/sharedRun';
import type { RunState } from '../state';
import { useRun } from '../stores';

/** A sentence without its full stop; null: it may be interpreted, or there is no result yet. */
export function doubtOf(run: Pick<RunState, 'result' | 'dataset' | 'shared'>): string | null {
  const verdict = verdictOfRun(run);
  return verdict && doubtAbout(verdict);
}

export function useDoubt(): string | null {
  return useRun(doubtOf);
}

/** What limits the error, as the link states it or as measured here; null where it is unknown. */
export function useNoise(): NoiseLimit | null {
  const result = useRun((run) => run.result);
  const dataset = useRun((run) => run.dataset);
  const stated = useRun((run) => run.shared?.network?.verdict.judged?.noise ?? null);
  const judge = judgeNow();
  return useMemo(
    () => stated ?? (result && dataset && judge ? judge.judged({ result, dataset }).noise : null),
    [stated, result, dataset, judge],
  );
}

/** null before the result. */
export function useVerdict(): RunVerdict | null {
  return useRun(verdictOfRun);
}
