/** The answer to the sliders; apart from them, so that a moving slider does not wait for it. */
import { useDeferredValue, useMemo } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import { rankEdges } from '../../../../network/ranking';
import { select } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { listOf } from '../../../../present/text/format';
import { beyondDataText } from '../../../../present/text/perturb';
import { Message } from '../../kit/Message';
import { useNetwork } from '../explore/useNetwork';
import { respondersOf } from './responders';
import { TopResponders } from './TopResponders';
import { useMeasuredFold } from './useMeasuredFold';

const most = 14;

export function RespondersOfSliders({ dataset }: { dataset: Dataset }) {
  const answer = useDeferredValue(useRun((run) => run.prediction));
  const measured = useMeasuredFold(answer);
  const hasIntervals = useRun((run) => run.shared === null);
  const network = useNetwork();
  const budget = useView((view) => view.present.edgeBudget);
  const edges = useMemo(() => (network ? rankEdges(network, budget) : []), [network, budget]);
  if (!answer) return <p className="quiet">Move a slider: who answers appears here.</p>;
  const changed = answer.sliders.filter(({ value }) => value !== 1).map(({ gene }) => gene);
  const { prediction } = answer;
  const beyond = prediction.beyondData.map((gene) => dataset.genes[gene] ?? '');
  return (
    <>
      {beyond.length > 0 ? (
        <Message tone="warning" title="Beyond the data">
          <p>{beyondDataText(beyond)}</p>
        </Message>
      ) : null}
      <TopResponders
        responders={respondersOf(prediction, changed, edges, most)}
        genes={dataset.genes}
        measured={measured}
        hasIntervals={hasIntervals}
        changedNames={listOf(changed.map((gene) => dataset.genes[gene] ?? ''))}
        onOpen={(gene) => {
          select({ kind: 'gene', gene });
        }}
      />
    </>
  );
}
