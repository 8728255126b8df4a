/**
 * What files given together are to each other, by their names and sizes: the values, the names that go with a Matrix
 * Market file, a table of labels. Works for files that were dropped and for entries of an archive alike.
 */

import { BARCODES, FEATURES, isTable, MATRIX } from './partNames';
import { sampleGroups } from './samples/sampleGroups';
import type { TableReading } from './text/firstLine';

export interface Named {
  readonly name: string;
  readonly size: number;
}

export interface FileGroup<T extends Named> {
  readonly main: T;
  /** A table of labels per cell. */
  readonly labels: T | null;
  /** Names of the genes and of the cells, beside a Matrix Market file. */
  readonly features: T | null;
  readonly barcodes: T | null;
  /** Where several samples of one experiment came together: all of them, `main` being the first one's. */
  readonly samples?: readonly Sample<T>[];
  /** What a person says of a table that cannot be told from it. */
  readonly table?: TableReading;
}

export interface Sample<T extends Named> {
  readonly name: string;
  /** By itself. */
  readonly files: FileGroup<T>;
}

/** A data file by itself. */
export function alone<T extends Named>(main: T): FileGroup<T> {
  return { main, labels: null, features: null, barcodes: null };
}

export type Grouping<T extends Named> =
  | { readonly kind: 'group'; readonly group: FileGroup<T> }
  /** Names of genes and cells without the matrix they belong to. */
  | { readonly kind: 'names-alone'; readonly file: T }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'nothing' };

const DATA = /\.(h5ad|h5seurat|h5|hdf5|loom|mtx(\.gz)?|(csv|tsv|txt)(\.gz)?)$/i;
/** What systems and people put beside data, and Cell Ranger beside a matrix. */
const ASIDE =
  /(^|[/\\])(__MACOSX[/\\]|\.(?!\.)|(readme|licen[cs]e|citation|manifest|(md5|check)(sums?)?)([^a-z/\\][^/\\]*)?$)/i;
const SUMMARY =
  /(^|[^a-z])(metrics_summary|protospacer_calls_summary|protospacer_umi_thresholds|feature_reference)\.csv(\.gz)?$|molecule_info\.h5$/i;

/** Whether a file in a folder or an archive can be part of a data set, by its path. */
export function isDataName(path: string): boolean {
  return DATA.test(path) && !ASIDE.test(path) && !SUMMARY.test(path);
}

/** One data file, with its names where it is a Matrix Market file, and one table of labels at most; or several samples of that kind. */
export function groupFiles<T extends Named>(files: readonly T[]): Grouping<T> {
  const samples = sampleGroups(files);
  if (samples !== null) return { kind: 'group', group: samples };
  const [matrix, ...otherMatrices] = files.filter(({ name }) => MATRIX.test(name));
  if (otherMatrices.length > 0) return { kind: 'too-many' };
  if (matrix !== undefined) return groupTriplet(matrix, files);
  const [main, labels, ...others] = files.toSorted(
    (a, b) => Number(isTable(a.name)) - Number(isTable(b.name)) || b.size - a.size,
  );
  if (main === undefined) return { kind: 'nothing' };
  const names = files.find(({ name }) => BARCODES.test(name));
  if (names !== undefined && files.some(({ name }) => FEATURES.test(name)) && isTable(main.name))
    return { kind: 'names-alone', file: names };
  if (others.length > 0 || (labels !== undefined && !isTable(labels.name))) return { kind: 'too-many' };
  return { kind: 'group', group: { ...alone(main), labels: labels ?? null } };
}

function groupTriplet<T extends Named>(main: T, files: readonly T[]): Grouping<T> {
  const features = oneOf(main, files, FEATURES);
  const barcodes = oneOf(main, files, BARCODES);
  const rest = files.filter((file) => file !== main && file !== features && file !== barcodes);
  const [labels, ...others] = rest;
  if (others.length > 0 || (labels !== undefined && !isTable(labels.name))) return { kind: 'too-many' };
  return { kind: 'group', group: { main, labels: labels ?? null, features, barcodes } };
}

/** The one of that kind; of several, the one that is named as the matrix is ('GSM123_barcodes.tsv.gz'). */
function oneOf<T extends Named>(main: T, files: readonly T[], kind: RegExp): T | null {
  const found = files.filter(({ name }) => kind.test(name));
  const prefix = main.name.replace(/(matrix|counts)?\.mtx(\.gz)?$/i, '');
  const alike = found.filter(({ name }) => name.replace(kind, '') === prefix.replace(/[^a-z]$/i, ''));
  return (alike.length === 1 ? alike[0] : found[0]) ?? null;
}
