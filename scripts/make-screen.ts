/**
 * Writes a simulated screen of any size, for trials and benchmarks:
 * `node scripts/run.mjs scripts/make-screen.ts OUT.h5ad [acyclic|cyclic] [GENES] [KNOCKOUTS] [CELLS PER KNOCKOUT] [SEED]`.
 * Its network is written to OUT.truth.tsv.
 */
import { writeFile } from 'node:fs/promises';
import { simulateRandomScreen } from '../src/simulation/randomScreen';
import { screenH5ad, truthTsv } from '../src/simulation/screenFile';

export async function main(args: string[]): Promise<number> {
  const [out, topology = 'acyclic', ...numbers] = args;
  const [genes = 60, perturbations = 20, cells = 100, seed = 1] = numbers.map(Number);
  if (out === undefined || (topology !== 'acyclic' && topology !== 'cyclic')) {
    console.error('usage: make-screen.ts OUT.h5ad [acyclic|cyclic] [GENES] [KNOCKOUTS] [CELLS] [SEED]');
    return 2;
  }
  const screen = simulateRandomScreen({
    topology,
    kind: 'knockout',
    genes,
    regulators: Math.max(perturbations, Math.round(genes * 0.4)),
    edges: Math.round(2.5 * genes),
    repressing: 0.3,
    perturbations,
    controls: 4 * cells,
    cellsPerPerturbation: cells,
    seed,
  });
  await writeFile(out, await screenH5ad(screen));
  await writeFile(out.replace(/\.h5ad$/u, '.truth.tsv'), truthTsv(screen));
  return 0;
}
