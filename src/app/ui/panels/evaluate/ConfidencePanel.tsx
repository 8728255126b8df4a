/** How sure the edges and modules are: measured on request with fits to resampled cells and perturbations. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { fitsByDefault } from '../../../../inference/confidence/howMany';
import { confidenceHindrance, measureConfidence } from '../../../session/actions';
import { useEvaluation, useRun } from '../../../session/stores';
import { confidenceText } from '../../../../present/text/confidence';
import { plural } from '../../../../present/text/format';
import { Message } from '../../kit/Message';
import { confidencePanelText, hindranceText } from '../../text/confidence';
import { AskForFits } from './AskForFits';
import { CardPanel } from './CardPanel';
import { MeasuredConfidence } from './MeasuredConfidence';
import { MeasuringLine } from './MeasuringLine';

export function ConfidencePanel() {
  const run = useRun();
  const evaluation = useEvaluation();
  const [fits, setFits] = useState(fitsByDefault);
  const { result, dataset } = run;
  if (!result || !dataset) return null;
  const work = evaluation.run === run.id ? evaluation.confidence : null;
  const hindrance = confidenceHindrance(run, evaluation);
  const { confidence } = result;
  return (
    <CardPanel title={confidenceText.title} aside={confidence && plural(confidence.fits, 'resampled fit')}>
      {confidence ? <MeasuredConfidence result={result} dataset={dataset} confidence={confidence} /> : null}
      {work?.phase === 'running' && work.progress ? <MeasuringLine progress={work.progress} /> : null}
      {work?.phase === 'cancelled' ? <p>{confidencePanelText.tooFew}</p> : null}
      {work?.phase === 'failed' ? (
        <Message
          tone="warning"
          title={confidencePanelText.failedTitle}
          actions={
            <Button variant="default" onClick={() => void measureConfidence(fits)}>
              Try again
            </Button>
          }
        >
          <p>
            {confidencePanelText.failed} {work.detail}
          </p>
        </Message>
      ) : null}
      {confidence || hindrance === 'no-cells' ? null : <p className="quiet">{confidencePanelText.about}</p>}
      {hindrance === 'under-way' ? null : hindrance === null ? (
        <AskForFits dataset={dataset} result={result} fits={fits} onChange={setFits} />
      ) : (
        <p className="quiet">{hindranceText(hindrance)}</p>
      )}
    </CardPanel>
  );
}
