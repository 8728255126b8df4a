/** Rows that are samples and not cells: replicates, single samples beside single controls, and their size factors. */
import type { EveryGene } from '../dataset/quality/everyGene';
import { isRatio } from '../dataset/mapping';
import { MOST_REPLICATES, type RowNoun } from '../dataset/rows';
import { ENOUGH_SAMPLES } from './cellNoise';
import type { GeneCorrelation } from './correlation';
import { adjusted, type Effects } from './effects';
import { guideMeans, type Design, type Fit } from './fit';
import type { ResidualSums } from './residuals';
import { medianRatios, MOST_COMPARED } from './sizeFactors';
import { evidenceAmongControls } from './whole';

/** Samples, where no perturbation has more rows than an experiment has replicates, or values are ratios to control. */
export function unitOf({ rows: known, perturbations, guides, guideOfCell, values }: EveryGene): RowNoun {
  if (known) return known;
  if (isRatio(values)) return 'sample';
  const rows = new Float64Array(perturbations.length);
  for (const guide of guideOfCell) (rows[guides[guide]?.perturbation ?? 0] as number) += 1;
  return rows.subarray(1).some((count) => count > MOST_REPLICATES) ? 'cell' : 'sample';
}

/** Where each sample has a guide of its own, guides are the replicates of their perturbation. */
export function asReplicates(screen: EveryGene): EveryGene {
  const { guides, guideOfCell, perturbations } = screen;
  if (new Set(guideOfCell).size < guideOfCell.length) return screen;
  return {
    ...screen,
    guides: perturbations.map(({ label }, perturbation) => ({ name: label, perturbation })),
    guideOfCell: guideOfCell.map((guide) => guides[guide]?.perturbation ?? 0),
  };
}

/** Perturbations of one sample get the p of what single controls do, and none for single genes but their own targets. */
export function testSingleSamples(
  { any, fromControls, fit, tests, q }: Pick<Effects, 'any' | 'fromControls' | 'fit' | 'tests' | 'q'>,
  sums: ResidualSums,
  { perturbationOfGuide }: Design,
  facts: { readonly own: Uint8Array; readonly correlation: GeneCorrelation },
): void {
  const single = singleSamples(sums, fit, perturbationOfGuide, facts);
  for (const [k, p] of single) {
    any[k] = fromControls[k] = p;
    // How one sample varies from gene to gene is not known: sizes only, but of its own target.
    for (let at = k * sums.genes; at < (k + 1) * sums.genes; at++) if (facts.own[at] !== 1) tests.p[at] = NaN;
  }
  if (single.length > 0) q.set(adjusted(tests.p));
}

/** [perturbation, p] of any change of perturbations of one sample, beside what single controls do; none where these are few. */
function singleSamples(
  sums: ResidualSums,
  fit: Fit,
  perturbationOfPart: Int32Array,
  { own, correlation }: { readonly own: Uint8Array; readonly correlation: GeneCorrelation },
): readonly (readonly [number, number])[] {
  const { genes, cellsOfGuide } = sums;
  const levels = guideMeans(sums, fit);
  const partsOf: number[][] = Array.from({ length: own.length / genes }, () => []);
  perturbationOfPart.forEach((k, part) => {
    if ((cellsOfGuide[part] as number) > 0) partsOf[k]?.push(part);
  });
  const isSingle = (part: number) => cellsOfGuide[part] === 1;
  const controls = partsOf[0]?.filter(isSingle) ?? [];
  if (controls.length < ENOUGH_SAMPLES) return [];
  const samples = partsOf.flatMap(([only, second], k) =>
    k > 0 && only !== undefined && second === undefined && isSingle(only) ? [[k, only] as const] : [],
  );
  const p = evidenceAmongControls(
    (row, gene) => levels[row * genes + gene] as number,
    { controls, samples: samples.map(([, part]) => part) },
    (row, gene) => own[(perturbationOfPart[row] as number) * genes + gene] !== 1,
    { genes, correlation },
  );
  return samples.map(([k], at) => [k, p[at] as number]);
}

/** Size factors of samples by their most counted genes. */
export async function sampleFactors(
  screen: EveryGene,
  totalOfGene: Float64Array,
  onBytes: (done: number, total: number) => void,
): Promise<Float64Array | null> {
  const order = Array.from(totalOfGene.keys()).toSorted(
    (a, b) => (totalOfGene[b] as number) - (totalOfGene[a] as number),
  );
  const columnOf = new Int32Array(order.length).fill(-1);
  const compared = Math.min(order.length, MOST_COMPARED);
  order.slice(0, compared).forEach((gene, column) => {
    columnOf[gene] = column;
  });
  const counts = new Float64Array(screen.guideOfCell.length * compared);
  await screen.pass(
    ({ count, rows, genes, values }) => {
      for (let i = 0; i < count; i++) {
        const column = columnOf[genes[i] as number] as number;
        if (column >= 0) counts[(rows[i] as number) * compared + column] = values[i] as number;
      }
    },
    { onBytes },
  );
  return medianRatios(counts, compared);
}
