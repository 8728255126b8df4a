/** Sorts files dropped together by name, size and content: data, labels, known edges, gene sets, a run file. */
import type { Outcome } from '../../../dataset/errors';
import { type FileGroup, groupFiles } from '../../../dataset/readers/fileGroup';
import type { Truth } from '../../../evaluation/networks/truth';
import type { TruthError } from '../../../network/formats/knownEdges';
import { runFileEnding } from '../../../share/finishedRun';
import type { AppError } from '../state';

export type Drop =
  | { readonly kind: 'data'; readonly files: FileGroup<File>; readonly truth: Truth | null }
  | { readonly kind: 'truth'; readonly truth: Truth }
  | { readonly kind: 'sets'; readonly file: File }
  | { readonly kind: 'run'; readonly file: File }
  | { readonly kind: 'refused'; readonly error: AppError }
  | { readonly kind: 'nothing' };

/** Bytes; of a larger or packed table the beginning decides whether it is read here. */
const MAX_TRUTH = 2_000_000;

/** Columns of a table of edges; more are expression. */
const MOST_EDGE_COLUMNS = 20;

/**
 * `genes`: of the run on screen, or null. A single table is a truth table only where it has an edge between two of them; other sets of genes (GMT)
 * are gene sets. Files of networks are refused where they have none.
 */
export async function sortDrop(files: readonly File[], genes: readonly string[] | null): Promise<Drop> {
  const [only] = files;
  if (only && files.length === 1) {
    if (only.name.toLowerCase().endsWith(runFileEnding)) return { kind: 'run', file: only };
    if (genes && isNetworkFile(only)) return networkDrop(only, genes);
    const truth = genes && (await matchedTruth(await truthOf(only), genes));
    if (truth && hasEdgeBetween(truth, genes)) return { kind: 'truth', truth };
    return genes && /\.gmt(\.gz)?$/i.test(only.name) ? { kind: 'sets', file: only } : asData(files, null);
  }
  const named = await Promise.all(files.map(hasEdgeHeader));
  const table = files.find((_, i) => named[i]);
  const truth = table ? await truthOf(table) : null;
  return asData(truth ? files.filter((file) => file !== table) : files, truth);
}

/** A single file of a network, or a table whose header names regulators and targets, for the open file. */
export async function singleTruth(files: readonly File[]): Promise<Truth | null> {
  const [only] = files;
  if (!only || files.length > 1 || !(isNetworkFile(only) || (await hasEdgeHeader(only)))) return null;
  return truthOf(only);
}

async function networkDrop(file: File, genes: readonly string[]): Promise<Drop> {
  const read = await readKnown(file, genes);
  return read.ok ? { kind: 'truth', truth: read.value } : { kind: 'refused', error: read.error };
}

/** The known edges in a file that a person names as such, with the names of the genes; at least one is between two of them. */
export async function readKnown(file: File, genes: readonly string[]): Promise<Outcome<Truth, TruthError>> {
  const { readTruth } = await import('../../../evaluation/networks/truthFile');
  const read = await readTruth(file);
  if (!read.ok) return read;
  const truth = await matchedTruth(read.value, genes);
  if (truth && hasEdgeBetween(truth, genes)) return { ok: true, value: truth };
  const names = [...new Set(read.value.edges.map(({ source }) => source))];
  return { ok: false, error: { tag: 'truth-other-genes', file: file.name, names, genes } };
}

/** null where the file has no known edges. */
export async function truthOf(file: File): Promise<Truth | null> {
  const [{ beginsWithEdges }, { readTruth }] = await Promise.all([
    import('./knownFile'),
    import('../../../evaluation/networks/truthFile'),
  ]);
  const isRead =
    isNetworkFile(file) || isPlainTable(file) || (isTable(file) && (await beginsWithEdges(file)));
  const read = isRead ? await readTruth(file) : null;
  return read?.ok ? read.value : null;
}

/** With the names of the genes where it uses other names of them. */
export async function matchedTruth(truth: Truth | null, genes: readonly string[]): Promise<Truth | null> {
  if (truth === null) return null;
  const { matchTruth } = await import('../../../evaluation/networks/matchTruth');
  return matchTruth(truth, genes);
}

function asData(files: readonly File[], truth: Truth | null): Drop {
  const grouping = groupFiles(files);
  switch (grouping.kind) {
    case 'nothing':
      return { kind: 'nothing' };
    case 'group':
      return { kind: 'data', files: grouping.group, truth };
    case 'names-alone': {
      const error = { tag: 'incomplete-triplet', file: grouping.file.name, missing: ['matrix'] } as const;
      return { kind: 'refused', error };
    }
    case 'too-many':
      return { kind: 'refused', error: { tag: 'too-many-files', files: files.map(({ name }) => name) } };
    default:
      return grouping satisfies never;
  }
}

/** Whether the header names a regulator and a target, unlike that of a table of labels. */
async function hasEdgeHeader(file: File): Promise<boolean> {
  if (!isPlainTable(file)) return false;
  const [header = ''] = (await file.slice(0, 4096).text()).split(/\r\n?|\n/u);
  const names = header.toLowerCase().split(/[\t,; "]+/u);
  // A table of expression may have genes named gene1 and gene2.
  if (names.length > MOST_EDGE_COLUMNS) return false;
  const has = (...wanted: string[]) => names.some((name) => wanted.includes(name));
  return has('source', 'regulator', 'gene1', 'tf') && has('target', 'gene2', 'gene', 'target_gene');
}

function hasEdgeBetween(truth: Truth, genes: readonly string[]): boolean {
  const known = new Set(genes.map((gene) => gene.toLowerCase()));
  return truth.edges.some(
    ({ source, target }) => known.has(source.toLowerCase()) && known.has(target.toLowerCase()),
  );
}

function isPlainTable(file: File): boolean {
  return isTable(file) && !/\.gz$/i.test(file.name) && file.size <= MAX_TRUTH;
}

function isTable({ name }: File): boolean {
  return /\.(csv|tsv|txt|gmt)(\.gz)?$/i.test(name);
}

function isNetworkFile({ name }: File): boolean {
  return /\.(sif|graphml|cx2?|cyjs|json|ya?ml)(\.gz)?$/i.test(name);
}
