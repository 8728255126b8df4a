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

export function CellsTable(props: { opened: OpenedFile; mapping: Mapping }) {
  const { opened, mapping } = props;
  const { perturbationColumn, timeColumn, control } = mapping;
  const counts = useMemo(
    () =>
      cellsPerCondition(
        opened,
        perturbationColumn,
        timeColumn,
        control.mode === 'cells' ? control.labels : [],
      ),
    [opened, perturbationColumn, timeColumn, control],
  );
  const labels = useImport((state) => state.recognition?.labels) ?? noLabels;
  const together = useMemo(() => cellsOfTargets(labels), [labels]);
  const largest = Math.max(
    1,
    ...counts.rows.flatMap((row) => (counts.times.length > 1 ? row.cells : [row.all])),
  );
  const shade = (cells: number) => ({ '--share': `${Math.round((30 * cells) / largest)}%` });
  return (
    <section className={classes.panel} aria-labelledby="cells-title">
      <h2 id="cells-title">
        Cells per perturbation{counts.times.length > 1 ? ` and ${mapping.timeColumn ?? 'time'}` : ''}
      </h2>
      <p className="quiet">
        Column <b>{mapping.perturbationColumn}</b>
        {mapping.timeColumn === null ? null : (
          <>
            {' '}
            by column <b>{mapping.timeColumn}</b>
          </>
        )}
      </p>
      <ScrollRegion className={classes.scroll} label="Table of cell counts">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">Perturbation</span>
              </th>
              {counts.times.length > 1
                ? counts.times.map((time) => (
                    <th key={time} scope="col" className="number">
                      {time}
                    </th>
                  ))
                : null}
              <th scope="col" className="number">
                all
              </th>
            </tr>
          </thead>
          <tbody>
            {counts.rows.slice(0, SHOWN_ROWS).map((row) => (
              <tr key={row.label}>
                <th scope="row" title={row.label}>
                  {truncateName(row.label)}
                </th>
                {counts.times.length > 1 && row.cells.length === 0 ? (
                  <td colSpan={counts.times.length} className="number quiet">
                    for all times
                  </td>
                ) : null}
                {counts.times.length > 1
                  ? row.cells.map((cells, place) => (
                      <td key={counts.times[place]} className="number">
                        <span
                          className={classes.cell}
                          style={shade(cells)}
                          data-small={cells <= SMALL_GROUP && !together.has(row.label) ? '' : undefined}
                        >
                          {count(cells)}
                        </span>
                      </td>
                    ))
                  : null}
                <td className="number">
                  <span
                    className={counts.times.length > 1 ? undefined : classes.cell}
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
  const found = new Map<string, { guides: number; cells: number }>();
  for (const label of perturbed) {
    const known = found.get(keyOf(label)) ?? { guides: 0, cells: 0 };
    found.set(keyOf(label), { guides: known.guides + 1, cells: known.cells + label.cells });
  }
  return new Map(
    perturbed.flatMap((label) => {
      const { guides = 0, cells = 0 } = found.get(keyOf(label)) ?? {};
      return guides > 1 ? [[label.label, cells] as const] : [];
    }),
  );
}

function keyOf({ targets }: PerturbationLabel): string {
  return targets.toSorted().join('+');
}
