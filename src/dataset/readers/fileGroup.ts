/**
 * Assigns roles to files that are opened together, by name and size: the matrix, the names of a Matrix Market file, a table of labels, or
 * several samples of one experiment. Works for dropped files and for entries of an archive.
 */
import type { TableReading } from './text/columnRoles';
import { compareNames } from '../canonicalOrder';
import { hdf5Endings } from '../formats';

/** '.mtx.txt.gz': Dixit et al. in GEO. */
const MATRIX = /\.mtx(\.txt)?(\.gz)?$/i;
const TABLE = /\.(csv|tsv|txt|tab|gct|counts?|genes\.(results|sf))(\.gz)?$/i;
/** `quants_mat_cols.txt` and `quants_mat_rows.txt`: alevin; `genes.names.txt`: symbols beside the identifiers of kallisto. */
const FEATURES =
  /(^|[^a-z])((all_)?(features|genes)(\.names)?|gene_?names|quants_mat_cols)\.(tsv|csv|txt)(\.gz)?$/i;
const BARCODES = /(^|[^a-z])(barcodes|cells|cell_?names|quants_mat_rows)\.(tsv|csv|txt)(\.gz)?$/i;
/** A table of the cells in the order of the matrix, in place of their names: Parse Biosciences. */
const CELL_TABLE = /(^|[^a-z])cell_?(meta_?data|annotations?)\.(csv|tsv|txt)(\.gz)?$/i;
const GENE_NAMES = /(^|[^a-z])genes\.names\.txt(\.gz)?$/i;

export interface Named {
  readonly name: string;
  readonly size: number;
}

export interface FileGroup<T extends Named> {
  readonly main: T;
  /** A table of labels per cell. */
  readonly labels: T | null;
  /** A table of labels and their targets, named as such; without a table of cells beside it `labels` may be one. */
  readonly targets?: T;
  /** Names of the genes and of the cells, beside a Matrix Market file. */
  readonly features: T | null;
  readonly barcodes: T | null;
  /** The matrix of all droplets, left out beside that of the cells. */
  readonly unfiltered?: T;
  /** All samples, where there are several; `main` belongs to the first. */
  readonly samples?: readonly Sample<T>[];
  /** Three tables or more, `main` among them: their content tells whether each counts one sample, and which holds labels. */
  readonly tables?: readonly T[];
  /** Answers of the user about a table that is ambiguous. */
  readonly table?: TableReading;
}

export interface Sample<T extends Named> {
  readonly name: string;
  readonly files: FileGroup<T>;
}

/** A data file without others. */
export function alone<T extends Named>(main: T): FileGroup<T> {
  return { main, labels: null, features: null, barcodes: null };
}

type Grouping<T extends Named> =
  | { readonly kind: 'group'; readonly group: FileGroup<T> }
  /** Names of genes and cells without a matrix. */
  | { readonly kind: 'names-alone'; readonly file: T }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'nothing' };

const DATA = new RegExp(`\\.(${hdf5Endings}|hdf5)$|${MATRIX.source}|${TABLE.source}`, 'i');
/** Files that systems and people put beside data. */
const ASIDE =
  /(^|[/\\])(__MACOSX[/\\]|\.(?!\.)|(readme|licen[cs]e|citation|manifest|(md5|check)(sums?)?)([^a-z/\\][^/\\]*)?$)/i;
/** Summaries of Cell Ranger (its clusters and projections lie in a folder `analysis`), Parse Biosciences, STAR, alevin and BD Rhapsody. */
const SUMMARY = new RegExp(
  [
    '(^|[^a-z])(metrics_summary|protospacer_calls_summary|protospacer_umi_thresholds|feature_reference|per_barcode_metrics|aggregation)\\.csv(\\.gz)?$',
    'perturbation_efficiencies_by_(feature|target)\\.csv$|molecule_info\\.h5$',
    '(^|[/\\\\])analysis[/\\\\](.*[/\\\\])?(clusters|projection|components|dispersion|normalized_dispersion|variance|features_selected|differential_expression)\\.csv$',
    'analysis_summary\\.csv$|agg_samp_ana_summary\\.csv$|(^|[/\\\\])Summary\\.csv$|UMIperCellSorted\\.txt$',
    'SJ\\.out\\.tab$',
    '(^|[/\\\\])(featureDump|whitelist|raw_cb_frequency|MappedUmi)\\.txt$',
    '_(Bioproduct_Stats|UMI_Adjusted_Stats|Sample_Tag_Metrics|SampleTag_Metrics)\\.csv$',
  ].join('|'),
  'i',
);

