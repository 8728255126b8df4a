/** CPU time of a browser by what its threads do (Linux): workers train, the page's thread decides what is drawn, all others draw it. */
import { readdirSync } from 'node:fs';
import { parseStat, processTree, procText } from '../engine/machine';

export interface CpuByRole {
  readonly workersMs: number;
  readonly pageMs: number;
  /** Compositor, rasteriser, GPU process and the browser itself. */
  readonly othersMs: number;
}

/** Threads of dedicated workers have this name, of which the system keeps 15 characters. */
const WORKER = 'DedicatedWorker';

export function cpuByRole(root: number): CpuByRole {
  const sums = { workersMs: 0, pageMs: 0, othersMs: 0 };
  for (const { pid } of processTree(root)) {
    const isRenderer = procText(`/proc/${pid}/cmdline`).includes('--type=renderer');
    for (const thread of threadsOf(pid)) {
      const stat = procText(`/proc/${pid}/task/${thread}/stat`);
      const cpuMs = parseStat(stat)?.cpuMs ?? 0;
      if (isRenderer && stat.includes(`(${WORKER})`)) sums.workersMs += cpuMs;
      else if (isRenderer && thread === String(pid)) sums.pageMs += cpuMs;
      else sums.othersMs += cpuMs;
    }
  }
  return sums;
}

export function since(before: CpuByRole, now: CpuByRole): CpuByRole {
  return {
    workersMs: now.workersMs - before.workersMs,
    pageMs: now.pageMs - before.pageMs,
    othersMs: now.othersMs - before.othersMs,
  };
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}
