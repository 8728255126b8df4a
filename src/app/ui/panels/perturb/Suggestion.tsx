/** What to perturb first: a message on Perturb before anything is set, and one button on Train when a run is done. */
import { Button } from '@mantine/core';
import { useMemo } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import { endGesture, setSlider } from '../../../session/page/actions';
import { useDoubt, useVerdict } from '../../../session/run/doubt';
import { useRun } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { useNetwork } from '../../derived/useNetwork';
import { strongestOf, type Suggested, surestOf } from './suggested';

/** A perturbation of the screen, so that the prediction has a measurement beside it. */
export function Suggestion({ dataset }: { dataset: Dataset }) {
  const network = useNetwork();
  const surest = useSurest();
  const suggested = useMemo(
    () => surest ?? strongestOf(network, dataset.conditions),
    [surest, network, dataset],
  );
  if (!suggested) return null;
  return (
    <Message
      tone="plain"
      title="No predictions yet"
      text="Set a gene to “out” to see its predicted effect here, with the measured effect."
      actions={<Button onClick={() => set(suggested)}>{nameOf(suggested, dataset)}</Button>}
    />
  );
}

/** Nothing for a run that must not be interpreted, and where no prediction agrees with its measurement. */
export function FirstPerturbation({ onSet }: { onSet: () => void }) {
  const dataset = useRun((run) => run.dataset);
  const isJudged = useVerdict() !== null;
  const isDoubtful = useDoubt() !== null;
  const surest = useSurest();
  if (!dataset || !surest || !isJudged || isDoubtful) return null;
  return (
    <Button
      variant="light"
      title="The largest change that is both predicted and measured"
      onClick={() => {
        set(surest);
        onSet();
      }}
    >
      {nameOf(surest, dataset)}
    </Button>
  );
}

function useSurest(): Suggested | null {
  const result = useRun((run) => run.result);
  const conditions = useRun((run) => run.dataset?.conditions);
  return useMemo(() => (result && conditions ? surestOf(result, conditions) : null), [result, conditions]);
}

function set({ gene, value }: Suggested): void {
  setSlider(gene, value);
  endGesture();
}

function nameOf({ gene, value }: Suggested, { genes }: Dataset): string {
  return `${value === 0 ? 'Knock out' : 'Double'} ${genes[gene] ?? ''}`;
}