/** All files of a group without its samples. */
export function partsOf<T extends Named>({
  main,
  labels,
  features,
  barcodes,
  tables,
}: FileGroup<T>): readonly T[] {
  return tables ?? [main, labels, features, barcodes].filter((part) => part !== null);
}

export function isTableName(name: string): boolean {
  return TABLE.test(name);
}

/** Tells by its path whether a file of a folder or archive can be part of a data set. */
export function isDataName(path: string): boolean {
  return DATA.test(path) && !ASIDE.test(path) && !SUMMARY.test(path);
}

/**
 * A group is one data file with at most one table of labels (a Matrix Market file with its names), or several samples of these. Of matrices of
 * all droplets and of the cells among them, the latter is taken.
 */
export function groupFiles<T extends Named>(given: readonly T[]): Grouping<T> {
  const { files, unfiltered } = withoutTwins(given);
  const grouping = groupOf(files);
  return grouping.kind === 'group' && unfiltered !== null
    ? { ...grouping, group: { ...grouping.group, unfiltered } }
    : grouping;
}

/** Folders or files of all droplets, and what stands in their place in the names of those of the cells. */
const UNFILTERED = /(?<=^|[^a-z])(raw|unfiltered)(?=[^a-z])/i;
/** Counts of reads that fit several genes, beside the unique ones (STARsolo). */
const MULTIMAPPED = /UniqueAndMult-\w+(?=\.mtx(\.gz)?$)/;

/** Leaves out what is there in another form: droplets beside the cells among them, and identifiers beside the names of genes. */
function withoutTwins<T extends Named>(files: readonly T[]): { files: readonly T[]; unfiltered: T | null } {
  const names = new Set(files.map(({ name }) => name));
  const isOfDroplets = ({ name }: T) =>
    UNFILTERED.test(name) && names.has(name.replace(UNFILTERED, 'filtered'));
  const unfiltered = files.find(
    (file) => isOfDroplets(file) && (MATRIX.test(file.name) || TENX.test(file.name)),
  );
  const identifiers = new Set(
    files.filter(({ name }) => GENE_NAMES.test(name)).map(({ name }) => name.replace('.names', '')),
  );
  const isTwin = (file: T) =>
    (unfiltered !== undefined && isOfDroplets(file)) ||
    (MULTIMAPPED.test(file.name) && names.has(file.name.replace(MULTIMAPPED, 'matrix'))) ||
    identifiers.has(file.name);
  return { files: files.filter((file) => !isTwin(file)), unfiltered: unfiltered ?? null };
}

function groupOf<T extends Named>(files: readonly T[]): Grouping<T> {
  const samples = sampleGroups(files);
  if (samples !== null) return { kind: 'group', group: samples };
  const [matrix, ...otherMatrices] = files.filter(({ name }) => MATRIX.test(name));
  if (otherMatrices.length > 0) return { kind: 'too-many' };
  if (matrix !== undefined) {
    const features = oneOf(matrix, files, FEATURES);
    const barcodes = oneOf(matrix, files, BARCODES) ?? oneOf(matrix, files, CELL_TABLE);
    const rest = files.filter((file) => file !== matrix && file !== features && file !== barcodes);
    return withLabels({ ...alone(matrix), features, barcodes }, rest);
  }
  const [main, ...rest] = files.toSorted(
    (a, b) => Number(TABLE.test(a.name)) - Number(TABLE.test(b.name)) || b.size - a.size,
  );
  if (main === undefined) return { kind: 'nothing' };
  const names = files.find(({ name }) => BARCODES.test(name));
  if (names !== undefined && files.some(({ name }) => FEATURES.test(name)) && TABLE.test(main.name))
    return { kind: 'names-alone', file: names };
  if (rest.length > 1 && files.every(({ name }) => isPlainTable(name)))
    return { kind: 'group', group: { ...alone(main), tables: files } };
  return withLabels(alone(main), rest);
}

function isPlainTable(name: string): boolean {
  return TABLE.test(name) && !FEATURES.test(name) && !BARCODES.test(name);
}

const TARGETS = /(^|[^a-z])(targets?|compounds?|drugs?|classes)\.(csv|tsv|txt)$/i;

