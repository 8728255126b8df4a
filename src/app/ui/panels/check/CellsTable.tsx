/** Cells or samples per perturbation and time point. Small groups of cells are outlined because their effects are uncertain. */
import { useMemo } from 'react';
import type { OpenedFile } from '../../../../dataset/annotation';
import { cellsPerCondition } from '../../../../dataset/cellsPerCondition';
import type { Mapping } from '../../../../dataset/mapping';
import type { PerturbationLabel } from '../../../../dataset/recognition';
import { truncateName } from '../../../../numerics/format';
import { capital, count } from '../../../../present/text/format';
import { rowNounOfFile } from '../../../../dataset/rows';
import { useImport } from '../../../session/stores';
import { ScrollRegion } from '../../kit/blocks';
import classes from './CellsTable.module.css';

const SMALL_GROUP = 30;
const SHOWN_ROWS = 100;

const noLabels: readonly PerturbationLabel[] = [];

export function CellsTable({ opened, mapping }: { opened: OpenedFile; mapping: Mapping }) {
  const { perturbationColumn, timeColumn, control } = mapping;
  const labels = useImport((state) => state.recognition?.labels) ?? noLabels;
  const row = useImport(({ recognition }) =>
    recognition ? rowNounOfFile(opened, recognition.takingPart, mapping) : 'cell',
  );
  const counts = useMemo(() => {
    const controls = control.mode === 'cells' ? control.labels : [];
    const isOfRows = !opened.obs.some(({ name }) => name === perturbationColumn);
    const nameOf = isOfRows ? namesOfReplicates(labels) : undefined;
    return cellsPerCondition(opened, perturbationColumn, timeColumn, controls, nameOf);
  }, [opened, perturbationColumn, timeColumn, control, labels]);
  const together = useMemo(() => cellsOfTargets(labels), [labels]);
  const times = counts.times.length > 1 ? counts.times : [];
  const isTimed = times.length > 0;
  const largest = Math.max(1, ...counts.rows.flatMap(({ cells, all }) => (isTimed ? cells : [all])));
  const isSmall = (cells: number) => (row === 'cell' && cells <= SMALL_GROUP ? '' : undefined);
  const shade = (cells: number) => ({ '--share': `${Math.round((30 * cells) / largest)}%` });
  return (
    <section className={classes.panel} aria-labelledby="cells-title">
      <h2 id="cells-title">
        {capital(row)}s per perturbation{isTimed ? ` and ${timeColumn ?? 'time'}` : ''}
      </h2>
      <p className="quiet">
        Column <b>{perturbationColumn}</b>
        {timeColumn === null ? null : ' by column '}
        {timeColumn === null ? null : <b>{timeColumn}</b>}
      </p>
      <ScrollRegion className={classes.scroll} label={`Table of ${row} counts`}>
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
            {counts.rows.slice(0, SHOWN_ROWS).map((condition) => (
              <tr key={condition.label}>
                <th scope="row" title={condition.label}>
                  {truncateName(condition.label)}
                </th>
                {isTimed && condition.cells.length === 0 ? (
                  <td colSpan={times.length} className="number quiet">
                    for all times
                  </td>
                ) : null}
                {condition.cells.slice(0, times.length).map((cells, place) => (
                  <td key={times[place]} className="number">
                    <span
                      className={classes.cell}
                      style={shade(cells)}
                      data-small={together.has(condition.label) ? undefined : isSmall(cells)}
                    >
                      {count(cells)}
                    </span>
                  </td>
                ))}
                <td className="number">
                  <span
                    className={isTimed ? undefined : classes.cell}
                    style={shade(condition.all)}
                    data-small={isSmall(together.get(condition.label) ?? condition.all)}
                  >
                    {count(condition.all)}
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
        <span className={classes.cell} style={{ '--share': '30%' }} aria-hidden /> more {row}s
        {row === 'cell' ? (
          <>
            <span className={classes.cell} data-small="" aria-hidden /> {SMALL_GROUP} or fewer
          </>
        ) : null}
      </p>
    </section>
  );
}

/** Rows that are labels name one replicate each: these count as one perturbation. */
function namesOfReplicates(labels: readonly PerturbationLabel[]): (label: string) => string {
  const names = new Map(
    labels.map(({ label, role, targets }) => [
      label,
      role === 'perturbation' ? targets.join(' + ') : role === 'control' ? 'control' : label,
    ]),
  );
  return (label) => names.get(label) ?? label;
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
