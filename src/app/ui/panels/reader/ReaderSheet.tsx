/** Below the network, or beside it on a wide window: one gene to move, the five genes that answer most, and Send. */
import type { ReactNode } from 'react';
import { useRun, useView } from '../../../session/stores';
import { readerText } from '../../text/reader';
import { FiveResponders } from './FiveResponders';
import { GeneChoice } from './GeneChoice';
import classes from './ReaderSheet.module.css';
import { SendButton } from './SendButton';

/** `children`: what is happening, in words. */
export function ReaderSheet(props: { children: ReactNode }) {
  const dataset = useRun((run) => run.dataset);
  const learned = useRun((run) => run.summary.step > 0 || run.result !== null);
  const moved = useView((view) => view.present.sliders.some(({ value }) => value !== 1));
  return (
    <section className={classes.sheet} aria-label={readerText.sheet}>
      {dataset && learned ? <GeneChoice dataset={dataset} /> : null}
      {dataset && learned && moved ? <FiveResponders genes={dataset.genes} /> : null}
      <div className={classes.foot}>
        <div className={classes.words}>
          {props.children}
          <p className={classes.elsewhere}>{readerText.trainElsewhere}</p>
        </div>
        <SendButton />
      </div>
    </section>
  );
}
