/** The prediction of one perturbation as a table, of every gene under it. */
import { shownLevel } from '../../dataset/dataset';
import { predictOutside } from '../../dynamics/loadings';
import { type Change, type PredictedEnd, type PredictedLevel, predictedLevels } from '../../dynamics/predict';
import type { OtherCells } from '../../inference/benchmark/otherCells';
import { safeName } from '../../network/formats/edgeLists';
import { formatFloat32 } from '../../numerics/format';
import { sourceColumns, sourceOf } from '../../share/exports/predictedValues';
import type { FinishedRun } from '../../share/finishedRun';
import { startsOf } from '../text/otherCells';

interface Predicted {
  readonly changes: readonly Change[];
  readonly prediction: PredictedEnd;
}

/**
 * One line per gene in log1p expression or as log2 ratio to control: control mean, predicted mean, their difference, and the 95 % interval of the predicted mean. Numbers have the fewest digits that restore the 32-bit value.
 * Where genes are outside the network, what each is predicted from, and its error; at other cells, where each starts.
 * @param other the cells, and the run as it was learned
 */
export function predictionTsv(
  run: FinishedRun,
  { prediction, changes }: Predicted,
  other: { readonly on: OtherCells; readonly opened: FinishedRun } | null,
): string {
  const { scale } = run.dataset;
  const { model, loadings } = run.result;
  const modelled = predictedLevels(model, prediction, scale).map(numbersOf);
  const header = ['gene', 'control', 'predicted', 'delta', 'low', 'high'];
  const lines = loadings
    ? [
        [...header, ...sourceColumns],
        ...modelled.map((line) => [...line, ...sourceOf(null, 0)]),
        ...predictedLevels(loadings, predictOutside(model, loadings, changes, prediction), scale).map(
          (level, gene) => [...numbersOf(level), ...sourceOf(loadings, gene)],
        ),
      ]
    : other
      ? [
          [...header, 'run_control', 'in_file'],
          ...startCells(other.on, other.opened).map((start, gene) => [...(modelled[gene] ?? []), ...start]),
        ]
      : [header, ...modelled];
  return `${lines.map((line) => line.join('\t')).join('\n')}\n`;
}

function numbersOf({ gene, control, predicted, delta, low, high }: PredictedLevel): readonly string[] {
  return [safeName(gene), ...[control, predicted, delta, low, high].map(formatFloat32)];
}

function startCells(on: OtherCells, { dataset: { genes, scale }, result }: FinishedRun) {
  return startsOf(on, genes).map((start, gene) => [
    formatFloat32(shownLevel(Math.fround(result.model.mean[gene] ?? 0), scale)),
    start,
  ]);
}
