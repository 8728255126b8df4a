/**
 * The verdict on the run on screen, and why its result must not be interpreted: the one reading of it by canvas, tables, charts and banner. What
 * judges loads after the page, with the first data set, so that it is there long before a result.
 */
import { useMemo } from 'react';
import type { NoiseLimit } from '../../../inference/benchmark/noise';
import type * as judging from '../../../inference/verdict/judge';
import type { RunVerdict } from '../../../inference/verdict/statements';
import { doubtAbout } from '../../../present/text/diagnosis';
import type { RunState } from '../state';
import { useRun } from '../stores';

export type Judge = typeof judging;

function createJudging() {
  let judge: Judge | null = null;

  let loading: Promise<Judge> | null = null;

  /** null until it has loaded. */
  function judgeNow(): Judge | null {
    return judge;
  }

  async function loadJudge(): Promise<Judge> {
    loading ??= import('../../../inference/verdict/judge');
    judge = await loading;
    return judge;
  }

  /** Whoever shows a verdict is asked again once it can be given. */
  function startJudging(): void {
    const load = () => {
      if (judge || !useRun.getState().dataset) return;
      unsubscribe();
      void loadJudge().then(() => useRun.setState({}));
    };
    const unsubscribe = useRun.subscribe(load);
    load();
  }

  return { judgeNow, loadJudge, startJudging };
}

export const { judgeNow, loadJudge, startJudging } = createJudging();

/** The verdict on the run on screen, a shared one as its sender saw it; null before the result, and until its code has loaded. */
export function verdictOfRun({
  result,
  dataset,
  shared,
}: Pick<RunState, 'result' | 'dataset' | 'shared'>): RunVerdict | null {
  if (!result || !dataset) return null;
  const stated = shared?.network?.verdict ?? null;
  return (
    stated?.judged?.verdict ??
    judgeNow()?.runVerdict({ result, dataset }, stated?.caveats?.standing ?? null) ??
    null
  );
}

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
