/** Progress of training: training loss, its smoothed curve, the cross-validated error, and "no change". */
import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { heldOutCurve, lossCurve, subscribeSnapshots } from '../../session/run/snapshots';
import { useRun } from '../../session/stores';
import { paletteOf } from '../../../present/figure/palette';
import { chartInWords, curvesOf } from './curves';
import classes from './LossChart.module.css';
import { lossPlot, type LossPlot } from './lossPlot';

/** Minimum time between two redraws, in milliseconds. */
const drawEvery = 250;

/** `height` of the plot without its heading, in pixels; `marked`: a step with a line at it; `children` stand in the heading. */
export function LossChart(props: { height?: number; marked?: number | null; children?: ReactNode }) {
  const { height = 220, marked = null, children } = props;
  const parent = useRef<HTMLDivElement>(null);
  const plot = useRef<LossPlot | null>(null);
  const mark = useRef(marked);
  const [zoomed, setZoomed] = useState(false);
  const [words, setWords] = useState('No steps yet.');
  const scheme = useComputedColorScheme('light');

  useEffect(() => {
    const element = parent.current;
    if (!element) return undefined;
    const made = lossPlot({
      parent: element,
      width: Math.max(160, element.clientWidth),
      height,
      palette: paletteOf(scheme),
      onZoom: setZoomed,
    });
    plot.current = made;
    made.mark(mark.current);
    setZoomed(false);
    const draw = () => {
      const { heldOutError } = useRun.getState().summary;
      const curves = curvesOf(lossCurve(), heldOutCurve(), heldOutError);
      made.show(curves);
      setWords(chartInWords(curves));
    };
    draw();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const drawSoon = () => {
      if (document.hidden) return;
      timer ??= setTimeout(() => {
        timer = null;
        draw();
      }, drawEvery);
    };
    const endings = [
      subscribeSnapshots(drawSoon),
      useRun.subscribe((run, before) => {
        if (run.summary.heldOutError !== before.summary.heldOutError) drawSoon();
      }),
    ];
    const watcher = new ResizeObserver(() => made.resize(Math.max(160, element.clientWidth), height));
    watcher.observe(element);
    return () => {
      for (const end of endings) end();
      if (timer !== null) clearTimeout(timer);
      watcher.disconnect();
      made.destroy();
    };
  }, [height, scheme]);

  useEffect(() => {
    mark.current = marked;
    plot.current?.mark(marked);
  }, [marked]);

  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <span>Error (no change = 1), loss (start = 1)</span>
        {zoomed && (
          <button type="button" className={classes.button} onClick={() => plot.current?.wholeRun()}>
            whole run
          </button>
        )}
        {children}
      </figcaption>
      <div ref={parent} role="img" aria-label={`Learning curve. ${words}`} />
    </figure>
  );
}
