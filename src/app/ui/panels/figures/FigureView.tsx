/** One figure: its finding, the drawing or a table of its numbers, a description, and its files. */
import { Button, useComputedColorScheme } from '@mantine/core';
import { useMemo, useState } from 'react';
import { exportFigure } from '../../charts/exportFigure';
import type { FigureOf, NumberTable } from '../../charts/figure';
import { PlotlyFigure } from '../../charts/PlotlyFigure';
import { ScrollRegion } from '../../kit/blocks';
import { DataTable } from '../../kit/DataTable';
import { greyed, paletteOf, type Scheme } from '../../../../present/figure/palette';
import { useDoubt } from '../../../session/run/doubt';
import { figureText } from '../../text/figures';
import { AddToFigure } from '../../composed/AddToFigure';
import classes from './FigureView.module.css';

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
  const [asTable, setAsTable] = useState(false);
  const [failed, setFailed] = useState(false);
  const save = (format: 'svg' | 'png') => () => {
    setFailed(false);
    exportFigure(of(paletteIn('light', doubt)), doubt, name, format).catch(() => setFailed(true));
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
          <AddToFigure of={figure.title} add={({ addPlot }) => addPlot(name, of)} />
          {(['svg', 'png'] as const).map((format) => (
            <Button
              key={format}
              size="compact-xs"
              variant="default"
              aria-label={`Save the figure as ${format.toUpperCase()}`}
              onClick={save(format)}
            >
              {format.toUpperCase()}
            </Button>
          ))}
        </span>
      </div>
      {failed ? <p role="alert">{figureText.exportFailed}</p> : null}
      {asTable ? (
        <Numbers table={figure.table} height={height} />
      ) : (
        <PlotlyFigure figure={figure} height={height} />
      )}
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
