/**
 * Vectors of two guides in two columns ('gene_A' and 'gene_B', 'sgRNA_1' and 'sgRNA_2'): either alone calls cells controls, or perturbed by one gene, that the
 * other column says are perturbed. One column with both labels is made of them.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import { guessGeneColumn, nameGenes, type GeneLookup } from './geneNames';
import {
  mayBeLabels,
  MIN_TARGETS,
  readPerturbationColumn,
  shareOfTargets,
  withSecond,
} from './perturbationColumn';

const FIRST = /(?<!\d)[1Aa](?!\d)/g;
/** A longer name is none, and would be tried once for every letter of it. */
const LONGEST_NAME = 200;
const SECOND: Readonly<Record<string, string>> = { 1: '2', A: 'B', a: 'b' };

/** The file with such a column for each pair, where the second column names genes that the first lacks; or as it is. */
export function withGuidePairs(opened: OpenedFile): OpenedFile {
  const axis = opened.genes[opened.matrices[0]?.path ?? ''];
  const byName = new Map(opened.obs.map((column) => [column.name, column]));
  const pairs = opened.obs.flatMap((column) => {
    const second = secondOf(column.name, byName);
    return second === undefined ? [] : [[column, second] as const];
  });
  if (axis === undefined || pairs.length === 0) return opened;
  const { lookup } = nameGenes(axis, guessGeneColumn(axis).column);
  const made = pairs.flatMap(([first, second]) => combined(first, second, lookup) ?? []);
  return made.length === 0 ? opened : { ...opened, obs: [...opened.obs, ...made] };
}

function secondOf(name: string, byName: ReadonlyMap<string, AnnotationColumn>): AnnotationColumn | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  for (const { 0: mark, index } of name.matchAll(FIRST)) {
    const second = byName.get(`${name.slice(0, index)}${SECOND[mark] ?? ''}${name.slice(index + 1)}`);
    if (second !== undefined) return second;
  }
  return undefined;
}

function combined(
  first: AnnotationColumn,
  second: AnnotationColumn,
  lookup: GeneLookup,
): AnnotationColumn | null {
  if (!mayBeLabels(first) || !mayBeLabels(second)) return null;
  const read = [first, second].map((column) => readPerturbationColumn(column, lookup));
  const areGuides = read.every(
    ({ parsed }) => parsed.some(({ role }) => role === 'control') && shareOfTargets(parsed) >= MIN_TARGETS,
  );
  const [one, other] = read;
  if (!areGuides || one === undefined || other === undefined) return null;
  const genesOf = ({ parsed, values }: typeof one, cell: number) => {
    const own = parsed[values.codes[cell] ?? -1];
    return own?.role === 'perturbation' ? own.genes : [];
  };
  const adds = one.values.codes.some((_, cell) =>
    genesOf(other, cell).some((gene) => !genesOf(one, cell).includes(gene)),
  );
  if (!adds) return null;
  const labels = Array.from(one.values.codes, (code, cell) => {
    const both = [one.values.labels[code], other.values.labels[other.values.codes[cell] ?? -1]];
    return [...new Set(both.filter((label) => label !== undefined))].join('|');
  });
  const categories = [...new Set(labels)].filter((label) => label !== '');
  const codeOf = new Map(categories.map((label, code) => [label, code]));
  const codes = Int32Array.from(labels, (label) => codeOf.get(label) ?? -1);
  return { kind: 'category', name: withSecond(first.name, second.name), categories, codes };
}
