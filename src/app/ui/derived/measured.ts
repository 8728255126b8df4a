/** What the table of effects says of the genes of the network, where this was learned from the open file or came with its effects. */
import { useMemo } from 'react';
import type { ScreenEffects } from '../../../../workers/protocol';
import type { TrainingData } from '../../../dynamics/settings';
import { changesOfGenes } from '../../session/page/actions';
import { useEffects, useImport, useRun } from '../../session/stores';
import { useLatest } from '../kit/useLatest';
import { carriedTable } from './carriedTable';
import type { MeasuredTable } from './evidence';

interface Question {
  readonly dataset: TrainingData;
  readonly found: ScreenEffects;
}

async function ask({ dataset: { genes, timeUnit }, found }: Question): Promise<MeasuredTable | null> {
  const changes = await changesOfGenes(genes);
  const placeOf = new Map(found.labels.map((label, place) => [label, place]));
  return changes && { ...changes, placeOf, genes: genes.length, timeUnit, targetOf: null };
}

/** null where the effects of the data of this network are not there, or could not be tested. */
export function useMeasuredTable(): MeasuredTable | null {
  const dataset = useRun((run) => run.dataset);
  const isOfFile = useImport((state) => state.dataset !== null && state.dataset === dataset);
  const found = useEffects((state) => state.found);
  const question = useMemo(
    () => (dataset && found?.isTested && isOfFile ? { dataset, found } : null),
    [dataset, found, isOfFile],
  );
  const shared = useEffects((state) => state.shared);
  const carried = useMemo(
    () => (dataset && shared && !question ? carriedTable(shared, dataset) : null),
    [dataset, shared, question],
  );
  const latest = useLatest(question, ask);
  return question && latest?.question === question ? latest.answer : carried;
}
