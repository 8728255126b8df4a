/** The network of a finished run in the format of another program. */
import { perturbedGenes } from '../../dataset/dataset';
import { networkFormats, type NetworkFormatName } from '../../network/formats/formats';
import { paletteOf } from '../figure/palette';
import { placementOfRun } from '../figure/runFigure';
import { exportNetwork, type EdgeChoice } from '../../share/exports/networkExport';
import type { FinishedRun } from '../../share/finishedRun';

/** Formats with a layout use that of the report. */
export function networkText(
  format: NetworkFormatName,
  run: FinishedRun,
  choice: EdgeChoice,
): Promise<string> {
  const { dataset, result, view } = run;
  const taken = {
    name: dataset.name,
    network: result.network,
    modules: result.modules,
    placement: networkFormats[format].places ? placementOfRun(run) : null,
    perturbed: perturbedGenes(dataset),
    view,
  };
  return exportNetwork(format, taken, choice, paletteOf('light'));
}
