/** Which of the strongest edges hold in fits to resampled data, and whether the labels matter. */
import type { Confidence } from '../../../../inference/confidence/confidence';
import type { FitResult } from '../../../../inference/result';
import { heldText, labelCheckText, strengthsShown } from '../../../../present/text/confidence';
import { plural } from '../../../../present/text/format';
import { useView } from '../../../session/stores';
import { AgreementBars } from './charts/AgreementBars';

export function HeldEdges(props: {
  result: Pick<FitResult, 'network' | 'crossValidation'>;
  confidence: Pick<Confidence, 'fits' | 'stability' | 'shuffled'>;
}) {
  const { result, confidence } = props;
  const budget = useView((view) => view.present.edgeBudget);
  const shares = strengthsShown(result.network, confidence, budget);
  const check = labelCheckText(confidence.shuffled, result.crossValidation);
  return (
    <>
      <p role="status">{heldText(result, confidence, budget)}</p>
      {shares.length > 0 ? (
        <AgreementBars
          shares={shares}
          fits={confidence.fits}
          label={`${plural(shares.length, 'strongest edge')}, by the share of fits that agree`}
        />
      ) : null}
      <p>
        <b>{check.attention ? 'Caution. ' : ''}Label check.</b> {check.sentence}
      </p>
    </>
  );
}
