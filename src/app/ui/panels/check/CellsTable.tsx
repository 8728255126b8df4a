/** Cells per perturbation and time point. Small groups are outlined because their effects are uncertain. */
import { useMemo } from 'react';
import type { OpenedFile } from '../../../../dataset/annotation';
import { cellsPerCondition } from '../../../../dataset/cellsPerCondition';
import type { Mapping } from '../../../../dataset/mapping';
import type { PerturbationLabel } from '../../../../dataset/recognition';
import { truncateName } from '../../../../numerics/format';
import { count } from '../../../../present/text/format';
import { useImport } from '../../../session/stores';
import { ScrollRegion } from '../../kit/blocks';
import classes from './CellsTable.module.css';

const SMALL_GROUP = 30;
const SHOWN_ROWS = 100;

const noLabels: readonly PerturbationLabel[] = [];

export function CellsTable({ opened, mapping }: { opened: OpenedFile; mapping: Mapping }) {
  const { perturbationColumn, timeColumn, control } = mapping;
  const counts = useMemo(() => {
    const controls = control.mode === 'cells' ? control.labels : [];
    return cellsPerCondition(opened, perturbationColumn, timeColumn, controls);
  }, [opened, perturbationColumn, timeColumn, control]);
  const labels = useImport((state) => state.recognition?.labels) ?? noLabels;
  const together = useMemo(() => cellsOfTargets(labels), [labels]);
  const times = counts.times.length > 1 ? counts.times : [];
  const isTimed = times.length > 0;
  const largest = Math.max(1, ...counts.rows.flatMap((row) => (isTimed ? row.cells : [row.all])));
  const shade = (cells: number) => ({ '--share': `${Math.round((30 * cells) / largest)}%` });
  return (
    <section className={classes.panel} aria-labelledby="cells-title">
      <h2 id="cells-title">Cells per perturbation{isTimed ? ` and ${timeColumn ?? 'time'}` : ''}</h2>
      <p className="quiet">
        Column <b>{perturbationColumn}</b>
        {timeColumn === null ? null : ' by column '}
        {timeColumn === null ? null : <b>{timeColumn}</b>}
      </p>
      <ScrollRegion className={classes.scroll} label="Table of cell counts">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">Perturbation</span>
              </th>
              {[...times, 'all'].map((time) => (
                <th key={time} scope="col" className="number">
                  {time}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {counts.rows.slice(0, SHOWN_ROWS).map((row) => (
              <tr key={row.label}>
                <th scope="row" title={row.label}>
                  {truncateName(row.label)}
                </th>
                {isTimed && row.cells.length === 0 ? (
                  <td colSpan={times.length} className="number quiet">
                    for all times
                  </td>
                ) : null}
                {row.cells.slice(0, times.length).map((cells, place) => (
                  <td key={times[place]} className="number">
                    <span
                      className={classes.cell}
                      style={shade(cells)}
                      data-small={cells <= SMALL_GROUP && !together.has(row.label) ? '' : undefined}
                    >
                      {count(cells)}
                    </span>
                  </td>
                ))}
                <td className="number">
                  <span
                    className={isTimed ? undefined : classes.cell}
                    style={shade(row.all)}
                    data-small={(together.get(row.label) ?? row.all) <= SMALL_GROUP ? '' : undefined}
                  >
                    {count(row.all)}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {counts.rows.length > SHOWN_ROWS ? (
        <p className="quiet">and {count(counts.rows.length - SHOWN_ROWS)} smaller groups</p>
      ) : null}
      <p className={classes.key}>
        <span className={classes.cell} style={{ '--share': '30%' }} aria-hidden /> more cells
        <span className={classes.cell} data-small="" aria-hidden /> {SMALL_GROUP} or fewer
      </p>
    </section>
  );
}

/** Total cells of labels that share their targets, such as guides of one gene: they are fitted together. */
function cellsOfTargets(labels: readonly PerturbationLabel[]): ReadonlyMap<string, number> {
  const perturbed = labels.filter(({ role }) => role === 'perturbation');
  const sharing = new Map<string, readonly PerturbationLabel[]>();
  for (const label of perturbed) sharing.set(keyOf(label), [...(sharing.get(keyOf(label)) ?? []), label]);
  return new Map(
    [...sharing.values()].flatMap((guides) => {
      const total = guides.reduce((sum, { cells }) => sum + cells, 0);
      return guides.length > 1 ? guides.map(({ label }) => [label, total] as const) : [];
    }),
  );
}

function keyOf({ targets }: PerturbationLabel): string {
  return targets.toSorted().join('+');
}
