/**
 * Which column of obs says how cells were processed together. A batch is only useful where it can be compared within
 * itself, so a column whose batches have no controls is not offered as the guess.
 */
import type { AnnotationColumn } from '../annotation';
import type { Guess } from '../recognition';
import { distinctValues, sampleLabels } from './distinct';

const NAMES: readonly RegExp[] = [
  /^batch(?:[-_ ]?(?:id|name))?$/i,
  /^(?:bio[-_ ]?)?rep(?:licate)?s?$/i,
  /^gem[-_ ]?(?:group|batch|well)$/i,
  /^(?:10x[-_ ]?)?lane(?:[-_ ]?id)?$/i,
  /^donor(?:[-_ ]?id)?$/i,
  /^(?:channel|library|pool|plate|run)(?:[-_ ]?id)?$/i,
  /^samples?(?:[-_ ]?(?:id|name))?$/i,
];
const MOST_BATCHES = 50;
const FEWEST_CONTROLS = 5;

/** `isControlCell` is null where the data have no control cells: then any split is accepted. */
export function guessBatchColumn(
  columns: readonly AnnotationColumn[],
  isControlCell: ((cell: number) => boolean) | null,
): { column: string | null; guess: Guess } {
  let refused: string | null = null;
  for (const column of NAMES.flatMap((name) => columns.filter((candidate) => name.test(candidate.name)))) {
    const distinct = distinctValues(column);
    if (distinct.labels.length < 2 || distinct.labels.length > MOST_BATCHES) continue;
    if (
      isControlCell !== null &&
      !everyBatchHasControls(distinct.codes, distinct.labels.length, isControlCell)
    ) {
      refused ??= `Some values of ${column.name} have fewer than ${FEWEST_CONTROLS} control cells`;
      continue;
    }
    const reason = `${distinct.labels.length} values, from the column name`;
    return {
      column: column.name,
      guess: { field: 'batchColumn', samples: sampleLabels(distinct), reason, certainty: 'likely' },
    };
  }
  const reason = refused ?? 'No column looks like a batch';
  return { column: null, guess: { field: 'batchColumn', samples: [], reason, certainty: 'likely' } };
}

function everyBatchHasControls(
  codes: Int32Array,
  batches: number,
  isControlCell: (cell: number) => boolean,
): boolean {
  const controls = new Int32Array(batches);
  codes.forEach((batch, cell) => {
    if (batch >= 0 && isControlCell(cell)) controls[batch] = (controls[batch] ?? 0) + 1;
  });
  return controls.every((count) => count >= FEWEST_CONTROLS);
}
