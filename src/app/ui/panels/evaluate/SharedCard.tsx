/** The report card of a run that a link brought: what its sender was told, a truth to compare with, and no other method. */
import type { Confidence } from '../../../../inference/confidence/confidence';
import type { FitResult } from '../../../../inference/result';
import { confidenceText } from '../../../../present/text/confidence';
import { plural, sentence } from '../../../../present/text/format';
import { findingStanding, standingText } from '../../../../present/text/reportCard';
import type { SharedNetwork } from '../../../../share/snapshot';
import { hindranceText } from '../../text/confidence';
import { noCells } from '../../text/judging';
import { useStanding } from '../train/useStanding';
import { CardHeading } from './CardHeading';
import { CardPanel } from './CardPanel';
import classes from './EvaluatePage.module.css';
import { HeldEdges } from './HeldEdges';
import { TruthPanel } from './TruthPanel';

/** `result`: as the page shows `network`. */
export function SharedCard({ result, network }: { result: FitResult; network: SharedNetwork }) {
  const standing = useStanding();
  return (
    <div className={classes.page}>
      <CardHeading title={sentence(findingStanding(result, standing))} line={standingText(result, standing)}>
        <p>{noCells}</p>
      </CardHeading>
      <TruthPanel network={result.network} card={null} />
      <SharedConfidence result={result} resampled={network.verdict.reservations?.resampled ?? null} />
    </div>
  );
}

function SharedConfidence(props: {
  result: FitResult;
  resampled: Pick<Confidence, 'fits' | 'shuffled'> | null;
}) {
  const { result, resampled } = props;
  const { stability } = result.network;
  return (
    <CardPanel title={confidenceText.title} aside={resampled && plural(resampled.fits, 'resampled fit')}>
      {resampled && stability ? <HeldEdges result={result} confidence={{ ...resampled, stability }} /> : null}
      <p className="quiet">{hindranceText('no-cells')}</p>
    </CardPanel>
  );
}
