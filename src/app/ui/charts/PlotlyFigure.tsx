/**
 * A plotly figure as a component: loaded on first use, drawn with `react` so that zoom and pan survive new
 * data (uirevision), purged on unmount. Not for streams: plotly redraws everything each time.
 */
import { useEffect, useRef, useState } from 'react';
import { figureText } from '../text/figures';
import type { Figure } from './figure';
import { loadPlotly } from './loadPlotly';

/** An explicit list, because one of plotly's default buttons uploads the figure. */
const config = {
  displaylogo: false,
  responsive: true,
  modeBarButtons: [['zoomIn2d', 'zoomOut2d', 'resetScale2d']],
};

/** `height` in pixels. */
export function PlotlyFigure({ figure, height }: { figure: Figure; height: number }) {
  const element = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let current = true;
    const draw = async () => {
      const plotly = await loadPlotly();
      const layout = { ...figure.layout, uirevision: figure.revision };
      if (current && element.current) await plotly.react(element.current, figure.traces, layout, config);
    };
    draw().catch(() => current && setFailed(true));
    return () => {
      current = false;
    };
  }, [figure]);
  useEffect(() => {
    const drawn = element.current;
    return () => {
      if (drawn) void loadPlotly().then((plotly) => plotly.purge(drawn));
    };
  }, []);
  if (failed) return <p role="alert">{figureText.failed}</p>;
  return <div ref={element} role="figure" aria-label={figure.words} style={{ width: '100%', height }} />;
}
