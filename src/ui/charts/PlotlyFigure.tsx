/**
 * A plotly figure as a component: loaded on first use, drawn with `react` so that the person's zoom and pan survive new
 * data (uirevision), purged when it goes. Not for streams: plotly redraws everything each time.
 */
import type { Layout, Trace } from 'plotly.js-cartesian-dist-min';
import { useEffect, useRef, useState } from 'react';
import { forbidPlotlyStyle } from './plotlyStyle';

const config = { displaylogo: false, responsive: true, modeBarButtonsToRemove: ['select2d', 'lasso2d'] };

/** `revision`: a new one forgets the zoom. `label`: the figure in words. */
export function PlotlyFigure(props: {
  traces: readonly Trace[];
  layout: Layout;
  revision: string;
  label: string;
  height: number;
}) {
  const element = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const { traces, layout, revision } = props;
  useEffect(() => {
    let current = true;
    const draw = async () => {
      forbidPlotlyStyle();
      const { default: plotly } = await import('plotly.js-cartesian-dist-min');
      if (current && element.current)
        await plotly.react(element.current, traces, { ...layout, uirevision: revision }, config);
    };
    draw().catch(() => current && setFailed(true));
    return () => {
      current = false;
    };
  }, [traces, layout, revision]);
  useEffect(() => {
    const drawn = element.current;
    return () => {
      if (drawn) void import('plotly.js-cartesian-dist-min').then(({ default: plotly }) => plotly.purge(drawn));
    };
  }, []);
  if (failed)
    return <p role="alert">The figure could not be loaded. The table beside it shows the same numbers.</p>;
  return (
    <div
      ref={element}
      role="figure"
      aria-label={props.label}
      style={{ width: '100%', height: props.height }}
    />
  );
}
