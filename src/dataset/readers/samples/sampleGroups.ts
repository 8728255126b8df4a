/**
 * Several samples of one experiment among files given together, as GEO hands them out: 'GSM1_WT_matrix.mtx.gz' with its
 * features and barcodes, 'GSM2_KO_matrix.mtx.gz' with its own; one .h5 of 10x Genomics for each; or a folder for each.
 */
import { compareNames } from '../../canonicalOrder';
import type { FileGroup, Named, Sample } from '../group';
import { BARCODES, FEATURES, isTable, MATRIX } from '../partNames';

const TENX = /\.h5$/i;
/** What follows the name of the sample. */
const END_OF_MATRIX =
  /(^|[_./\\ -])((filtered|raw)[_-])?(matrix|counts|(feature|gene)_bc_matrix)?\.mtx(\.gz)?$/i;
const END_OF_TENX = /(^|[_./\\ -])((filtered|raw)[_-])?(feature_bc_matrix|gene_bc_matrices(_h5)?)?\.h5$/i;
/** Cell Ranger writes both of every sample. */
const BEFORE_AND_AFTER = /(filtered|raw)/gi;
const ACCESSION = /^GSM\d+[_.-](?=.)/i;

interface Main<T> {
  readonly file: T;
  /** What the names of all files of this sample begin with. */
  readonly key: string;
}

/** null where there are not several, or not one for each name. */
export function sampleGroups<T extends Named>(files: readonly T[]): FileGroup<T> | null {
  const matrices = files.filter(({ name }) => MATRIX.test(name));
  const others = files.filter(({ name }) => !MATRIX.test(name) && !isTable(name));
  const mains =
    matrices.length > 0 ? keyed(matrices, END_OF_MATRIX) : keyed(others.filter(isTenX), END_OF_TENX);
  const [first] = mains;
  const distinct = new Set(mains.map(({ key }) => key.replaceAll(BEFORE_AND_AFTER, '')));
  if (first === undefined || mains.length < 2 || distinct.size < mains.length) return null;
  if (others.length > (matrices.length > 0 ? 0 : mains.length)) return null;
  const taken = new Set<T>(mains.map(({ file }) => file));
  const take = (file: T | null) => {
    if (file !== null) taken.add(file);
    return file;
  };
  const isTriplet = matrices.length > 0;
  const parts = mains.map(({ file, key }) => ({
    main: file,
    key,
    features: isTriplet ? take(named(files, key, FEATURES)) : null,
    barcodes: isTriplet ? take(named(files, key, BARCODES)) : null,
  }));
  // Two matrices without any names are no samples: what is missing is said of one at a time.
  if (isTriplet && parts.every(({ barcodes }) => barcodes === null)) return null;
  const shared = take(
    files.find((file) => !taken.has(file) && isTriplet && FEATURES.test(file.name)) ?? null,
  );
  const names = sampleNames(parts);
  const samples = parts.map(({ main, key, features, barcodes }, i): Sample<T> => {
    const own = files.filter((file) => !taken.has(file) && isTable(file.name) && beginsWith(file.name, key));
    const labels = take(own.length === 1 ? (own[0] ?? null) : null);
    return { name: names[i] ?? '', files: { main, labels, features: features ?? shared, barcodes } };
  });
  const [labels = null, ...rest] = files.filter((file) => !taken.has(file));
  if (rest.length > 0) return null;
  return { main: first.file, labels, features: null, barcodes: null, samples };
}

function isTenX({ name }: Named): boolean {
  return TENX.test(name);
}

/** In the order of their names, whatever order they came in. */
function keyed<T extends Named>(files: readonly T[], end: RegExp): readonly Main<T>[] {
  return files
    .map((file) => ({ file, key: file.name.replace(end, '') }))
    .toSorted((a, b) => compareNames(a.key, b.key));
}

function named<T extends Named>(files: readonly T[], key: string, part: RegExp): T | null {
  const found = files.filter(({ name }) => part.test(name) && name.replace(part, '') === key);
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** 'GSM1_calls.csv' begins with 'GSM1', 'GSM10_calls.csv' does not. */
function beginsWith(name: string, key: string): boolean {
  return key !== '' && name.startsWith(key) && /^[^a-z\d]/i.test(name.slice(key.length));
}

/** What tells the samples apart: without the folders they share, and without GEO's number where a name follows it. */
function sampleNames(parts: readonly { readonly key: string; readonly main: Named }[]): readonly string[] {
  const paths = parts.map(({ key, main }) => (key === '' ? main.name : key).split(/[/\\]/));
  const shortest = Math.min(...paths.map((path) => path.length));
  const alike = (at: (path: readonly string[]) => string | undefined) => new Set(paths.map(at)).size === 1;
  let before = 0;
  while (before < shortest - 1 && alike((path) => path[before])) before += 1;
  let after = 0;
  while (after < shortest - before - 1 && alike((path) => path[path.length - 1 - after])) after += 1;
  const names = paths.map((path) => path.slice(before, path.length - after).join('/'));
  const short = names.map((name) => name.replace(ACCESSION, ''));
  return new Set(short).size === short.length ? short : names;
}
