/** Bulk samples of a simulated screen: means of some of its cells each, with noise of measurement. */
import { Random } from '../../src/numerics/random';
import type { CapturedScreen } from '../../src/simulation/capture';

interface SampleDesign {
  /** Samples of each perturbation, and without perturbation. */
  readonly replicates: number;
  readonly unperturbed: number;
  /** Standard deviation in log expression. */
  readonly noise: number;
}

/** Cells of a condition take turns in its samples. `seed`: of the noise. */
export function bulkSamples(
  screen: CapturedScreen,
  { replicates, unperturbed, noise }: SampleDesign,
  seed: number,
): CapturedScreen {
  const genes = screen.genes.length;
  const random = new Random(seed);
  const seen = new Map<string, number>();
  const cellsOf = new Map<string, number[]>();
  screen.labels.forEach((label, cell) => {
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    const sample = `${label} ${before % (screen.kinds[cell] === 'control' ? unperturbed : replicates)}`;
    cellsOf.set(sample, [...(cellsOf.get(sample) ?? []), cell]);
  });
  const samples = [...cellsOf.values()];
  const values = new Float32Array(samples.length * genes);
  samples.forEach((cells, row) => {
    for (let g = 0; g < genes; g++) {
      const amount = cells.reduce((sum, cell) => sum + Math.expm1(screen.values[cell * genes + g] ?? 0), 0);
      values[row * genes + g] = Math.max(0, Math.log1p(amount / cells.length) + noise * random.normal());
    }
  });
  const first = samples.map(([cell = 0]) => cell);
  return {
    ...screen,
    values,
    labels: first.map((cell) => screen.labels[cell] ?? ''),
    kinds: first.map((cell) => screen.kinds[cell] ?? ''),
    times: null,
    doses: null,
    batches: null,
  };
}
