/** Says what of the perturbation on the sliders lies outside what the data support; nothing where all is within. */
import type { Dataset } from '../../../../dataset/dataset';
import { limitText, outsideTitle } from '../../../../present/text/support';
import { usePrediction, useRun } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { limitsOfRun } from './usePredictedSettings';

export function OutsideMessage({ dataset }: { dataset: Dataset }) {
  const answer = usePrediction((predicted) => predicted.answer);
  const result = useRun((run) => run.result);
  const isShared = useRun((run) => run.shared !== null);
  if (!answer) return null;
  const limits = limitsOfRun({ dataset, result, isShared }, answer.sliders, answer.prediction.beyondData);
  if (limits.length === 0) return null;
  return (
    <Message
      tone="warning"
      title={outsideTitle}
      text={limits.map((limit) => limitText(limit, dataset.genes)).join(' ')}
    />
  );
}
