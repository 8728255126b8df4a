/** Which genes are modelled, and which of them may regulate others. */
import type { DatasetNote } from '../notes';
import type { Mapping } from '../mapping';
import type { GeneNaming } from '../recognise/geneNames';
import { sparedGenes, type RareGenes } from './filter';

/** Up to this many modelled genes, all of them are candidate regulators unless a list is given. */
const MOST_CANDIDATES = 150;

export interface GeneSelection {
  /** [G] places among the measured genes, ascending: by name. */
  readonly genes: Int32Array;
  /** [R] indices into genes, ascending. */
  readonly candidates: Int32Array;
  readonly notes: readonly DatasetNote[];
}

/**
 * Perturbed genes, pasted genes and listed regulators, filled up to `mapping.genes.total` by decreasing dispersion.
 * @param perturbed places of every perturbed gene, held-out ones included: they are needed to predict them
 * @param dispersions [measured genes] from training cells only
 * @param rare genes that are in the model only where they are asked for; null: no such rule
 */
export function selectGenes(
  naming: GeneNaming,
  perturbed: readonly number[],
  dispersions: Float64Array,
  mapping: Mapping,
  rare: RareGenes | null = null,
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
  const allowed =
    mapping.regulators === null ? (genes.length <= MOST_CANDIDATES ? genes : perturbed) : regulators.found;
  const isAllowed = new Set(allowed);
  const notes: DatasetNote[] = [];
  if (rare !== null && rare.count > 0) notes.push(rareGenesNote(rare, naming, wanted));
  if (pasted.missing.length > 0) notes.push({ tag: 'genes-not-found', names: pasted.missing });
  if (regulators.missing.length > 0)
    notes.push({ tag: 'regulators-not-modelled', names: regulators.missing });
  return {
    genes,
    candidates: Int32Array.from([...genes.keys()].filter((index) => isAllowed.has(genes[index] ?? 0))),
    notes,
  };
}

function rareGenesNote(rare: RareGenes, naming: GeneNaming, wanted: readonly number[]): DatasetNote {
  const kept = sparedGenes(rare, naming.names, wanted);
  return {
    tag: 'genes-filtered',
    genes: naming.names.length,
    leftOut: rare.count - kept.length,
    least: rare.least,
    kept,
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
