/** Notes on a data set: what a reader, a rule or a check changed or found, as tagged data. Their sentences are in src/present/text. */
import type { Tagged } from './errors';
import type { FilterRules, PerturbationKind } from './mapping';

export interface Counted {
  readonly name: string;
  readonly count: number;
}

/** `total`: the sum of values that are not counts. */
export const cellRules = ['counts', 'total', 'genes', 'mitochondrial'] as const;

/** Number of cells that one rule excludes by itself. */
export interface FailedRule {
  readonly rule: (typeof cellRules)[number];
  /** Minimum; for the mitochondrial share the maximum. */
  readonly limit: number;
  readonly cells: number;
}

export type DatasetNote = Tagged<{
  transposed: { reason: string };
  /** Lines above the values of a table hold labels of its columns; `namedBy`: title of the line with their names, null where they were numbered; `merged`: titles of lines with merged cells. */
  'label-lines': { labels: readonly string[]; namedBy: string | null; merged?: readonly string[] };
  'duplicate-genes': { names: readonly string[] };
  /** Gene names that look like dates, as spreadsheets make them of MARCH1 and SEPT7. */
  'names-like-dates': { names: readonly string[] };
  /** Labels of perturbations, likewise. */
  'labels-like-dates': { labels: readonly string[] };
  /** Genes are named by the probes of an array. */
  'names-of-probes': { names: readonly string[] };
  /** A column beside the labels names further genes in `cells` cells, such as those of a second guide; `labels`: the column of these, `example`: a value of each. */
  'further-targets': { labels: string; column: string; cells: number; example: string };
  /** Columns of an AnnData matrix are named like cells, its rows are not. */
  'genes-in-rows': { rows: readonly string[]; columns: readonly string[] };
  lzf: { path: string };
  'decimal-comma': unknown;
  /** Lines that begin with '#' and have as many cells as a row; `line`: the number of the first. */
  'rows-commented-out': { rows: number; line: number };
  /** The first line of a table is values: genes (in rows: cells) were numbered. `named`: the rows have names. */
  'no-header': { rows: 'cells' | 'genes'; named: boolean };
  /** Row n of a table without labels perturbs gene n: `lowest` genes have their minimum in their own row. */
  'row-is-its-gene': { lowest: number; rows: number };
  /** Matrices of the file that cannot be read: damaged, of another shape, or stored in a way that is not supported. */
  'matrices-left-out': { paths: readonly string[] };
  /** Rows of a 10x matrix that are not genes, by type. */
  'features-left-out': { types: readonly Counted[] };
  /** Columns made from guide UMI counts; numbers of cells with one guide, several or none. At `threshold`, but for `mixed` guides by mixtures; absent: none. */
  'guide-calls': {
    guides: number;
    threshold: number;
    mixed?: number;
    one: number;
    several: number;
    none: number;
  };
  /** The genes of one matrix belong to several genomes. */
  'genes-of-genomes': { genomes: readonly Counted[] };
  /** One matrix per genome; those with other cells are left out. */
  'genome-matrices': { genomes: readonly string[]; leftOut: readonly string[] };
  /** Each cell has several guides, in labels of a `column`: the median number of targets, different sets of these, and targets. */
  'many-guides': { column: string; perCell: number; sets: number; targets: number };
  /** Where cells have several guides: perturbations that are always with others. */
  'perturbations-together': { labels: readonly string[] };
  /** Cells with several guides of one gene, of a gene beside a control guide, and of several genes. */
  'several-guides': { sameTarget: number; besideControl: number; severalTargets: number };
  /** Cells of several samples, concatenated; `renamed`: cells whose name occurred in another sample. */
  'samples-joined': {
    samples: readonly Counted[];
    renamed: number;
    /** Genes that not all samples measure, and examples; absent where there are none. */
    leftOut?: { readonly genes: number; readonly shared: number; readonly names: readonly string[] };
    /** Matrices with values on another scale in some sample; absent where there are none. */
    matricesLeftOut?: readonly string[];
  };
  /** Tables of one sample each, joined into one; `strand`: whose reads STAR counted in the column that was read, null for other programs. */
  'one-sample-tables': {
    samples: readonly string[];
    strand: 'unstranded' | 'forward' | 'reverse' | null;
  };
  /** Modalities of a MuData file: the one that was read, that of guides (null where there is none), and the others. */
  modalities: { expression: string; guides: string | null; leftOut: readonly string[] };
  /** The matrix of all droplets, left out because that of the cells lies beside it. */
  'unfiltered-left-out': { file: string };
  /** Spliced, unspliced and ambiguous counts of each gene, as alevin-fry gives them: spliced and ambiguous ones were added. */
  'spliced-counts': { genes: number };
  /** The column of labels was made from the targets that the file lists for `known` of its `guides`, named in `column`. */
  'targets-of-guides': { column: string; guides: number; known: number };
  /** `matched` of `cells` have a label; `rows` of the file. The latter two are not known of older runs. */
  'labels-file': { file: string; matched: number; cells?: number; rows?: number };
  /** Rows of labels and cells without names were matched by position: the rows are numbered from `from`, the cells from another number. */
  'labels-by-position': { file: string; from: number };
  /** The column of labels was made from columns of 0 and 1, named for genes, guides or controls; `isCounted`: from counts of guides. */
  'labels-from-columns': { names: readonly string[]; isCounted?: true };
  /** The column of labels was made from words in another `column`; `text` of it became `label`. */
  'labels-from-words': { column: string; text: string; label: string };
  /** Cells without a label that a column states to be controls: labelled so. */
  'controls-from-column': { column: string; cells: number };
  /** A column states other controls than the labels: `perturbed` cells that it calls controls, and `unstated` controls that it does not. */
  'controls-contradicted': {
    column: string;
    perturbed: number;
    unstated: number;
    labels: readonly string[];
  };
  /** Cells without a label: their guide has too few reads in that file, or the droplet holds several cells. */
  'uncertain-guides': { file: string; cells: number };
  'controls-file': {
    file: string;
    cells: number;
    /** Their label in the perturbation column. */
    label: string;
    /** Cells of that file that are not controls by its own perturbation column. */
    leftOut: number;
    /** Genes the controls do not measure: removed from the whole data set, not read as zero. */
    lacking: number;
    /** Examples of their names. */
    samples: readonly string[];
    /** Matrices of the screen without a counterpart in the file of controls. */
    matricesLeftOut: readonly string[];
  };
  /** Too few controls for a reference: perturbations are compared with each other (docs/method.md, "Scaling"). */
  'few-controls': { cells: number };
  /** Perturbed cells have time points, controls have none: controls are compared with cells of every time. */
  'controls-without-time': { cells: number };
  /** Times, in words: of controls, and of perturbed cells where no control was measured. */
  'times-without-controls': { controls: readonly string[]; perturbed: readonly string[] };
  /** Labels of a perturbed gene and a protein that was added. */
  'ligands-in-labels': { labels: readonly string[] };
  /** Labels that use another name of their genes than the file. */
  synonyms: { found: readonly { readonly label: string; readonly targets: readonly string[] }[] };
  /** Numeric columns of a table that are in doubt: taken as genes, and left out. */
  'columns-in-doubt': { genes: readonly string[]; leftOut: readonly string[] };
  /** Labels that say the perturbation is unknown, such as 'multiplet'. */
  'labels-unknown': { labels: readonly Counted[] };
  /** Median of the sums of counts over sampled cells, where there are few. */
  'few-counts': { counts: number };
  /** Share of the sampled cells in which nothing was counted, where the others have many counts. */
  'empty-cells': { share: number };
  /** Few of the sampled values are negative, the first of them at `where`: errors, not a scale. */
  'few-negative-values': { values: number; value: number; where: string };
  /** Values are whole multiples of one number in each cell, or have one total in all cells, once two logarithms are undone, and do not after one. */
  'logged-twice': { maximum: number };
  /** The mapping says counts, but most of the sampled values are no whole numbers; an example. */
  'counts-with-fractions': { share: number; value: number };
  /** Logarithms or roots of counts that were not divided by the totals of their cells; roots of `normalised` ones, which are read as what they are not. */
  'counts-transformed': {
    by: 'ln' | 'log2' | 'log10' | 'square-root' | 'freeman-tukey' | 'arcsinh';
    normalised?: true;
  };
  /** All values are 0 or 1. */
  'binary-values': unknown;
  /** Whole numbers that are no counts: rounded logarithms, or levels. */
  'rounded-values': { maximum: number };
  /** The variance of all genes is about 1 (its median), or the largest value repeats as if cut; null where not. */
  'scaled-by-gene': {
    variance: number | null;
    cut: { readonly maximum: number; readonly times: number } | null;
  };
  /** Hardly two values of a cell are equal, and many lie just above 0 or none is 0; the share of zeros. */
  'corrected-values': { zeros: number };
  /** No value is above 1: shares, weights, or values scaled to 1. */
  'values-below-one': { maximum: number };
  /** The smallest value, negative, is that of a share of all values: log(x + c) of zeros, c < 1. */
  'logarithms-with-offset': { minimum: number; share: number };
  /** Negative values whose genes all have a variance of about 1 (its median), or that a name of the matrix or file says are scaled; null where not. */
  'z-scores': { variance: number | null; name: string | null };
  'targets-not-measured': { labels: readonly string[] };
  /** A table of labels and their targets: labels `taken` from it, those that the data do not have, those it contradicts itself on, and columns that say nothing of targets. */
  'targets-file': {
    file: string;
    taken: number;
    absent: readonly string[];
    contradicted: readonly string[];
    ignored: readonly string[];
    unreadDoses: readonly string[];
    withoutUnit: readonly string[];
  };
  /** Genes and others that are not measured and take part as inputs without a level. */
  'targets-latent': { labels: readonly string[] };
  /** Labels that name drugs, and no measured gene. */
  'labels-are-drugs': { labels: readonly string[] };
  /** No perturbation has a measured target. */
  'effects-only': { labels: readonly string[] };
  /** Labels of many guides, which name no single gene; the median number of their parts. */
  'labels-of-many-guides': { example: string; parts: number };
  'labels-not-genes': { labels: readonly string[] };
  'cells-without-label': { cells: number };
  /** The five smallest conditions are named; `more` on the last of them counts the other small ones. */
  'small-condition': { label: string; cells: number; more?: number };
  /** The rules for cells, genes and perturbations; their effects are in separate notes. */
  'rules-set': { rules: FilterRules };
  /** Cells with more guides in their label than the rule allows. */
  'guides-filtered': { most: number; cells: number };
  /** Usable cells that fail a rule; a cell may fail several. */
  'cells-filtered': { cells: number; leftOut: number; rules: readonly FailedRule[] };
  /** Cells of perturbations that probably do not respond and are left out, most first; `cells`: usable ones. */
  'cells-escaped': { cells: number; perturbations: readonly Counted[] };
  /** Perturbations below the minimum number of cells, smallest first: not used for training. */
  'perturbations-too-small': { fewest: number; perturbations: readonly Counted[] };
  /** Genes detected in too few cells to be selected; `kept`: requested ones that stay in the model. */
  'genes-filtered': { genes: number; leftOut: number; least: number; kept: readonly string[] };
  /** Measured genes that are not modelled, and groups of cells: too many for their means. */
  'outside-not-kept': { genes: number; groups: number };
  'regulators-not-modelled': { names: readonly string[] };
  'genes-not-found': { names: readonly string[] };
  'one-sample-per-condition': unknown;
  /** Few rows of each perturbation, at most so many, which are single cells by their values. */
  'few-cells-each': { most: number };
  /**
   * Too many cells to keep one by one: a sample was kept, in equal shares of all conditions. Means are over all cells; `meansOfKept`: over
   * the sample, since there are too many conditions and batches for the sums of each.
   */
  'cells-subsampled': { kept: number; cells: number; meansOfKept?: true };
  /** Batches with too few controls for a comparison within the batch. */
  'batches-without-controls': { batches: readonly string[] };
  /**
   * Perturbations whose effect is confounded with their batch. With controls: their batches, which hold too few `controls`, and the column
   * that names them if it is not used as batch.
   */
  'confounded-with-batch': {
    labels: readonly string[];
    batches?: readonly string[];
    controls?: number;
    unused?: string;
  };
  /** Values of a column that split the cells into contexts, with their cells and the controls among them. `told`: Effects tells them apart. */
  contexts: {
    column: string;
    contexts: readonly (Counted & { readonly controls: number })[];
    told?: true;
  };
  /** Only cells with this value of the column take part. */
  'one-context': { column: string; context: string; cells: number; of: number };
  /** The values of the chosen column are no contexts. */
  'context-unusable': {
    column: string;
    values: number;
    fault: 'one-value' | 'many-values' | 'perturbations';
  };
  /** The targets' mRNA changes against the chosen kind; `change` is the median log2 fold change. */
  'kind-unlike-change': { kind: PerturbationKind; suggested: PerturbationKind; change: number };
}>;

/** Notes without which the effects of a file and their p-values would be believed too much. */
const limits: ReadonlySet<DatasetNote['tag']> = new Set<DatasetNote['tag']>([
  'times-without-controls',
  'corrected-values',
  'scaled-by-gene',
  'rounded-values',
  'binary-values',
  'values-below-one',
  'logged-twice',
  'counts-transformed',
  'counts-with-fractions',
  'logarithms-with-offset',
]);

export function limitsOfEffects(notes: readonly DatasetNote[]): readonly DatasetNote[] {
  return notes.filter(({ tag }) => limits.has(tag));
}
