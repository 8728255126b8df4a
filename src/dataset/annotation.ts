/**
 * Annotations of cells and genes in an opened file, before any interpretation. Everything here is small and crosses
 * from the ingest worker to the page; the values stay in the worker.
 */
import type { Tagged } from './errors';
import type { FormatName } from './formats';
import type { LabelTarget } from './mapping';
import type { DatasetNote } from './notes';

/** One column of obs or var. Text, categories and booleans ('True'/'False') are `category`; −1 is missing. */
export type AnnotationColumn =
  | {
      readonly kind: 'category';
      readonly name: string;
      readonly categories: readonly string[];
      /** [rows], index into categories, −1 where missing. */
      readonly codes: Int32Array;
      /** Where a row has several categories: all of them, of which `codes` has one. */
      readonly sets?: CellSets;
    }
  | {
      readonly kind: 'number';
      readonly name: string;
      /** [rows], NaN where missing. */
      readonly values: Float64Array;
    };

/** A set for each cell. */
export interface CellSets {
  /** [cells + 1] where the members of each cell begin. */
  readonly starts: Int32Array;
  /** Each once in a cell. */
  readonly members: Int32Array;
}

/** Each undoes log(1 + x), once, to one of three bases, or twice ('ln of log2' undoes the natural logarithm first), or another transformation: √x, √x + √(x + 1), arcsinh x. */
export const undoings = {
  ln: Math.expm1,
  log2: (value: number) => Math.expm1(value * Math.LN2),
  log10: (value: number) => Math.expm1(value * Math.LN10),
  'ln of ln': (value: number) => Math.expm1(Math.expm1(value)),
  'ln of log2': (value: number) => Math.expm1(Math.expm1(value) * Math.LN2),
  'log2 of ln': (value: number) => Math.expm1(Math.expm1(value * Math.LN2)),
  'log2 of log2': (value: number) => Math.expm1(Math.expm1(value * Math.LN2) * Math.LN2),
  'square-root': (value: number) => value ** 2,
  arcsinh: Math.sinh,
  'freeman-tukey': (value: number) => (value === 0 ? 0 : ((value - 1 / value) / 2) ** 2),
} as const;
export type Undoing = keyof typeof undoings;
export const undoingNames = Object.keys(undoings) as Undoing[];

export function perUndoing<T>(make: (name: Undoing) => T): Readonly<Record<Undoing, T>> {
  return Object.fromEntries(undoingNames.map((name) => [name, make(name)])) as Record<Undoing, T>;
}

/** A matrix of the file that could hold the expression values. */
export interface MatrixInfo {
  /** 'X', 'raw/X', 'layers/counts'; 'matrix' or the genome in 10x files and loom; 'table' for delimited text. */
  readonly path: string;
  readonly encoding: 'dense' | 'csr' | 'csc';
  /** Number of genes: raw/X often has more than X. */
  readonly genes: number;
  /** Up to 4,000 non-zero values, evenly spread over the file, for recognition. */
  readonly sample: Float32Array;
  /** Sums of up to 200 whole rows. */
  readonly rowSums: Float64Array;
  /** Sums of the same rows with logarithms undone. */
  readonly rowSumsUndone: Readonly<Record<Undoing, Float64Array>>;
  /** [cells][values] Up to 100 non-zero values of each of up to 20 of these rows. */
  readonly valuesOfCells: readonly Float32Array[];
  /** Smallest and largest value of the sampled rows. */
  readonly minimum: number;
  readonly maximum: number;
  /** Negative values of the sampled rows, and the first of them; null where there is none. */
  readonly negative: NegativeValues | null;
  readonly shape: ValueShape;
  /** Some of the sampled rows whole; absent where several files were joined. */
  readonly rows?: SampledRows;
}

/** Rows of a matrix, without values of 0. */
export interface SampledRows {
  /** [rows] ascending */
  readonly cells: Int32Array;
  /** [rows + 1] places of their entries. */
  readonly pointers: Int32Array;
  /** [entries] rows of var, and values. */
  readonly genes: Int32Array;
  readonly values: Float32Array;
}

/** How the values of the sampled cells are distributed, which tells what was done to them. */
export interface ValueShape {
  /** Number of values, zeros included, and the shares that are 0 and that are the smallest. */
  readonly values: number;
  readonly zeros: number;
  readonly atMinimum: number;
  /** How often the largest value occurs. */
  readonly atMaximum: number;
  /** Quartiles of the variances of genes that are often detected; null where genes or cells are few. */
  readonly variances: readonly [lower: number, middle: number, upper: number] | null;
  /** Of the same genes: the median of their squared mean over its sampling variance, about .45 for values around 0 and 0 for centred ones. */
  readonly offCentre: number | null;
  /** Median of variance / mean of genes with a mean above 1; null where these or cells are few. */
  readonly dispersion: number | null;
  /** Values above 0 of genes that less than half of the cells express: how many, and how often 1 and 2. */
  readonly rare: number;
  readonly ones: number;
  readonly twos: number;
}

