/** How large the next run will be, from what is open or on screen: before its values are read, from the columns alone. */
import { ENOUGH_CONTROLS, type Dataset } from '../../../../dataset/dataset';
import type { TakingPart } from '../../../../dataset/quality/takingPart';
import { runSizeOf, type RunSize } from '../../../../inference/training/runSize';
import { candidatesOf, type ModelSize } from './modelCost';

/** `left`: what the rules leave. */
export function sizeOfOpened(left: TakingPart, model: ModelSize): RunSize {
  const { cells, trainingCells, controlCells, conditions, times } = left;
  return {
    genes: model.genes,
    regulators: candidatesOf(model),
    cells,
    trainingCells,
    controlCells: controlCells >= ENOUGH_CONTROLS ? controlCells : 0,
    perturbations: model.trained,
    deltas: 0,
    times,
    conditions,
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
