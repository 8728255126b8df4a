/** Downloads: the network and the run in the formats of other programs, which the share worker writes, and their names. */
import { programOf } from '../../../inference/run/program';
import { perturbedGenes } from '../../../dataset/dataset';
import type { Outcome } from '../../../dataset/errors';
import type { Module, Network } from '../../../network/network';
import type { RunToExport } from '../../../share/exports/annData';
import {
  endingOf,
  type ExportFormat,
  fileStem,
  type NetworkToExport,
} from '../../../share/exports/networkExport';
import type { ShareApi } from '../../../../workers/protocol';
import type { LastingWorker, WorkerEnd } from '../clients';
import { doubtOf } from '../run/doubt';
import { latestSnapshot, liveNetwork } from '../run/snapshots';
import { notify, useNextTraining, useRun, useView } from '../stores';
import { placementNow } from '../view/viewBus';

/** Whether the run on screen can be written in this format. */
export function canExport(format: ExportFormat): boolean {
  if (format === 'h5ad' || format === 'ipynb') return isCompared();
  return currentNetwork() !== null && (format !== 'gmt' || modulesNow().length > 0);
}

/** Shows a notice where the worker was lost; the next attempt gets a new worker. */
export function saveWritten(written: Outcome<Blob, WorkerEnd>, suffix: string): void {
  if (written.ok) saveFile(written.value, downloadName(suffix));
  else if (written.error.tag === 'worker-lost')
    notify({ tag: 'export-failed', detail: written.error.detail });
}

/** Writes files in the worker. */
export function createExports(worker: LastingWorker<ShareApi>) {
  async function downloadExport(format: ExportFormat): Promise<void> {
    const made = await fileOf(format);
    if (made) saveWritten(made, endingOf(format));
  }

  async function fileOf(format: ExportFormat) {
    if (format === 'h5ad') {
      const run = isCompared() ? runToExport() : null;
      return run && worker.ask((share) => share.exportAnnData(run));
    }
    if (format === 'ipynb') return isCompared() ? notebookNow() : null;
    const network = networkNow();
    return network && worker.ask((share) => share.exportNetwork(format, network));
  }

  return { downloadExport };
}

async function notebookNow(): Promise<Outcome<Blob, WorkerEnd>> {
  const { notebookText } = await import('../../../share/exports/notebook');
  const { dataset, result } = useRun.getState();
  const { name = '', fingerprint = '' } = dataset ?? {};
  const text = notebookText({ data: name, fingerprint, program: programOf(result ?? {}) });
  return { ok: true, value: new Blob([text], { type: 'application/x-ipynb+json' }) };
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
    doubt: doubtOf(useRun.getState()),
    perturbed: perturbedGenes(dataset),
    view: { edgeBudget, minimumStability, moduleNames },
  };
}

function modulesNow(): readonly Module[] {
  return useRun.getState().result?.modules ?? latestSnapshot()?.modules ?? [];
}

/** Whether its predictions stand beside measurements: not before training has ended, nor in the run of a link. */
function isCompared(): boolean {
  return (useRun.getState().result?.comparisons.length ?? 0) > 0;
}

/** The run on screen without its cells; null before training has ended. */
export function runToExport(): RunToExport | null {
  const { dataset, result, trainedWith } = useRun.getState();
  if (!dataset || !result) return null;
  const { name, fingerprint, genes, scale, conditions, heldOut, timeUnit } = dataset;
  return {
    dataset: { name, fingerprint, genes, ...(scale && { scale }), conditions, heldOut, timeUnit },
    settings: trainedWith ?? useNextTraining.getState().settings,
    result,
    view: useView.getState().present,
  };
}

/** The network of the result, else the one in training; null before the first snapshot. */
export function currentNetwork(): Network | null {
  return useRun.getState().result?.network ?? liveNetwork();
}

/** 'hipsc.edges.tsv' for the data set 'hipsc.h5ad'. `of`: name of the data set; by default that of the run. */
export function downloadName(suffix: string, of?: string): string {
  return `${fileStem(of ?? useRun.getState().dataset?.name ?? '')}.${suffix}`;
}

export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
