/** How large a run is, known from a data set or from what the page knows of one: what its memory follows from. */
import { ENOUGH_CONTROLS, isControl, type Dataset } from '../../dataset/dataset';

export interface RunSize {
  readonly genes: number;
  readonly regulators: number;
  /** Cells of the data set, of what is trained on (controls included), and controls. */
  readonly cells: number;
  readonly trainingCells: number;
  readonly controlCells: number;
  /** Perturbations trained on. */
  readonly perturbations: number;
  /** Distinct overexpressed genes. */
  readonly deltas: number;
  /** Time points of a perturbation, on average. */
  readonly times: number;
  /** Perturbations at each of their time points and controls, whether trained on or not. */
  readonly conditions: number;
  /** Whether values are corrected before they are learned from. */
  readonly isCorrected: boolean;
}

export function runSizeOf(dataset: Dataset): RunSize {
  const heldOut = new Set(dataset.heldOut);
  const trained = dataset.conditions.filter(({ label }) => !heldOut.has(label));
  const perturbed = trained.filter((condition) => !isControl(condition));
  const cellsOf = (conditions: typeof trained) => conditions.reduce((sum, { cells }) => sum + cells, 0);
  const controlCells = dataset.control.mode === 'others' ? 0 : cellsOf(trained.filter(isControl));
  const perturbations = new Set(perturbed.map(({ label }) => label)).size;
  const raised = perturbed.flatMap(({ interventions }) =>
    interventions.filter(({ kind }) => kind === 'overexpression').map(({ gene }) => gene),
  );
  return {
    genes: dataset.genes.length,
    regulators: dataset.candidates.length,
    cells: dataset.cells,
    trainingCells: cellsOf(trained),
    controlCells: controlCells >= ENOUGH_CONTROLS ? controlCells : 0,
    perturbations,
    deltas: new Set(raised).size,
    times: perturbed.length / Math.max(1, perturbations),
    conditions: dataset.conditions.length,
    isCorrected: dataset.composition !== null,
  };
}
