/** How far the fits to resampled data are, and a way out. */
import { Button, Progress } from '@mantine/core';
import { cancelConfidence } from '../../../session/actions';
import type { ConfidenceProgress } from '../../../session/state';
import { measuringText } from '../../text/confidence';
import classes from './ConfidencePanel.module.css';

export function MeasuringLine({ progress }: { progress: ConfidenceProgress }) {
  return (
    <div className={classes.busy}>
      <Progress
        className={classes.bar}
        size={4}
        value={100 * progress.share}
        aria-label="Share of this measurement that is done"
      />
      <span className="quiet">{measuringText(progress)}</span>
      <Button
        variant="subtle"
        size="compact-sm"
        disabled={progress.stage === 'summary'}
        onClick={cancelConfidence}
      >
        Cancel measuring
      </Button>
    </div>
  );
}
