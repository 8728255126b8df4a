/** What several files dropped together are to each other: the data, its labels, a truth table. Decided by name and size. */
import type { Truth } from '../evaluation/truth';
import { readTruth } from './truthFile';

export type Drop =
  | { readonly kind: 'data'; readonly main: File; readonly labels: File | null; readonly truth: Truth | null }
  | { readonly kind: 'truth'; readonly truth: Truth }
  | { readonly kind: 'too-many'; readonly files: readonly string[] }
  | { readonly kind: 'nothing' };

const largestTruth = 2_000_000;

/** `genes`: of the run on screen, or null. A lone edge list is a truth table only where it names that run's genes. */
export async function sortDrop(files: readonly File[], genes: readonly string[] | null): Promise<Drop> {
  const known = new Set(genes);
  const isGene = genes && ((name: string) => known.has(name));
  const alone = files.length === 1;
  if (alone && !isGene) return data(files, null);
  const truths = await Promise.all(files.map((file) => truthOf(file, alone ? isGene : null)));
  const truth = truths.find((found) => found !== null) ?? null;
  const rest = files.filter((_, i) => truths[i] === null);
  if (rest.length === 0 && truth) return { kind: 'truth', truth };
  return data(rest, truth);
}

function data(files: readonly File[], truth: Truth | null): Drop {
  const [main, labels, ...others] = files.toSorted((a, b) => rank(a) - rank(b) || b.size - a.size);
  if (!main) return { kind: 'nothing' };
  if (others.length > 0 || (labels && rank(main) === 0))
    return { kind: 'too-many', files: files.map((file) => file.name) };
  return { kind: 'data', main, labels: labels ?? null, truth };
}

/** An .h5ad carries its own labels; of two tables the larger one holds the values. */
function rank(file: File): number {
  return isTable(file.name) ? 1 : 0;
}

function isTable(name: string): boolean {
  return /\.(csv|tsv|txt)(\.gz)?$/i.test(name);
}

async function truthOf(file: File, isGene: ((name: string) => boolean) | null): Promise<Truth | null> {
  if (!/\.(csv|tsv|txt)$/i.test(file.name) || file.size > largestTruth) return null;
  return readTruth(file.name, await file.text(), isGene);
}