/** The group with the only file of `rest`, which must be a table, as its labels; or two, one of them named for targets. */
function withLabels<T extends Named>(group: FileGroup<T>, rest: readonly T[]): Grouping<T> {
  const targets = rest.length > 1 ? rest.find(({ name }) => TARGETS.test(name)) : undefined;
  const [labels = null, ...others] = rest.filter((file) => file !== targets);
  if (others.length > 0 || (labels !== null && !TABLE.test(labels.name))) return { kind: 'too-many' };
  return { kind: 'group', group: { ...group, labels, ...(targets && { targets }) } };
}

/** The file of that kind; of several, the one with the prefix of the matrix ('GSM123_barcodes.tsv.gz'). */
function oneOf<T extends Named>(main: T, files: readonly T[], kind: RegExp): T | null {
  const found = files.filter(({ name }) => kind.test(name));
  const prefix = main.name.replace(/(matrix|counts)?\.mtx(\.txt)?(\.gz)?$/i, '');
  const alike = found.filter(({ name }) => name.replace(kind, '') === prefix.replace(/[^a-z]$/i, ''));
  return (alike.length === 1 ? alike[0] : found[0]) ?? null;
}

const TENX = /\.h5$/i;
/** A file that holds a whole data set. */
const WHOLE = new RegExp(`\\.(${hdf5Endings}|zarr(\\.zip)?)$`, 'i');
/** Tables of values, each of a sample: 'WT_counts.csv', 'KO_counts.csv'. */
const END_OF_VALUES =
  /(^|[_./\\ -])(raw[_-]?|norm(alized|alised)?[_-]?|gene[_-]?)*(counts?|umis?|dge|expression|expr)([_-]?(matrix|mtx|table|data))?\.(csv|tsv|txt)(\.gz)?$/i;
/** What follows the name of the sample in a file name. */
const END_OF_MATRIX =
  /(^|[_./\\ -])((filtered|raw)[_-])?(matrix|counts|count_matrix|DGE|(feature|gene)_bc_matrix)?\.mtx(\.txt)?(\.gz)?$/i;
const END_OF_TENX = /(^|[_./\\ -])((filtered|raw)[_-])?(feature_bc_matrix|gene_bc_matrices(_h5)?)?\.h5$/i;
/** Cell Ranger writes both matrices of every sample. */
const FILTERED_OR_RAW = /(filtered|raw)/gi;
const ACCESSION = /^GSM\d+[_.-](?=.)/i;

/** The files that hold the values of one sample each, by what precedes the same ending in all their names; none where their kinds differ. */
function mainsOf<T extends Named>(files: readonly T[]): readonly { file: T; key: string }[] {
  const matrices = files.filter(({ name }) => MATRIX.test(name));
  if (matrices.length > 0) return keyed(matrices, END_OF_MATRIX);
  const wholes = files.filter(({ name }) => !TABLE.test(name));
  if (wholes.length > 0) {
    const kinds = new Set(wholes.map(({ name }) => WHOLE.exec(name)?.[0].toLowerCase()));
    return kinds.size > 1 || kinds.has(undefined)
      ? []
      : keyed(wholes, kinds.has('.h5') ? END_OF_TENX : WHOLE);
  }
  const accessions = new Set(files.map(({ name }) => ACCESSION.exec(name)?.[0].toLowerCase()));
  if (accessions.size === files.length && !accessions.has(undefined)) return keyed(files, TABLE);
  return keyed(
    files.filter(({ name }) => END_OF_VALUES.test(name)),
    END_OF_VALUES,
  );
}

/**
 * Several samples of one experiment: 'GSM1_WT_matrix.mtx.gz' with its features and barcodes, 'GSM2_KO_matrix.mtx.gz' with its own, as in GEO; an
 * .h5ad or another file of one format for each; a table of values for each; or a folder for each. null where there is one, or where names are ambiguous.
 */