export interface NegativeValues {
  readonly count: number;
  /** Of all values of these rows that are not 0. */
  readonly share: number;
  /** The first of them, and its matrix, cell and gene in words. */
  readonly value: number;
  readonly where: string;
}

/** The gene axis of one matrix: raw/X carries its own. */
export interface GeneAxis {
  /** [genes] the index of var. */
  readonly index: readonly string[];
  readonly columns: readonly AnnotationColumn[];
  /** By a name in upper case that labels use: names of its gene that are measured; absent where labels need none. */
  readonly otherNames?: ReadonlyMap<string, readonly string[]>;
  /** Labels that look like symbols and are those of no gene; absent where there are none. */
  readonly noGenes?: ReadonlySet<string>;
  /** Where no label names a measured gene: what the tables of names know; absent where they were not read. */
  readonly tables?: {
    /** Names in labels, in upper case, that are those of a gene of some species. */
    readonly genes: ReadonlySet<string>;
    /** Whether the measured genes are named by symbols that the tables have: none of them is then missed. */
    readonly areSymbols: boolean;
  };
}

/** Why a numeric column of a table, or a row of var, is none of a gene, or may be none; src/present/text/numericColumns.ts has the sentences. */
export type NumericColumnReason = Tagged<{
  /** As Seurat, scanpy and Cell Ranger call their figures of cells. */
  'name-of-tool': unknown;
  /** A time, dose, batch or label. */
  'name-of-annotation': unknown;
  /** A word such as age or plate. */
  'plain-word': unknown;
  /** A word that is also the symbol of a gene. */
  'symbol-and-word': unknown;
  /** No value in the first rows. */
  empty: unknown;
  'fractions-among-counts': unknown;
  /** Few of its values are not whole numbers. */
  'some-fractions': unknown;
  'whole-among-fractions': unknown;
  'negative-among-positive': unknown;
  'sum-of-others': unknown;
  /** The number of other columns above 0. */
  'number-of-others': unknown;
  /** Far larger than all others. */
  'other-scale': unknown;
  'chosen-by-user': unknown;
  /** The type of a row of var, as 10x Genomics calls it: 'Antibody Capture'. */
  'feature-type': { readonly type: string };
  /** 1, 2, 3 … or 0, 1, 2 …: names of rows that were saved as a column. */
  'row-numbers': unknown;
  /** Named like a hashtag, an antibody or a guide, in var. */
  'name-of-capture': unknown;
}>;

/** A numeric column of a table, or a row of var, that is taken for no gene, or that is in doubt. */
export interface NumericColumn {
  readonly name: string;
  /** Taken as a gene; else it annotates the cells. */
  readonly isGene: boolean;
  /** The user should look at it. */
  readonly isDoubtful: boolean;
  readonly reason: NumericColumnReason;
}

/** A table beside the data that says what labels name. */
export interface TargetTable {
  readonly file: string;
  readonly entries: readonly LabelTarget[];
  /** Labels that lines give different targets, classes or doses: taken from none of them. */
  readonly contradicted: readonly string[];
  /** Columns that say nothing of targets. */
  readonly ignored: readonly string[];
  /** Labels whose dose is no number with a unit that is known, and those whose dose has none. */
  readonly unreadDoses: readonly string[];
  readonly withoutUnit: readonly string[];
}

export interface OpenedFile {
  readonly name: string;
  readonly bytes: number;
  readonly format: FormatName;
  /** Hex SHA-256 of shapes, gene names and sampled values. */
  readonly fingerprint: string;
  readonly cells: number;
  readonly cellNames: readonly string[];
  readonly obs: readonly AnnotationColumn[];
  readonly matrices: readonly MatrixInfo[];
  /** Keyed by matrix path. Matrices that share var share the same object. */
  readonly genes: Readonly<Record<string, GeneAxis>>;
  /** Changes the reader made (a transposed table, duplicate names made unique …). */
  readonly notes: readonly DatasetNote[];
  /** A table beside the data that says what labels name; absent where there is none. */
  readonly targets?: TargetTable;
  /** The orientation of a table as read; the user can override it. */
  readonly table?: { readonly firstLine: 'names' | 'values'; readonly rows: 'cells' | 'genes' };
  /** Numeric columns of a table and rows of var that are no plain genes, in the order of the file; absent if there are none. */
  readonly numericColumns?: readonly NumericColumn[];
}

/** Of the matrix at this path, empty where there is none: configurations may name any, such as what every object inherits. */
export function axisOf({ genes }: Pick<OpenedFile, 'genes'>, path: string): GeneAxis {
  return (Object.hasOwn(genes, path) ? genes[path] : undefined) ?? { index: [], columns: [] };
}

/**
 * Files up to this size (bytes) are measured for quality without a request: reading their values takes about a
 * second.
 */
export const SMALL_FILE = 30e6;
