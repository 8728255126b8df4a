/** Sorts files dropped together by name, size and content: data, labels, a table of known edges, a run file. */
import type { Outcome } from '../../dataset/errors';
import { type FileGroup, groupFiles } from '../../dataset/readers/fileGroup';
import type { Truth } from '../../evaluation/networks/truth';
import type { TruthError } from '../../network/formats/knownEdges';
import { runFileEnding } from '../../share/finishedRun';
import type { AppError } from './state';

export type Drop =
  | { readonly kind: 'data'; readonly files: FileGroup<File>; readonly truth: Truth | null }
  | { readonly kind: 'truth'; readonly truth: Truth }
  | { readonly kind: 'run'; readonly file: File }
  | { readonly kind: 'refused'; readonly error: AppError }
  | { readonly kind: 'nothing' };

/** Bytes; a larger table is data and is not read on the page. */
const MAX_TRUTH = 2_000_000;

/** `genes`: of the run on screen, or null. A single table is a truth table only where it has an edge between two of them. */
export async function sortDrop(files: readonly File[], genes: readonly string[] | null): Promise<Drop> {
  const [only] = files;
  if (only && files.length === 1) {
    if (only.name.toLowerCase().endsWith(runFileEnding)) return { kind: 'run', file: only };
    const truth = genes && (await matchedTruth(await truthOf(only), genes));
    return truth && hasEdgeBetween(truth, genes) ? { kind: 'truth', truth } : asData(files, null);
  }
  const named = await Promise.all(files.map(hasEdgeHeader));
  const table = files.find((_, i) => named[i]);
  const truth = table ? await truthOf(table) : null;
  return asData(truth ? files.filter((file) => file !== table) : files, truth);
}

/** A single table whose header names regulators and targets, for the open file. */
export async function singleTruth(files: readonly File[]): Promise<Truth | null> {
  const [only] = files;
  if (!only || files.length > 1 || !(await hasEdgeHeader(only))) return null;
  return truthOf(only);
}

/** null where the file is not a table of edges. */
export async function truthOf(file: File): Promise<Truth | null> {
  if (!isPlainTable(file)) return null;
  const read = await readTruth(file);
  return read.ok ? read.value : null;
}

/** The known edges in a file that a person names as such. */
export async function readTruth(file: File): Promise<Outcome<Truth, TruthError>> {
  const { parseTruth } = await import('../../evaluation/networks/truth');
  const parsed = parseTruth(await file.text(), file.name);
  return parsed.ok ? { ok: true, value: parsed.truth } : parsed;
}

/** With the names of the genes where it uses other names of them. */
export async function matchedTruth(truth: Truth | null, genes: readonly string[]): Promise<Truth | null> {
  if (truth === null) return null;
  const { matchTruth } = await import('../../evaluation/networks/matchTruth');
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
  return /\.(csv|tsv|txt)$/i.test(file.name) && file.size <= MAX_TRUTH;
}
