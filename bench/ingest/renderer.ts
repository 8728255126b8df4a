/** The process of a browser tab and its peak memory (Linux). */
import { readdirSync, readFileSync } from 'node:fs';
import { parseStat } from '../engine/machine';

/** The largest renderer process below `root`; null if the system does not report it. */
export function rendererOf(root: number): number | null {
  const parents = new Map<number, number>();
  for (const name of processes()) {
    const entry = parseStat(textOf(`/proc/${name}/stat`));
    if (entry) parents.set(entry.pid, entry.parent);
  }
  const isBelow = (pid: number): boolean =>
    pid === root || (parents.has(pid) && isBelow(parents.get(pid) ?? 0));
  const renderers = [...parents.keys()].filter(
    (pid) => isBelow(pid) && textOf(`/proc/${pid}/cmdline`).includes('--type=renderer'),
  );
  return renderers.toSorted((a, b) => peakMegabytes(b) - peakMegabytes(a))[0] ?? null;
}

/** Peak resident memory, the browser's code included; NaN if the system does not report it. */
export function peakMegabytes(pid: number | null): number {
  const kilobytes = /VmHWM:\s*(\d+)/.exec(textOf(`/proc/${pid ?? 0}/status`))?.[1];
  return kilobytes === undefined ? Number.NaN : Number(kilobytes) / 1024;
}

function processes(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** '' if the process has ended. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
