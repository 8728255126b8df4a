/** For tests of `modulode infer`: the command in process, in a temporary folder, on the demo or on a screen trained in a second. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../../src/cli/host';
import { runCli } from '../../../src/cli/program';
import { testHost } from './testHost';

export const demo = 'public/demo/myeloid.h5ad';
export const quick = ['--preset', 'H', '--steps', '20'];
/** For tests of other things than the comparison, which takes as long as all else. */
export const uncompared = [...quick, '--compare', 'none'];

/** Time limit for a run on a busy machine. */
export const timeout = 120_000;

/** Genes of smallScreen, each perturbed in 20 cells; 40 control cells. */
export const smallGenes = ['A', 'B', 'C', 'D', 'E', 'F'];

/** Writes a table of 160 cells × 6 genes of counts, in which every eighth cell is nearly empty, and returns its path. */
export function smallScreen(path: string): string {
  const labels = [
    ...Array<string>(40).fill('control'),
    ...smallGenes.flatMap((gene) => Array<string>(20).fill(gene)),
  ];
  const rows = labels.map((label, cell) => {
    const counts = smallGenes.map((gene, index) => {
      if (cell % 8 === 0) return Number(index === 0);
      return gene === label ? 0 : 3 + ((cell * (index + 3) + index * index) % 11);
    });
    return [`cell${cell}`, label, ...counts].join(',');
  });
  writeFileSync(path, [`cell,perturbation,${smallGenes.join(',')}`, ...rows].join('\n'));
  return path;
}

export function temporaryFolder() {
  const path = mkdtempSync(join(tmpdir(), 'infer-'));
  return {
    path,
    at: (name: string) => join(path, name),
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

export async function run(args: readonly string[], change: Partial<Host> = {}) {
  const host = testHost();
  const code = await runCli(['infer', ...args], { ...host, ...change });
  return { code, told: host.messages.join('\n'), printed: host.printed() };
}

/** As `run`; throws if the command fails. */
export async function done(args: readonly string[], change: Partial<Host> = {}) {
  const ended = await run(args, change);
  if (ended.code !== 0) throw new Error(ended.told);
  return ended;
}

/** A host that interrupts as soon as a progress line matches. */
export function interruptOn(pattern: RegExp): Partial<Host> {
  const listeners: (() => void)[] = [];
  return {
    onInterrupt: (listener) => {
      listeners.push(listener);
      return () => undefined;
    },
    status: (line) => {
      if (pattern.test(line)) for (const listener of listeners) listener();
    },
  };
}
