/** Apart from the banners, which come with the page: its sentences come with Evaluate. */
import { Button } from '@mantine/core';
import { confidenceText } from '../../../../present/text/confidence';
import { showScreen } from '../../../session/page/actions';
import { useRun } from '../../../session/stores';

/** Leads to the next experiment, or to the measurement that tells it; nothing for a link, which holds no cells. */
export function PerturbNext() {
  const isShown = useRun((run) => run.result !== null && run.shared === null);
  if (!isShown) return null;
  return (
    <Button variant="default" onClick={() => showScreen({ step: 'evaluate', section: 'confidence' })}>
      {confidenceText.next}
    </Button>
  );
}
