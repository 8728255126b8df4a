/**
 * Highly variable genes by normalised dispersion: log(variance / mean) of normalised expression, standardised among
 * genes of similar mean (20 bins of log1p mean). Satija et al. 2015 (Nat. Biotechnol. 33:495); the 'seurat' flavour of
 * scanpy's highly_variable_genes.
 */
import type { GroupMoments } from './moments';

const BINS = 20;

/** [genes] normalised dispersion; −Infinity for genes that are not expressed or do not vary. */
export function normalisedDispersions({ cells, mean, variance }: GroupMoments): Float64Array {
  const unbiased = cells / Math.max(1, cells - 1);
  const logMean = mean.map(Math.log1p);
  const logDispersion = variance.map((value, gene) => Math.log((value * unbiased) / (mean[gene] ?? 0)));
  const expressed = [...logMean.keys()].filter((gene) => Number.isFinite(logDispersion[gene]));
  const lowest = logMean.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = logMean.reduce((most, value) => Math.max(most, value), -Infinity);
  const width = (highest - lowest) / BINS;

  const members: number[][] = Array.from({ length: BINS }, () => []);
  for (const gene of expressed) {
    // Bins are closed on the right, as in pandas.cut.
    const bin = width > 0 ? Math.ceil(((logMean[gene] ?? 0) - lowest) / width) - 1 : 0;
    members[Math.min(BINS - 1, Math.max(0, bin))]?.push(gene);
  }
  const normalised = new Float64Array(mean.length).fill(-Infinity);
  for (const bin of members) {
    const values = bin.map((gene) => logDispersion[gene] ?? 0);
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(
      values.reduce((sum, value) => sum + (value - average) ** 2, 0) / Math.max(1, values.length - 1),
    );
    bin.forEach((gene, index) => {
      // A gene alone in its bin gets 1: it is as variable as it is.
      normalised[gene] = spread > 0 ? ((values[index] ?? 0) - average) / spread : 1;
    });
  }
  return normalised;
}
