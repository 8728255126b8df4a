/** What the screen measured for exactly the change the sliders ask about: [G] log2 fold change, or null where it did not. */
import { useMemo } from 'react';
import { foldChange } from '../../../dynamics/foldChange';
import type { RunState } from '../../../session/state';
import { useRun } from '../../../session/stores';
import { measuredFor } from './measuredFor';

export function useMeasuredFold(answer: RunState['prediction']): Float32Array | null {
  const result = useRun((run) => run.result);
  const conditions = useRun((run) => run.dataset?.conditions);
  return useMemo(() => {
    if (!result || !answer || !conditions) return null;
    const match = measuredFor(result.comparisons, conditions, answer.sliders, answer.time);
    return match?.exact && match.asFar ? foldChange(result.model, match.comparison.measured) : null;
  }, [result, answer, conditions]);
}
