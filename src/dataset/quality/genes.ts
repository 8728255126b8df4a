/** Selection of the modelled genes and of the candidate regulators among them. */
import * as statistics from '../../numerics/statistics';
import { orderOfNames, placesOf } from '../canonicalOrder';
import { CONTROL_OF_RATIOS, ENOUGH_CONTROLS } from '../dataset';
import {
  type CandidateSource,
  type ListedFactors,
  candidatesAre,
  defaultCandidates,
  isCandidate,
} from '../factors/candidates';
import type { Mapping } from '../mapping';
import type { DatasetNote } from '../notes';
import type { GeneNaming } from '../recognise/geneNames';
import { type RareGenes, requestedRareGenes } from './filter';
import type { GroupMoments } from './moments';

export interface GeneSelection {
  /** [G] positions among the measured genes, ascending: by name. */
  readonly genes: Int32Array;
  /** [R] indices into genes, ascending. */
  readonly candidates: Int32Array;
  readonly source: CandidateSource;
  readonly notes: readonly DatasetNote[];
}

interface MeasuredGenes {
  readonly naming: GeneNaming;
  /** Positions of all perturbed genes, including held-out ones, which their prediction needs. */
  readonly perturbed: readonly number[];
  /** [measured genes] from training cells only. */
  readonly dispersions: Float64Array;
  /** Genes that are modelled only on request; null: no such rule. */
  readonly rare: RareGenes | null;
  /** Transcription factors among the measured genes; null: no list fits. */
  readonly listed: ListedFactors | null;
}

/** Perturbed genes, requested genes and listed regulators, filled up to `mapping.genes.total` by decreasing dispersion. */
export function selectGenes(
  { naming, perturbed, dispersions, rare, listed }: MeasuredGenes,
  mapping: Mapping,
): GeneSelection {
  const pasted = resolve(naming, mapping.genes.pasted);
  const regulators = resolve(naming, mapping.regulators ?? []);
  const wanted = [...perturbed, ...pasted.found, ...regulators.found];
  const chosen = new Set(wanted);
  const byDispersion = [...dispersions.keys()]
    .filter((gene) => !chosen.has(gene) && rare?.isRare[gene] !== 1 && (dispersions[gene] ?? 0) > -Infinity)
    .toSorted((a, b) => (dispersions[b] ?? 0) - (dispersions[a] ?? 0) || a - b);
  for (const gene of byDispersion.slice(0, Math.max(0, mapping.genes.total - chosen.size))) chosen.add(gene);

  const genes = Int32Array.from(chosen).toSorted();
  const isNamed = new Set(regulators.found);
  const isPerturbed = new Set(perturbed);
  const isListed = (gene: number) => listed?.names.has(naming.names[gene] ?? '') ?? false;
  const species = listed?.species ?? null;
  const are = candidatesAre(mapping.candidates ?? defaultCandidates, species, genes.length);
  const isAllowed = (gene: number) =>
    mapping.regulators === null
      ? isCandidate(are, { isPerturbed: isPerturbed.has(gene), isListed: isListed(gene) })
      : isNamed.has(gene);
  const notes: DatasetNote[] = [];
  if (rare !== null && rare.count > 0) {
    const kept = requestedRareGenes(rare, naming.names, wanted);
    const leftOut = rare.count - kept.length;
    notes.push({ tag: 'genes-filtered', genes: naming.names.length, leftOut, least: rare.least, kept });
  }
  if (pasted.missing.length > 0) notes.push({ tag: 'genes-not-found', names: pasted.missing });
  if (regulators.missing.length > 0)
    notes.push({ tag: 'regulators-not-modelled', names: regulators.missing });
  return {
    genes,
    candidates: Int32Array.from([...genes.keys()].filter((index) => isAllowed(genes[index] ?? 0))),
    source: {
      are: mapping.regulators === null ? are : 'named',
      species,
      factors: Array.from(genes)
        .filter(isListed)
        .map((gene) => naming.names[gene] ?? ''),
    },
    notes,
  };
}

function resolve(naming: GeneNaming, names: readonly string[]): { found: number[]; missing: string[] } {
  const cleaned = [...new Set(names.map((name) => name.trim()).filter((name) => name !== ''))];
  const rows = cleaned.map((name) => naming.lookup.find(name));
  return {
    found: [...new Set(rows.filter((row) => row >= 0))],
    missing: cleaned.filter((_, index) => (rows[index] ?? -1) < 0),
  };
}

/** Measured genes ordered by name: `find` returns places in that order; `placeOfGene` [genes of the matrix]. */
export function orderByName(naming: GeneNaming): { naming: GeneNaming; placeOfGene: Int32Array } {
  const order = orderOfNames(naming.names);
  const placeOfGene = placesOf(order);
  return {
    placeOfGene,
    naming: {
      ...naming,
      names: Array.from(order, (gene) => naming.names[gene] ?? ''),
      lookup: {
        find: (name) => placeOfGene[naming.lookup.find(name)] ?? -1,
        findWritten: (name) => placeOfGene[naming.lookup.findWritten(name)] ?? -1,
        isSpelled: naming.lookup.isSpelled,
      },
    },
  };
}

/**
 * [genes] dispersions, −Infinity where 20 and more controls never show the gene: its scale would be the floor alone, and
 * single counts the largest effects of the screen.
 */
export function amongDetected(dispersions: Float64Array, controls: GroupMoments): Float64Array {
  if (controls.cells < ENOUGH_CONTROLS) return dispersions;
  return dispersions.map((value, gene) => (controls.mean[gene] === 0 ? -Infinity : value));
}

/** [genes] mean squared deviation from the control, for log ratios; −Infinity for genes that never deviate. */
export function deviationsFromControl({ mean, variance }: GroupMoments): Float64Array {
  const control = Math.expm1(CONTROL_OF_RATIOS);
  return variance.map((value, gene) => {
    const squares = value + ((mean[gene] as number) - control) ** 2;
    return squares > ROUNDING * control ** 2 ? squares : -Infinity;
  });
}

/** Relative squared deviation that is rounding of 32-bit logarithms. */
const ROUNDING = 1e-11;

const BINS = 20;

/**
 * Highly variable genes: [genes] normalised dispersion, log(variance / mean) of normalised expression standardised
 * among genes of similar mean (20 bins of log1p mean); −Infinity for unexpressed or constant genes. Satija et al.
 * 2015 (Nat. Biotechnol. 33:495); the 'seurat' flavour of scanpy's highly_variable_genes.
 */
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
    const average = statistics.mean(values);
    const spread = Math.sqrt(statistics.variance(values, Math.max(1, values.length - 1)));
    bin.forEach((gene, index) => {
      // A gene alone in its bin gets 1.
      normalised[gene] = spread > 0 ? ((values[index] ?? 0) - average) / spread : 1;
    });
  }
  return normalised;
}
