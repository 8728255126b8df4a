/** Leads to what the next experiment should perturb, or to the measurement that tells it. */
import { Button } from '@mantine/core';
import { confidenceText } from '../../../../present/text/confidence';
import { showScreen } from '../../../session/page/actions';
import { useRun } from '../../../session/stores';

/** Nothing for a link, which holds no cells to measure with. */
export function PerturbNext() {
  const isShown = useRun((run) => run.result !== null && run.shared === null);
  if (!isShown) return null;
  return (
    <Button variant="default" onClick={() => showScreen({ step: 'evaluate', section: 'confidence' })}>
      {confidenceText.next}
    </Button>
  );
}
