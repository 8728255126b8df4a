/** Processor time of a process and all that it started, as Linux tells it: for browsers, which compute in several. */
import { readdirSync, readFileSync } from 'node:fs';

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
}

/** Ticks of the clock that /proc counts in are 10 ms on every Linux that people run. */
const tickMs = 10;

/** From the text of /proc/PID/stat; null where it is not such a text. The name in brackets may hold anything. */
export function parseStat(text: string): Entry | null {
  const match = /^(\d+) \(.*\) \S (\d+) (?:\S+ ){9}(\d+) (\d+) /s.exec(text);
  if (!match) return null;
  const [, pid, parent, user, system] = match.map(Number);
  return { pid: pid ?? 0, parent: parent ?? 0, cpuMs: tickMs * ((user ?? 0) + (system ?? 0)) };
}

/** NaN where there is no /proc. Processes that ended are not counted. */
export function cpuMsOfTree(root: number): number {
  const entries = allProcesses();
  const inTree = new Set([root]);
  let size = 0;
  while (size < inTree.size) {
    size = inTree.size;
    for (const { pid, parent } of entries) if (inTree.has(parent)) inTree.add(pid);
  }
  const own = entries.filter(({ pid }) => inTree.has(pid));
  return own.length === 0 ? Number.NaN : own.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

function allProcesses(): readonly Entry[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => statOf(name) ?? []);
  } catch {
    return [];
  }
}

function statOf(name: string): Entry | null {
  try {
    return parseStat(readFileSync(`/proc/${name}/stat`, 'utf8'));
  } catch {
    // It has ended since the folder was read.
    return null;
  }
}
