/** The network of a finished run in the format of another program. */
import { perturbedGenes } from '../dataset/design';
import { networkFormats, type NetworkFormatName } from '../network/formats/formats';
import { paletteOf } from '../picture/palette';
import { placementOfRun, sceneOfRun } from '../picture/runPicture';
import { doubtAbout } from '../sentences/doubt';
import { exportNetwork, type EdgeChoice } from '../snapshot/exports/networkExport';
import type { FinishedRun } from '../snapshot/runFile';

/** Where the format tells places, genes stand as in the report. */
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
    placement: networkFormats[format].places
      ? placementOfRun(run, sceneOfRun(run, doubtAbout(result)))
      : null,
    perturbed: perturbedGenes(dataset),
    view,
  };
  return exportNetwork(format, taken, choice, paletteOf('light'));
}
