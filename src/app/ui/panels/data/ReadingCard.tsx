/** A file being read, or simulated first: how far, and a way out. */
import { Button, Progress } from '@mantine/core';
import { cancelControls, cancelImport } from '../../../session/actions';
import { useImport } from '../../../session/stores';
import { readingText } from '../../text/reading';
import classes from './ReadingCard.module.css';

export function ReadingCard() {
  const state = useImport();
  const text = readingText(state);
  if (!text) return null;
  return (
    <section className={classes.card} aria-label={text.label}>
      <div className={classes.head}>
        <b>{text.title}</b>
        <span className="quiet">{text.amount}</span>
      </div>
      <Progress value={100 * text.share} size={4} aria-label="Share that is done" />
      <div className={classes.head}>
        <span className="quiet" aria-live="polite">
          {text.where}
        </span>
        <Button
          variant="default"
          size="compact-sm"
          onClick={state.controlsFile === null ? cancelImport : cancelControls}
        >
          Cancel
        </Button>
      </div>
    </section>
  );
}
