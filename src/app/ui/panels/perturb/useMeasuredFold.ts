/** What the screen measured for exactly the change the sliders ask about: [G] log2 fold change, or null where it did not. */
import { useMemo } from 'react';
import { foldChange } from '../../../../dynamics/foldChange';
import type { RunState } from '../../../session/state';
import { useRun } from '../../../session/stores';
import { useMeasuredMatch } from './useMeasuredMatch';

export function useMeasuredFold(answer: RunState['prediction']): Float32Array | null {
  const model = useRun((run) => run.result?.model);
  const match = useMeasuredMatch(answer);
  return useMemo(() => (model && match ? foldChange(model, match.measured) : null), [model, match]);
}
