/** One figure: its finding, the drawing or a table of its numbers, a description, and its files. */
import { Button, useComputedColorScheme } from '@mantine/core';
import { type ComponentProps, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { exportFigure } from '../../charts/exportFigure';
import type { Figure, FigureOf, NumberTable } from '../../charts/figure';
import { ScrollRegion } from '../../kit/blocks';
import { DataTable } from '../../kit/DataTable';
import { type Scheme, greyed, paletteOf } from '../../../../present/figure/palette';
import { useDoubt } from '../../../session/run/doubt';
import { figureText } from '../../text/figures';
import { AddToFigure } from '../../composed/AddToFigure';
import classes from './FigureView.module.css';
import { loadPlotly } from '../../charts/loadPlotly';

/** The colours of a figure; grey for a run that must not be interpreted. */
function paletteIn(scheme: Scheme, doubt: string | null) {
  const palette = paletteOf(scheme);
  return doubt === null ? palette : greyed(palette);
}

/** `of`: identical while nothing changes. `name` of the files. `height` of the drawing in pixels. */
export function FigureView({ of, name, height }: { of: FigureOf; name: string; height: number }) {
  const scheme = useComputedColorScheme('light');
  const doubt = useDoubt();
  const figure = useMemo(() => of(paletteIn(scheme, doubt)), [of, scheme, doubt]);
  return (
    <FigureFrame
      figure={figure}
      height={height}
      add={({ addPlot }) => addPlot(name, of)}
      save={async (format) => exportFigure(of(paletteIn('light', doubt)), doubt, name, format)}
    >
      <PlotlyFigure figure={figure} height={height} />
    </FigureFrame>
  );
}

/** Words, files and numbers of any figure, around its drawing. `height` of the drawing in pixels. */
export function FigureFrame(props: {
  figure: Pick<Figure, 'title' | 'note' | 'table'>;
  height: number;
  add: ComponentProps<typeof AddToFigure>['add'];
  save: (format: 'svg' | 'png') => Promise<void>;
  children: ReactNode;
}) {
  const { figure, height, add, save, children } = props;
  const [asTable, setAsTable] = useState(false);
  const [failed, setFailed] = useState(false);
  const saveAs = (format: 'svg' | 'png') => () => {
    setFailed(false);
    save(format).catch(() => setFailed(true));
  };
  return (
    <section className={classes.view} aria-label="Drawing and numbers">
      <div className={classes.head}>
        <h2>{figure.title}</h2>
        <span className={classes.actions}>
          <Button
            size="compact-xs"
            variant={asTable ? 'light' : 'default'}
            aria-pressed={asTable}
            onClick={() => {
              setAsTable((shown) => !shown);
            }}
          >
            As a table
          </Button>
          <AddToFigure of={figure.title} add={add} />
          {(['svg', 'png'] as const).map((format) => (
            <Button
              key={format}
              size="compact-xs"
              variant="default"
              aria-label={`Save the figure as ${format.toUpperCase()}`}
              onClick={saveAs(format)}
            >
              {format.toUpperCase()}
            </Button>
          ))}
        </span>
      </div>
      {failed ? <p role="alert">{figureText.exportFailed}</p> : null}
      {asTable ? <Numbers table={figure.table} height={height} /> : children}
      <p className={classes.note}>{figure.note}</p>
    </section>
  );
}

function Numbers({ table, height }: { table: NumberTable; height: number }) {
  return (
    <div style={{ height }}>
      <ScrollRegion className={classes.scroll} label="Numbers of the figure">
        <DataTable
          className={classes.table}
          columns={table.columns.map((name, at) => ({ name, cell: (row: readonly string[]) => row[at] }))}
          rows={table.rows}
          rowKey={(row) => row.slice(0, 2).join('\t')}
        />
      </ScrollRegion>
    </div>
  );
}

/** An explicit list, because one of plotly's default buttons uploads the figure. */
const config = {
  displaylogo: false,
  responsive: true,
  modeBarButtons: [['zoomIn2d', 'zoomOut2d', 'resetScale2d']],
};

/**
 * Plotly is loaded on first use, draws with `react` so that zoom and pan survive new data (uirevision), and is purged on unmount. Not for
 * streams: it redraws everything each time. `height` in pixels.
 */
function PlotlyFigure({ figure, height }: { figure: Figure; height: number }) {
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
