/** On a phone: what works here and what does not, and the way to the page for readers. */
import { Button } from '@mantine/core';
import { showScreen } from '../../../session/actions';
import { readerText } from '../../text/reader';
import classes from './SmallScreenNote.module.css';

export function SmallScreenNote() {
  return (
    <div className={classes.note}>
      <p>Train on a computer; the network, the sliders and the tables work here.</p>
      <Button
        variant="default"
        onClick={() => {
          showScreen({ layout: 'auto', step: 'explore' });
        }}
      >
        {readerText.reading}
      </Button>
    </div>
  );
}
