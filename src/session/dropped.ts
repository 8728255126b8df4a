/** What files dropped together are to each other: the data, its labels, a table of known edges. By name, size and content. */
import type { Truth } from '../evaluation/truth';

export type Drop =
  | { readonly kind: 'data'; readonly main: File; readonly labels: File | null; readonly truth: Truth | null }
  | { readonly kind: 'truth'; readonly truth: Truth }
  | { readonly kind: 'too-many'; readonly files: readonly string[] }
  | { readonly kind: 'nothing' };

/** Beyond this a table is data: it is not read on the page. */
const largestTruth = 2_000_000;

/** `genes`: of the run on screen, or null. A lone table is a truth table only where it has an edge between two of them. */
export async function sortDrop(files: readonly File[], genes: readonly string[] | null): Promise<Drop> {
  const [only] = files;
  if (only && files.length === 1) {
    const truth = genes && (await truthOf(only));
    return truth && namesAnEdge(truth, genes) ? { kind: 'truth', truth } : asData(files, null);
  }
  const named = await Promise.all(files.map(saysEdges));
  const table = files.find((_, i) => named[i]);
  const truth = table ? await truthOf(table) : null;
  return asData(truth ? files.filter((file) => file !== table) : files, truth);
}

/** null where the file is something else than a table of edges. */
export async function truthOf(file: File): Promise<Truth | null> {
  if (!isPlainTable(file)) return null;
  const { parseTruth } = await import('../evaluation/truthFile');
  const parsed = parseTruth(await file.text(), file.name);
  return parsed.ok ? parsed.truth : null;
}

function asData(files: readonly File[], truth: Truth | null): Drop {
  const [main, labels, ...others] = files.toSorted(
    (a, b) => Number(isTable(a)) - Number(isTable(b)) || b.size - a.size,
  );
  if (!main) return { kind: 'nothing' };
  // Labels in a second file belong to a table; anything else carries its own.
  if (others.length > 0 || (labels && !isTable(main)))
    return { kind: 'too-many', files: files.map((file) => file.name) };
  return { kind: 'data', main, labels: labels ?? null, truth };
}

/** A header that names a regulator and a target: a labels file would not. */
async function saysEdges(file: File): Promise<boolean> {
  if (!isPlainTable(file)) return false;
  const [header = ''] = (await file.slice(0, 4096).text()).split(/\r\n?|\n/u);
  const names = header.toLowerCase().split(/[\t,; "]+/u);
  const has = (...wanted: string[]) => names.some((name) => wanted.includes(name));
  return has('source', 'regulator', 'gene1', 'tf') && has('target', 'gene2', 'gene', 'target_gene');
}

function namesAnEdge(truth: Truth, genes: readonly string[]): boolean {
  const known = new Set(genes.map((gene) => gene.toLowerCase()));
  return truth.edges.some(
    ({ source, target }) => known.has(source.toLowerCase()) && known.has(target.toLowerCase()),
  );
}

function isPlainTable(file: File): boolean {
  return /\.(csv|tsv|txt)$/i.test(file.name) && file.size <= largestTruth;
}

function isTable(file: File): boolean {
  return /\.(csv|tsv|txt)(\.gz)?$/i.test(file.name);
}
