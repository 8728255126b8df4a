/** Files that leave the app, each because a person pressed a button: written here, named after the data set. */
import type { Network } from '../../../network/network';
import { liveNetwork } from '../snapshots';
import { useRun } from '../stores';

/** The network of the result, else as it stands while learning; null before anything was learned. */
export function currentNetwork(): Network | null {
  return useRun.getState().result?.network ?? liveNetwork();
}

/** 'hipsc.edges.tsv' for the data set 'hipsc.h5ad': that of the run, unless another is meant. */
export function downloadName(suffix: string, of?: string): string {
  const name = of ?? useRun.getState().dataset?.name ?? 'modulode';
  const stem = name
    .replace(/\.(h5ad|h5seurat|h5|loom|mtx|zarr(\.zip)?|zip|csv|tsv|txt)(\.gz)?$/i, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '_');
  return `${stem || 'modulode'}.${suffix}`;
}

export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
