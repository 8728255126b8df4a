/** Progress of training: the learning curves, redrawn while they grow. */
import { type ReactNode, useEffect, useState } from 'react';
import { type Learning, learningChart } from '../../../present/chart/learning';
import { whatTrainingAdded } from '../../../present/text/training';
import { heldOutCurve, lossCurve, subscribeSnapshots } from '../../session/run/snapshots';
import { useRun } from '../../session/stores';
import classes from './LossChart.module.css';
import { SvgChart, useWidth } from './SvgChart';

/** Minimum time between two redraws, in milliseconds. */
const drawEvery = 250;
/** Least width of the drawing, in pixels. */
const narrowest = 200;

function learningNow(): Learning {
  return { loss: lossCurve(), heldOut: heldOutCurve(), stated: useRun.getState().summary.heldOutError };
}

/** `height` of the plot without its heading, in pixels; `marked`: a step with a line at it; `children` stand in the heading. */
export function LossChart(props: { height?: number; marked?: number | null; children?: ReactNode }) {
  const { height = 220, marked = null, children } = props;
  const [parent, width] = useWidth(narrowest);
  const [learning, setLearning] = useState(learningNow);
  const result = useRun((run) => run.result);
  const settings = useRun((run) => run.trainedWith);
  const added = result && settings && whatTrainingAdded(result, settings);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const drawSoon = () => {
      if (document.hidden) return;
      timer ??= setTimeout(() => {
        timer = null;
        setLearning(learningNow());
      }, drawEvery);
    };
    const endings = [
      subscribeSnapshots(drawSoon),
      useRun.subscribe((run, before) => {
        if (run.summary.heldOutError !== before.summary.heldOutError) drawSoon();
      }),
    ];
    return () => {
      for (const end of endings) end();
      if (timer !== null) clearTimeout(timer);
    };
  }, []);

  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <span>Error (no change = 1), loss (start = 1)</span>
        {children}
      </figcaption>
      <div ref={parent}>
        <SvgChart chart={learningChart(learning, { marked, width, height })} />
      </div>
      {added && <p className={classes.added}>{added}</p>}
    </figure>
  );
}
