/**
 * All reasons why a file cannot be used, as tagged data; src/present/text/errors.ts has the sentence of each tag.
 * `file` is the file's name; `where` is a place inside it that a person can find.
 */
import type { ValueScale } from './mapping';

export type DatasetError =
  | { readonly tag: 'unknown-format'; readonly file: string; readonly extension: string }
  /** A known format without a reader; `convert` is a command that makes a readable file. */
  | {
      readonly tag: 'unsupported-format';
      readonly file: string;
      readonly format: string;
      readonly convert: string;
    }
  /** A network instead of measurements. */
  | { readonly tag: 'network-file'; readonly file: string }
  | { readonly tag: 'empty-file'; readonly file: string }
  /** A Matrix Market file, or its names, without the other parts. */
  | {
      readonly tag: 'incomplete-triplet';
      readonly file: string;
      readonly missing: readonly ('matrix' | 'features' | 'barcodes')[];
    }
  /** The numbers of gene and cell names differ from the shape of the matrix. */
  | {
      readonly tag: 'names-mismatch';
      readonly file: string;
      readonly rows: number;
      readonly columns: number;
      readonly features: { readonly file: string; readonly lines: number };
      readonly barcodes: { readonly file: string; readonly lines: number };
    }
  /** A Matrix Market file that is not sparse, or not of real numbers. */
  | { readonly tag: 'unsupported-matrix'; readonly file: string; readonly header: string }
  /** A 10x matrix without gene expression rows. */
  | { readonly tag: 'no-gene-expression'; readonly file: string; readonly types: readonly string[] }
  | { readonly tag: 'encrypted-archive'; readonly file: string }
  | {
      readonly tag: 'archive-too-large';
      readonly file: string;
      readonly entry: string;
      readonly megabytes: number;
      readonly limit: number;
    }
  | { readonly tag: 'archive-without-data'; readonly file: string; readonly entries: readonly string[] }
  /** More than one data set in one archive. */
  | { readonly tag: 'archive-ambiguous'; readonly file: string; readonly entries: readonly string[] }
  /** Two samples with different genes: `extra` are only in `file`, `lacking` only in `other`. */
  | {
      readonly tag: 'samples-differ';
      readonly file: string;
      readonly other: string;
      /** Of the file and of the other. */
      readonly genes: readonly [number, number];
      readonly extra: { readonly count: number; readonly names: readonly string[] };
      readonly lacking: { readonly count: number; readonly names: readonly string[] };
    }
  | { readonly tag: 'not-hdf5'; readonly file: string }
  | { readonly tag: 'damaged-file'; readonly file: string; readonly where: string; readonly detail: string }
  | {
      readonly tag: 'unsupported-filter';
      readonly file: string;
      readonly where: string;
      readonly filter: string;
      readonly id: number;
    }
  | {
      readonly tag: 'unsupported-encoding';
      readonly file: string;
      readonly where: string;
      readonly encoding: string;
    }
  | { readonly tag: 'no-matrix'; readonly file: string }
  | {
      readonly tag: 'shape-mismatch';
      readonly file: string;
      readonly where: string;
      readonly expected: string;
      readonly found: string;
    }
  /** The table's first line could be names or values, or its rows cells or genes: the user must decide. */
  | {
      readonly tag: 'table-unclear';
      readonly file: string;
      readonly asks: 'first-line' | 'rows';
      /** From the first line, or names of rows. */
      readonly samples: readonly string[];
    }
  | { readonly tag: 'bad-header'; readonly file: string; readonly where: string; readonly detail: string }
  | {
      readonly tag: 'ragged-row';
      readonly file: string;
      readonly line: number;
      readonly expected: number;
      readonly found: number;
    }
  | {
      readonly tag: 'not-a-number';
      readonly file: string;
      readonly line: number;
      readonly column: string;
      readonly value: string;
    }
  | { readonly tag: 'not-finite'; readonly file: string; readonly where: string; readonly count: number }
  | {
      readonly tag: 'negative-values';
      readonly file: string;
      readonly where: string;
      readonly minimum: number;
    }
  | { readonly tag: 'duplicate-cells'; readonly file: string; readonly names: readonly string[] }
  | {
      readonly tag: 'no-shared-cells';
      readonly file: string;
      readonly labels: string;
      /** Cell names in the data, and in the labels. */
      readonly cells: readonly string[];
      readonly samples: readonly string[];
    }
  | { readonly tag: 'too-few-cells'; readonly file: string; readonly cells: number; readonly needed: number }
  | { readonly tag: 'too-few-genes'; readonly file: string; readonly genes: number; readonly needed: number }
  | { readonly tag: 'no-perturbation-column'; readonly file: string; readonly columns: readonly string[] }
  | {
      readonly tag: 'no-targets-measured';
      readonly file: string;
      readonly labels: readonly string[];
      readonly genes: readonly string[];
    }
  | { readonly tag: 'no-controls'; readonly file: string; readonly labels: readonly string[] }
  /** A file of controls without most of the screen's genes, or without perturbed ones. */
  | {
      readonly tag: 'controls-lack-genes';
      readonly file: string;
      readonly screen: string;
      /** Genes of the screen, and how many of them the controls measure. */
      readonly genes: number;
      readonly shared: number;
      /** Perturbed genes missing in the controls. */
      readonly perturbed: readonly string[];
      /** Examples of names missing in the controls, and of names in the controls. */
      readonly lacking: readonly string[];
      readonly samples: readonly string[];
    }
  /** Controls on another value scale than the screen. */
  | {
      readonly tag: 'controls-other-values';
      readonly file: string;
      readonly screen: string;
      readonly where: string;
      readonly found: ValueScale;
      readonly expected: ValueScale;
    }
  /** Both are normalised, but to different totals per cell. */
  | {
      readonly tag: 'controls-other-total';
      readonly file: string;
      readonly screen: string;
      readonly where: string;
      readonly found: number;
      readonly expected: number;
    }
  | { readonly tag: 'no-training-perturbations'; readonly file: string }
  /** The rules leave `left` of `cells` cells, too few or without what training needs. */
  | {
      readonly tag: 'rules-leave-too-little';
      readonly file: string;
      readonly cells: number;
      readonly left: number;
    }
  | { readonly tag: 'no-regulators'; readonly file: string }
  | { readonly tag: 'out-of-memory'; readonly file: string; readonly megabytes: number }
  /** The code that reads this format could not be loaded. */
  | { readonly tag: 'reader-unavailable'; readonly file: string; readonly detail: string }
  | { readonly tag: 'cancelled'; readonly file: string };

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
