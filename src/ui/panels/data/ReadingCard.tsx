/** A file being read: how far, in bytes, and a way out. */
import { Button, Progress } from '@mantine/core';
import { cancelControls, cancelImport } from '../../../session/actions';
import { useImport } from '../../../session/stores';
import { bytes } from '../../kit/numbers';
import classes from './ReadingCard.module.css';

const phases = { opening: 'Opening', scanning: 'Looking at', reading: 'Reading' } as const;

export function ReadingCard() {
  const reading = useImport((state) => state.phase === 'reading' || state.phase === 'loading');
  const progress = useImport((state) => state.progress);
  const fileName = useImport((state) => state.controlsFile ?? state.fileName);
  const isControls = useImport((state) => state.controlsFile !== null);
  if (!reading) return null;
  const share = progress && progress.bytesTotal > 0 ? progress.bytesDone / progress.bytesTotal : 0;
  return (
    <section className={classes.card} aria-label="Reading a file">
      <div className={classes.head}>
        <b>
          {phases[progress?.phase ?? 'opening']} {fileName}
        </b>
        <span className="quiet">{progress ? bytes(progress.bytesDone, progress.bytesTotal) : null}</span>
      </div>
      <Progress value={100 * share} size={4} aria-label="Share of the file that is read" />
      <div className={classes.head}>
        <span className="quiet">It is read in this tab and sent nowhere.</span>
        <Button variant="default" size="compact-sm" onClick={isControls ? cancelControls : cancelImport}>
          Cancel
        </Button>
      </div>
    </section>
  );
}
