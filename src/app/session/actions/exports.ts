/** What is on screen in the formats of other programs, as downloads. The share worker writes them. */
import { perturbedGenes } from '../../../dataset/design';
import type { Module } from '../../../network/network';
import type { RunToExport } from '../../../share/exports/annData';
import { endingOf, type ExportFormat } from '../../../share/exports/exportFormats';
import type { NetworkToExport } from '../../../share/exports/networkExport';
import { shareWorker } from '../clients';
import { latestSnapshot } from '../snapshots';
import { useRun, useView } from '../stores';
import { currentNetwork, downloadName, saveFile } from './downloads';
import { placementNow } from './placement';

/** Whether there is anything to write in this format. */
export function canExport(format: ExportFormat): boolean {
  if (format === 'h5ad') return runNow() !== null;
  return currentNetwork() !== null && (format !== 'gmt' || modulesNow().length > 0);
}

/** Does nothing where there is nothing to write. Says so where the worker cannot write it. */
export async function downloadExport(format: ExportFormat): Promise<void> {
  const made = await fileOf(format);
  if (!made) return;
  if (made.ok) saveFile(made.value, downloadName(endingOf(format)));
  else if (made.error.tag === 'worker-lost')
    useRun.setState({ notice: { tag: 'export-failed', detail: made.error.detail } });
}

async function fileOf(format: ExportFormat) {
  if (format === 'h5ad') {
    const run = runNow();
    return run && shareWorker().ask((share) => share.exportAnnData(run));
  }
  const network = networkNow();
  return network && shareWorker().ask((share) => share.exportNetwork(format, network));
}

function networkNow(): NetworkToExport | null {
  const { dataset } = useRun.getState();
  const network = currentNetwork();
  if (!dataset || !network) return null;
  const { edgeBudget, minimumStability, moduleNames } = useView.getState().present;
  return {
    name: dataset.name,
    network,
    modules: modulesNow(),
    placement: placementNow(dataset.genes),
    perturbed: perturbedGenes(dataset),
    view: { edgeBudget, minimumStability, moduleNames },
  };
}

function modulesNow(): readonly Module[] {
  return useRun.getState().result?.modules ?? latestSnapshot()?.modules ?? [];
}

/** Without the cells; null before training has ended, and where a link left predictions with its sender. */
function runNow(): RunToExport | null {
  const { dataset, result, trainedWith, settings } = useRun.getState();
  if (!dataset || !result || result.comparisons.length === 0) return null;
  const { name, fingerprint, genes, conditions, heldOut, timeUnit } = dataset;
  return {
    dataset: { name, fingerprint, genes, conditions, heldOut, timeUnit },
    settings: trainedWith ?? settings,
    result,
    view: useView.getState().present,
  };
}
