/** How the predictions on screen stand beside simpler ones: as it was found here, or as a link tells what its sender found. */
import { useMemo } from 'react';
import type { Standing } from '../../../../inference/standing';
import { standingOf } from '../../../../inference/benchmark/standing';
import { useEvaluation, useRun } from '../../../session/stores';

export function useStanding(): Standing | null {
  const id = useRun((run) => run.id);
  const told = useRun((run) => run.shared?.network?.verdict.reservations?.standing ?? null);
  const predictions = useEvaluation(({ run, card }) => (run === id ? (card?.predictions ?? null) : null));
  return useMemo(() => told ?? (predictions && standingOf(predictions)), [told, predictions]);
}