function sampleGroups<T extends Named>(files: readonly T[]): FileGroup<T> | null {
  const mains = mainsOf(files);
  const isTriplet = mains.some(({ file }) => MATRIX.test(file.name));
  const [first] = mains;
  const distinct = new Set(mains.map(({ key }) => key.replaceAll(FILTERED_OR_RAW, '')));
  if (first === undefined || mains.length < 2 || distinct.size < mains.length) return null;
  if (files.some((file) => !TABLE.test(file.name) && !mains.some((main) => main.file === file))) return null;
  const taken = new Set<T>(mains.map(({ file }) => file));
  const take = (file: T | null) => {
    if (file !== null) taken.add(file);
    return file;
  };
  const parts = mains.map(({ file, key }) => ({
    main: file,
    key,
    features: isTriplet ? take(named(files, key, FEATURES)) : null,
    barcodes: isTriplet ? take(named(files, key, BARCODES) ?? named(files, key, CELL_TABLE)) : null,
  }));
  // Matrices without any names are not samples: the error about missing names concerns one matrix.
  if (isTriplet && parts.every(({ barcodes }) => barcodes === null)) return null;
  const shared = take(
    files.find((file) => !taken.has(file) && isTriplet && FEATURES.test(file.name)) ?? null,
  );
  const names = sampleNames(parts);
  const samples = parts.map(({ main, key, features, barcodes }, i): Sample<T> => {
    const own = files.filter(
      (file) => !taken.has(file) && TABLE.test(file.name) && beginsWith(file.name, key),
    );
    const labels = take(own.length === 1 ? (own[0] ?? null) : null);
    return { name: names[i] ?? '', files: { main, labels, features: features ?? shared, barcodes } };
  });
  const [labels = null, ...rest] = files.filter((file) => !taken.has(file));
  if (rest.length > 0) return null;
  return { main: first.file, labels, features: null, barcodes: null, samples };
}

/** Files with the prefix that all files of a sample share, in the order of their names. */
function keyed<T extends Named>(files: readonly T[], end: RegExp): { file: T; key: string }[] {
  return files
    .map((file) => ({ file, key: file.name.replace(end, '') }))
    .toSorted((a, b) => compareNames(a.key, b.key));
}

function named<T extends Named>(files: readonly T[], key: string, part: RegExp): T | null {
  const found = files.filter(({ name }) => part.test(name) && name.replace(part, '') === key);
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** True for 'GSM1_calls.csv' and 'GSM1', false for 'GSM10_calls.csv'. */
function beginsWith(name: string, key: string): boolean {
  return key !== '' && name.startsWith(key) && /^[^a-z\d]/i.test(name.slice(key.length));
}

/** The distinct parts of the paths, without shared folders, without the GEO accession where a name follows it, and without words that all share. */
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
  return withoutSharedWords(new Set(short).size === short.length ? short : names);
}

/** What programs that count reads, and lanes of Illumina, add to the name of a sample. */
const END_OF_COUNTS =
  /(?:[-_. ]?ReadsPerGene)?(?:[-_. ](?:out|sorted(?:ByCoord)?|aligned|bam|dedup|htseq|featurecounts?|counts?|reads?|genes?|abundances?|quant|raw|rsem|salmon|kallisto|star|stranded|unstranded|reverse))*$/i;
const LANE = /_S\d{1,3}(?:_L\d{3})?(?:_R[12])?(?:_001)?$/;

/** [files][spellings] the names of samples that are counted in one table each: as short as they stay distinct, then with accessions, then in full. */
export function namesOfSamples(files: readonly Named[]): readonly (readonly string[])[] {
  const whole = files.map(({ name }) => name.replace(TABLE, '').replace(END_OF_COUNTS, ''));
  const plain = whole.map((name) => name.replace(LANE, ''));
  const keys = new Set(plain).size === files.length ? plain : whole;
  const short = sampleNames(files.map((main, at) => ({ main, key: keys[at] ?? '' })));
  return files.map(({ name }, at) => [
    short[at] ?? '',
    baseOf(plain[at] ?? ''),
    baseOf(whole[at] ?? ''),
    baseOf(name),
    /GSM\d+/i.exec(name)?.[0] ?? baseOf(name),
  ]);
}

function baseOf(name: string): string {
  return name.replace(/^.*[/\\]/, '');
}

/** What programs and people write behind the name of a sample. */
const SUFFIX =
  /(?:[-_. ](?:filtered|raw|processed|final|clean|qc|annotated|adata|anndata|dge|counts?|matrix|rna|gex))+$/i;

/** 'screen_WT' and 'screen_GATA1_KO_dge' as 'WT' and 'GATA1_KO', unless numbers alone would remain, or names would be equal. */
function withoutSharedWords(names: readonly string[]): readonly string[] {
  const words = names.map((name) => name.replace(SUFFIX, '').split(/(?<=[-_. ])/));
  const [first = []] = words;
  let shared = 0;
  while (words.every((own) => shared < own.length - 1 && own[shared] === first[shared])) shared += 1;
  const short = words.map((own) => own.slice(shared).join(''));
  const areNames = short.every((name) => /[a-z]/i.test(name)) && new Set(short).size === short.length;
  return areNames ? short : names;
}
