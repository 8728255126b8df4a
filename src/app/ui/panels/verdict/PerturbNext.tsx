/** Apart from the banners, which come with the page: its sentences come with Evaluate. */
import { Button } from '@mantine/core';
import { supportsPredictions } from '../../../../inference/verdict/statements';
import { confidenceText } from '../../../../present/text/confidence';
import { showScreen } from '../../../session/page/actions';
import { useVerdict } from '../../../session/run/doubt';
import { useRun } from '../../../session/stores';

/** Leads to the next experiment, or to the measurement that tells it; from the effects where nothing supports the model; nothing for a link, which holds no cells. */
export function PerturbNext() {
  const isShown = useRun((run) => run.result !== null && run.shared === null);
  const verdict = useVerdict();
  if (!isShown || verdict === null) return null;
  const section = supportsPredictions(verdict) ? 'confidence' : 'next';
  return (
    <Button variant="default" onClick={() => showScreen({ step: 'evaluate', section })}>
      {confidenceText.next}
    </Button>
  );
}
