/** The machine of a measurement, and the CPU time of a process with its descendants (browsers use several processes; Linux only). */
import { cpus, totalmem } from 'node:os';
import { readdirSync, readFileSync } from 'node:fs';

interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly node: string;
}

export function thisMachine(): Machine {
  const all = cpus();
  return {
    processor: all[0]?.model ?? 'unknown',
    cores: all.length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}

/** Processor time of this process until now, its threads included. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly cpuMs: number;
}

/** Clock ticks of /proc are 10 ms on every common Linux. */
const tickMs = 10;

/** From the text of /proc/PID/stat; null for other texts. The name in brackets may contain any character. */
export function parseStat(text: string): Entry | null {
  const match = /^(\d+) \(.*\) \S (\d+) (?:\S+ ){9}(\d+) (\d+) /s.exec(text);
  if (!match) return null;
  const [, pid, parent, user, system] = match.map(Number);
  return { pid: pid ?? 0, parent: parent ?? 0, cpuMs: tickMs * ((user ?? 0) + (system ?? 0)) };
}

/** NaN without /proc. Ended processes are not counted. */
export function cpuMsOfTree(root: number): number {
  const own = processTree(root);
  return own.length === 0 ? Number.NaN : own.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

/** A process and its descendants; empty without /proc. */
export function processTree(root: number): readonly Entry[] {
  const entries = allProcesses();
  const inTree = new Set([root]);
  let size = 0;
  while (size < inTree.size) {
    size = inTree.size;
    for (const { pid, parent } of entries) if (inTree.has(parent)) inTree.add(pid);
  }
  return entries.filter(({ pid }) => inTree.has(pid));
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
  return parseStat(procText(`/proc/${name}/stat`));
}

/** '' if the process or thread has ended, or the system has no such file. */
export function procText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
