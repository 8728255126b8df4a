/** What the screen measured for exactly the change that was asked about; null where it did not measure it. */
import { useMemo } from 'react';
import type { Comparison } from '../../../../inference/result';
import type { RunState } from '../../../session/state';
import { useRun } from '../../../session/stores';
import { measuredFor } from './measuredFor';

export function useMeasuredMatch(answer: RunState['prediction']): Comparison | null {
  const comparisons = useRun((run) => run.result?.comparisons);
  const conditions = useRun((run) => run.dataset?.conditions);
  return useMemo(() => {
    if (!comparisons || !answer || !conditions) return null;
    const match = measuredFor(comparisons, conditions, answer.sliders, answer.time);
    return match?.exact && match.asFar ? match.comparison : null;
  }, [comparisons, answer, conditions]);
}
