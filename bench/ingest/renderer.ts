/** The process of a browser's tab, and the most memory it ever held, as Linux tells it. */
import { readdirSync, readFileSync } from 'node:fs';
import { parseStat } from '../engine/processTree';

/** The largest process of its kind below `root`; null where the system does not tell. */
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

/** Resident memory at its highest, the browser's own code included; NaN where the system does not tell. */
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

/** '' where it has ended since. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
