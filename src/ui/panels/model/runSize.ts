/** How large the next run will be, from what is open or on screen: before its values are read, from the columns alone. */
import type { OpenedFile } from '../../../dataset/annotation';
import { ENOUGH_CONTROLS, type Dataset } from '../../../dataset/dataset';
import type { Mapping, Recognition } from '../../../dataset/mapping';
import { runSizeOf, type RunSize } from '../../../training/runSize';
import { candidatesOf, type ModelSize } from './modelCost';

/** `heldOut`: perturbations that are not trained on. */
export function sizeOfOpened(
  opened: OpenedFile,
  { mapping, labels }: Pick<Recognition, 'mapping' | 'labels'>,
  heldOut: readonly string[],
  model: ModelSize,
): RunSize {
  const left = new Set(heldOut);
  const cellsOf = (role: 'control' | 'perturbation', trainedOnly: boolean) =>
    labels
      .filter((one) => one.role === role && !(trainedOnly && left.has(one.label)))
      .reduce((sum, { cells }) => sum + cells, 0);
  const controlCells = cellsOf('control', false);
  const times = timesIn(opened, mapping);
  return {
    genes: model.genes,
    regulators: candidatesOf(model),
    cells: controlCells + cellsOf('perturbation', false),
    trainingCells: controlCells + cellsOf('perturbation', true),
    controlCells: controlCells >= ENOUGH_CONTROLS ? controlCells : 0,
    perturbations: model.trained,
    deltas: 0,
    times,
    conditions: 1 + Math.round(model.perturbations * times),
    // Whether values keep a total is seen when they are read.
    isCorrected: true,
  };
}

/** A data set that is trained on again with other choices. */
export function sizeOfDataset(dataset: Dataset, model: ModelSize): RunSize {
  return {
    ...runSizeOf(dataset),
    regulators: model.regulators ?? dataset.candidates.length,
    perturbations: model.trained,
  };
}

function timesIn({ obs }: OpenedFile, { timeColumn }: Mapping): number {
  const column = obs.find(({ name }) => name === timeColumn);
  if (!column) return 1;
  const points = new Set<number>(column.kind === 'number' ? column.values : column.codes);
  return Math.max(1, [...points].filter((point) => point >= 0).length);
}
