/** The process of a browser tab and its peak memory (Linux). */
import { processTree, procText } from '../engine/machine';

/** The largest renderer process below `root`; null if the system does not report it. */
export function rendererOf(root: number): number | null {
  const renderers = processTree(root)
    .map(({ pid }) => pid)
    .filter((pid) => procText(`/proc/${pid}/cmdline`).includes('--type=renderer'));
  return renderers.toSorted((a, b) => peakMegabytes(b) - peakMegabytes(a))[0] ?? null;
}

/** Peak resident memory, the browser's code included; NaN if the system does not report it. */
export function peakMegabytes(pid: number | null): number {
  const kilobytes = /VmHWM:\s*(\d+)/.exec(procText(`/proc/${pid ?? 0}/status`))?.[1];
  return kilobytes === undefined ? Number.NaN : Number(kilobytes) / 1024;
}
