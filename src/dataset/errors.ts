/**
 * All reasons why a file cannot be used, as tagged data; src/present/text/errors.ts has the sentence of each tag.
 * `file` is the file's name; `where` is a place inside it that a person can find.
 */
import type { ValueScale } from './mapping';

/** A union of the given data, each with its tag. */
export type Tagged<Data> = { [Tag in keyof Data]: { readonly tag: Tag } & Readonly<Data[Tag]> }[keyof Data];

export type DatasetError = { readonly file: string } & Tagged<{
  'unknown-format': { extension: string };
  /** A known format without a reader; `convert` is a command that makes a readable file. */
  'unsupported-format': { format: string; convert: string };
  /** No measurements, whatever the name says; `content` completes "This is …". */
  'other-content': { content: string; sort: 'picture' | 'document' | 'web-page' | 'reads' };
  /** A network instead of measurements. */
  'network-file': unknown;
  'empty-file': unknown;
  /** A table without rows; a series matrix of GEO has its values elsewhere. */
  'only-header': { isSeries: boolean };
  /** A Matrix Market file, or its names, without the other parts. */
  'incomplete-triplet': { missing: readonly ('matrix' | 'features' | 'barcodes')[] };
  /** The numbers of gene and cell names differ from the shape of the matrix. */
  'names-mismatch': {
    rows: number;
    columns: number;
    features: { readonly file: string; readonly lines: number };
    barcodes: { readonly file: string; readonly lines: number };
  };
  /** A Matrix Market file that is not sparse, or not of real numbers. */
  'unsupported-matrix': { header: string };
  /** A 10x matrix without gene expression rows. */
  'no-gene-expression': { types: readonly string[] };
  'encrypted-archive': unknown;
  'archive-too-large': { entry: string; megabytes: number; limit: number };
  'archive-without-data': { entries: readonly string[] };
  /** More than one data set in one archive. */
  'archive-ambiguous': { entries: readonly string[] };
  /** Two samples with different genes: `extra` are only in `file`, `lacking` only in `other`. */
  'samples-differ': {
    other: string;
    /** Of the file and of the other. */
    genes: readonly [number, number];
    extra: { readonly count: number; readonly names: readonly string[] };
    lacking: { readonly count: number; readonly names: readonly string[] };
    /** Most names agree but for upper and lower case, as those of human and mouse. */
    differInCase: boolean;
  };
  /** No matrix has values on one scale in all samples; numbers are the totals per cell to which they are normalised. */
  'samples-other-values': {
    other: string;
    where: string;
    found: ValueScale | number;
    expected: ValueScale | number;
  };
  /** Two files with the same cells, given as samples; `cells` of `file`, and those that `other` has too. */
  'same-cells': { other: string; cells: number; shared: number };
  /** Two tables that count one sample each, of other genes: `extra` are only in `file`, `lacking` only in `other`. */
  'samples-list-other-genes': {
    other: string;
    /** Of the file and of the other. */
    genes: readonly [number, number];
    extra: { readonly count: number; readonly names: readonly string[] };
    lacking: { readonly count: number; readonly names: readonly string[] };
  };
  /** Several tables that are neither samples nor values with labels; `files` are their names. */
  'tables-unrelated': { files: readonly string[] };
  /** A table given beside a data file has values where labels are expected. */
  'labels-are-values': { labels: string };
  'not-hdf5': unknown;
  'damaged-file': { where: string; detail: string };
  'unsupported-filter': { where: string; filter: string; id: number };
  'unsupported-encoding': { where: string; encoding: string };
  'no-matrix': unknown;
  'shape-mismatch': { where: string; expected: string; found: string };
  /** The table's first line could be names or values, or its rows cells or genes: the user must decide. */
  'table-unclear': {
    asks: 'first-line' | 'rows';
    /** From the first line, or names of rows. */
    samples: readonly string[];
  };
  /** Cycles of qPCR, of which fewer mean more RNA; `name` says so. */
  'cycle-thresholds': { name: string };
  /** Results of a test for differential expression: `perturbations` is the column that names one for each row, `genes` and `changes` those of these; null where there is none. */
  'statistics-table': {
    columns: readonly string[];
    genes: string;
    changes: string;
    perturbations: string | null;
  };
  'bad-header': { where: string; detail: string };
  'ragged-row': { line: number; expected: number; found: number };
  'not-a-number': { line: number; column: string; value: string };
  'not-finite': { where: string; count: number };
  /** A value beyond any scale of expression; the first of them. */
  'value-too-large': { where: string; value: number };
  /** `few`: too few for scaled data; their number, and the cell and gene of the first. */
  'negative-values': {
    where: string;
    minimum: number;
    few?: { readonly values: number; readonly first: string };
  };
  'duplicate-cells': { names: readonly string[] };
  /** Cells are numbered only, and the table of labels has no column with their numbers. */
  'cells-without-names': { labels: string; cells: number; rows: number };
  'no-shared-cells': {
    labels: string;
    /** Cell names in the data, and in the labels. */
    cells: readonly string[];
    samples: readonly string[];
  };
  /** `rows`: absent where it is not known what they are. */
  'too-few-cells': { cells: number; needed: number; rows?: 'cell' | 'sample'; of?: 'training' | 'effects' };
  'too-few-genes': { genes: number; needed: number };
  /** `crowded`: a column named for perturbations that has too many values for its cells, with their number. */
  'no-perturbation-column': {
    columns: readonly string[];
    crowded?: { readonly name: string; readonly count: number };
  };
  'no-targets-measured': { labels: readonly string[]; genes: readonly string[] };
  /** Of perturbations without a measured target: effects can be told, and no model trained. */
  /** A table said to hold labels and their targets names no column of them. */
  'no-targets-column': { columns: readonly string[] };
  'effects-only': { labels: readonly string[] };
  'no-controls': { labels: readonly string[] };
  /** A file of controls without most of the screen's genes, or without perturbed ones. */
  'controls-lack-genes': {
    screen: string;
    /** Genes of the screen, and how many of them the controls measure. */
    genes: number;
    shared: number;
    /** Perturbed genes missing in the controls. */
    perturbed: readonly string[];
    /** Examples of names missing in the controls, and of names in the controls. */
    lacking: readonly string[];
    samples: readonly string[];
  };
  /** Controls on another value scale than the screen, or, where both are numbers, normalised to another total per cell. */
  'controls-other-values': {
    screen: string;
    where: string;
    found: ValueScale | number;
    expected: ValueScale | number;
  };
  'no-training-perturbations': unknown;
  /** Cells have several of so many guides, or targets, that a regression on all at once does not fit into memory. */
  'too-many-guides': { count: number; most: number; of: 'guides' | 'targets' };
  /** The rules leave `left` of `cells` cells, too few or without what training needs. */
  'rules-leave-too-little': { cells: number; left: number };
  'no-regulators': unknown;
  'out-of-memory': { megabytes: number };
  /** The code that reads this format could not be loaded. */
  'reader-unavailable': { detail: string };
  /** WebAssembly, in which this format is unpacked, is turned off: by Lockdown Mode of Apple devices, by policies, by --jitless. */
  'no-webassembly': unknown;
  cancelled: unknown;
}>;

/** Thrown inside readers; the ingest worker converts it to data. */
export class DatasetFailure extends Error {
  override readonly name = 'DatasetFailure';
  readonly problem: DatasetError;
  constructor(problem: DatasetError) {
    super(problem.tag);
    this.problem = problem;
  }

  static damaged(file: string, where: string, detail: string): DatasetFailure {
    return new DatasetFailure({ tag: 'damaged-file', file, where, detail });
  }

  static outOfMemory(file: string, bytes: number): DatasetFailure {
    return new DatasetFailure({ tag: 'out-of-memory', file, megabytes: Math.ceil(bytes / 1e6) });
  }
}

/** Result of work on user input: failures are data; thrown errors are bugs. */
export type Outcome<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };
