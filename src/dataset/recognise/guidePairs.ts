/**
 * Vectors of two guides in two columns ('gene_A' and 'gene_B', 'sgRNA_1' and 'sgRNA_2'): either alone calls cells controls, or perturbed by one gene, that the
 * other column says are perturbed. One column with both labels is made of them. Two compounds with doses of their own ('product_name1' and 'dose1',
 * 'product_name2' and 'dose2') are a combination likewise, and their doses a column.
 */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import { distinctValues } from './columns';
import { isControlLabel, isNothing } from './controls';
import { categoriesOf, namesDoses, readDoses } from './doses';
import { guessGeneColumn, nameGenes, type GeneLookup } from './geneNames';
import { SECRETED } from './kind';
import {
  madeDoses,
  mayBeLabels,
  MIN_TARGETS,
  nameScore,
  readPerturbationColumn,
  shareOfTargets,
  withoutDose,
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
  const made = pairs.flatMap(
    ([first, second]) =>
      combined(first, second, lookup) ?? compounds([first, second], dosesOf(pairs), opened.obs),
  );
  return made.length === 0 ? opened : { ...opened, obs: [...opened.obs, ...made] };
}

function secondOf(name: string, byName: ReadonlyMap<string, AnnotationColumn>): AnnotationColumn | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const unmarked = ['2', '_2'].map((mark) => byName.get(name + mark)).find((second) => second !== undefined);
  if (unmarked !== undefined) return unmarked;
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
  // 'TNFa' beside 'control' in perturbation_2 was added to the cells.
  const perturbed = other.values.labels.filter((_, at) => other.parsed[at]?.role === 'perturbation');
  if (perturbed.every((label) => SECRETED.test(label) && !lookup.isSpelled(label))) return null;
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

type Pair = readonly [AnnotationColumn, AnnotationColumn];

/** The number of a compound in the name of a column of it or its doses. */
const MARK = /[-_ .]?(?<!\d)[12AaBb](?![\dA-Za-z])/;

function dosesOf(pairs: readonly Pair[]): Pair | undefined {
  return pairs.find((pair) => pair.every(({ name }) => namesDoses(name.replace(MARK, ''))));
}

const isGiven = (label: string | undefined): label is string =>
  label !== undefined && !isControlLabel(label) && !isNothing(label);

/** Labels of what each cell was given, without controls beside it, and its doses; none where the second column adds nothing. */
function compounds(
  pair: Pair,
  doses: Pair | undefined,
  obs: readonly AnnotationColumn[],
): readonly AnnotationColumn[] {
  if (doses === undefined || !pair.every((column) => mayBeLabels(column) && isOfCompounds(column))) return [];
  const given = pair.map((column, at) => {
    const { labels, codes } = distinctValues(column);
    const amounts = readDoses(doses[at === 0 ? 0 : 1], obs);
    return { labels, codes, amounts };
  });
  const cells = [...(given[0]?.codes ?? [])].map((_, cell) => {
    const own = given.map(({ labels, codes, amounts }) => ({
      label: labels[codes[cell] ?? -1],
      dose: amounts.list[amounts.ofCell[cell] ?? -1],
    }));
    const taken = own.filter(({ label, dose }) => isGiven(label) && dose?.value !== 0);
    return {
      label: taken.map(({ label }) => label).join('+') || (own.find(({ label }) => label)?.label ?? null),
      dose: taken.map(({ dose }) => dose?.value ?? Number.NaN).join('+') || null,
      isPair: taken.length > 1,
    };
  });
  if (!cells.some(({ isPair }) => isPair)) return [];
  const name = withSecond(pair[0].name, pair[1].name);
  const codes = Int32Array.from(cells.keys());
  return [
    categoriesOf(
      withoutDose(name),
      cells.map(({ label }) => label),
      codes,
    ),
    categoriesOf(
      madeDoses(name),
      cells.map(({ dose }) => dose),
      codes,
    ),
  ];
}

/** By its name, and as it has controls. */
function isOfCompounds(column: AnnotationColumn): boolean {
  const { labels } = distinctValues(column);
  return nameScore(column.name.replace(MARK, '')) > 0 && labels.some((label) => !isGiven(label));
}
