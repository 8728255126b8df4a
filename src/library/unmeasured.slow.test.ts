/** A third of the perturbed genes are not measured: what is learned of the measured regulators is as if they were. */
import { expect, it } from 'vitest';
import type { Dataset } from '../dataset/dataset';
import { writeH5ad } from '../dataset/writers/h5ad';
import type { CapturedScreen } from '../simulation/capture';
import { simulateRandomScreen } from '../simulation/randomScreen';
import { infer, openData } from '.';

const TARGETS = 32;
/** Not used for any choice. */
const seeds = [7101, 7102, 7103, 7104];

const screenOf = (seed: number): CapturedScreen =>
  simulateRandomScreen({
    topology: 'cyclic',
    genes: 80,
    regulators: TARGETS,
    edges: 200,
    repressing: 0.3,
    kind: 'knockout',
    perturbations: TARGETS,
    controls: 400,
    cellsPerPerturbation: 100,
    capture: { written: 'molecules' },
    seed,
  });

/** Without the columns of the genes in `hidden`; without the cells in which one of them is perturbed where `isLeftOut`. */
async function datasetOf(
  { genes, labels, values }: CapturedScreen,
  hidden: ReadonlySet<string>,
  isLeftOut = false,
): Promise<Dataset> {
  const cells = [...labels.keys()].filter((cell) => !isLeftOut || !hidden.has(labels[cell] ?? ''));
  const columns = [...genes.keys()].filter((gene) => !hidden.has(genes[gene] ?? ''));
  const bytes = await writeH5ad({
    values: Float32Array.from(
      cells.flatMap((cell) => columns.map((gene) => values[cell * genes.length + gene] ?? 0)),
    ),
    encoding: 'dense',
    cellNames: cells.map((cell) => `cell${cell}`),
    geneNames: columns.map((gene) => genes[gene] ?? ''),
    obs: { perturbation: cells.map((cell) => labels[cell] ?? '') },
    uns: {},
  });
  const data = await openData([new File([bytes], 'screen.h5ad')]);
  const recognition = await data.recognise({});
  const dataset = await data.load(recognition.mapping);
  data.close();
  return dataset;
}

/** AUPRC of edges between measured genes, and the squared error of left-out perturbations of measured genes over that of no change. */
async function judged(dataset: Dataset, { truth }: CapturedScreen, hidden: ReadonlySet<string>) {
  const run = await infer({ dataset });
  const isMeasured = (name: string) => !hidden.has(name);
  const edges = run.edges().filter(({ source, target }) => isMeasured(source) && isMeasured(target));
  const ofTruth = truth.filter(
    ({ source, target }) => source !== target && isMeasured(source) && isMeasured(target),
  );
  const known = new Set(ofTruth.map(({ source, target }) => `${source} ${target}`));
  const perturbed = new Set(ofTruth.map(({ source }) => source));
  let [found, precisions] = [0, 0];
  edges
    .filter(({ source }) => perturbed.has(source))
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .forEach(({ source, target }, place) => {
      if (!known.has(`${source} ${target}`)) return;
      found += 1;
      precisions += found / (place + 1);
    });
  let [error, size] = [0, 0];
  for (const { role, label, targets, predicted, measured } of run.run.result.comparisons) {
    if (role !== 'cross-validated' || !isMeasured(label)) continue;
    measured.forEach((value, gene) => {
      if (targets.includes(gene) || !isMeasured(dataset.genes[gene] ?? '')) return;
      if (dataset.latent?.includes(gene) === true) return;
      error += (value - (predicted[gene] ?? 0)) ** 2;
      size += value ** 2;
    });
  }
  return { auprc: precisions / known.size, error: error / size };
}

it('AUPRC and errors of the measured ones stay', async () => {
  const differences: { readonly auprc: number; readonly error: number }[] = [];
  for (const seed of seeds) {
    const screen = screenOf(seed);
    const perturbed = [...new Set(screen.labels)].filter((label) => label !== 'control').toSorted();
    const hidden = new Set(perturbed.filter((_, at) => at % 3 === 1));
    const whole = await judged(await datasetOf(screen, new Set()), screen, hidden);
    const inputs = await datasetOf(screen, hidden);
    expect(inputs.latent).toHaveLength(hidden.size);
    const unmeasured = await judged(inputs, screen, hidden);
    const without = await judged(await datasetOf(screen, hidden, true), screen, hidden);
    differences.push({ auprc: unmeasured.auprc - whole.auprc, error: unmeasured.error - whole.error });
    console.log(seed, { whole, unmeasured, without });
  }
  const mean = (of: 'auprc' | 'error') =>
    differences.reduce((sum, one) => sum + one[of], 0) / differences.length;
  expect(mean('auprc')).toBeGreaterThan(-0.02);
  expect(mean('error')).toBeLessThan(0.02);
}, 1_800_000);
