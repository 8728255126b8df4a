/** The effects of two runs beside each other in words, lines and tables, for page and terminal. */
import type { ContextDifference, FoundGenes } from '../../effects/contextVerdicts';
import type { EffectsOfRuns } from '../../inference/run/effectsOfRuns';
import { sharedGenes } from '../../dataset/names/match';
import { median } from '../../numerics/statistics';
import type { EffectsSnapshot, SharedContextLine, SharedPerturbation } from '../../share/effectsSnapshot';
import { count, decimal, joined, listOf, percent, plural } from '../text/format';
import { contextTables, hindrances, toldLines } from './contexts';

/** What two runs are called in figures and sentences. */
export const runNames = ['the first', 'the second'] as const;

/** A perturbation that is in both runs. */
export interface BesideLine extends SharedContextLine {
  readonly found: FoundGenes;
}

/** A gene that a perturbation changes in either run, or that differs: log2 fold changes; null: not known. */
export interface BesideGene {
  readonly gene: string;
  readonly isOwn: boolean;
  readonly first: number | null;
  readonly second: number | null;
  /** null where a side has no errors. */
  readonly difference: { readonly value: number; readonly error: number; readonly q: number } | null;
}

/** Two runs without the cells of both: genes that each found, without a test of their differences. */
export interface ListedEffects {
  /** [perturbations] in both. */
  readonly labels: readonly string[];
  readonly lines: readonly Pick<BesideLine, 'perturbation' | 'first' | 'second' | 'found'>[];
  /** [perturbations] */
  readonly genes: readonly (readonly BesideGene[])[];
  /** Whether genes are missing that did not fit into a link. */
  readonly isShortened: boolean;
}

const MOST_NAMED = 6;
const apart = new Set(['only first', 'only second', 'differs']);

export function besideLines({ found }: Pick<EffectsOfRuns, 'found'>): readonly BesideLine[] {
  const [pair] = found?.pairs ?? [];
  if (!found || !pair) return [];
  const lines = new Map(pair.lines.map((line) => [line.perturbation, line.found]));
  return toldLines(found, pair).flatMap((line) => {
    const genes = lines.get(line.perturbation);
    return genes ? [{ ...line, found: genes }] : [];
  });
}

/** The genes of a perturbation, those that differ most surely first. */
export function besideGenes(
  { found }: Pick<EffectsOfRuns, 'found'>,
  perturbation: number,
): readonly BesideGene[] {
  const [pair] = found?.pairs ?? [];
  if (!found || !pair) return [];
  const { genes } = pair;
  return Array.from(genes.gene.keys())
    .filter((at) => genes.perturbation[at] === perturbation)
    .toSorted((a, b) => (genes.p[a] ?? 1) - (genes.p[b] ?? 1))
    .map((at) => ({
      gene: found.genes[genes.gene[at] ?? 0] ?? '',
      isOwn: genes.own[at] === 1,
      first: genes.first[at] ?? null,
      second: genes.second[at] ?? null,
      difference: {
        value: genes.difference[at] ?? NaN,
        error: genes.error[at] ?? NaN,
        q: genes.q[at] ?? NaN,
      },
    }));
}

/** What was found, in one or two sentences; or why nothing was compared. */
export function runEffectsFinding(told: EffectsOfRuns): string {
  const { found, sameCells, perturbations } = told;
  const [pair] = found?.pairs ?? [];
  if (found === null) return notCompared(told);
  if (!pair) {
    const why = found.contexts.flatMap(({ name, hindrance }) =>
      hindrance === null ? [] : [`${name} has ${hindrances[hindrance]}`],
    );
    return `Effects are not compared: ${why.join('; ')}.`;
  }
  const differing = pair.lines
    .filter(({ verdict }) => apart.has(verdict))
    .toSorted((a, b) => a.q - b.q)
    .map(({ perturbation }) => told.labels[perturbation] ?? '');
  const similarity = medianSimilarity(pair.lines);
  const all = plural(perturbations.both, 'perturbation');
  return joined(
    similarity !== null &&
      `Effects are ${likenesses.find(([from]) => similarity >= from)?.[1] ?? 'different'} in both runs (median similarity ${decimal(similarity)}).`,
    differing.length > 0
      ? `${count(differing.length)} of ${all} ${differing.length === 1 ? 'differs' : 'differ'} between the runs: ${listOf(differing, MOST_NAMED)}.`
      : `No difference was found in ${all} of both runs.`,
    sameCells > 0.01 &&
      `The runs share ${percent(sameCells)} of their cells, so differences are harder to detect.`,
  );
}

/** Median similarity from which effects are called so. */
const likenesses = [
  [0.8, 'similar'],
  [0.4, 'partly similar'],
] as const;

/** null where none can be told. */
function medianSimilarity(lines: readonly Pick<ContextDifference, 'similarity'>[]): number | null {
  const told = lines.map(({ similarity: { value } }) => value).filter(Number.isFinite);
  return told.length === 0 ? null : median(told);
}

function notCompared({ sameCells, perturbations, genes }: EffectsOfRuns): string {
  if (genes.both === 0) return 'The runs have no gene in common, so effects cannot be compared.';
  if (perturbations.both === 0)
    return 'No perturbation has the same label in both runs, so effects cannot be compared. Labels are matched regardless of case.';
  return sameCells > 0.999
    ? 'Both runs were learned from the same cells, so their effects are the same.'
    : `The runs share ${percent(sameCells)} of their cells, so their effects are not compared.`;
}

/** How much is found in both, and what was compared. */
export function runEffectsDetail(told: EffectsOfRuns): string {
  const lines = besideLines(told);
  if (lines.length === 0) return '';
  const differing = lines.reduce((sum, line) => sum + line.differing, 0);
  const similar = lines.filter(({ similarity }) => similarity !== null).length;
  const few = lines.filter(({ verdict }) => verdict === 'few cells').length;
  const { genes, perturbations } = told;
  return joined(
    foundText(lines),
    `${plural(differing, 'change')} ${differing === 1 ? 'differs' : 'differ'} significantly.`,
    similar > 0 && `Similarity was determined for ${plural(similar, 'perturbation')}.`,
    `Compared: ${covered(perturbations, 'perturbations')} and ${covered(genes, 'genes')}, using the cells kept with the runs.`,
    few > 0 && `${plural(few, 'perturbation has', 'perturbations have')} too few cells.`,
  );
}

const covered = ({ both, first, second }: EffectsOfRuns['genes'], what: string) =>
  first === both && second === both
    ? `all ${count(both)} ${what}`
    : `${count(both)} of ${count(first)} and ${count(second)} ${what}`;

/** 'Of 40 changes found in either run, 30 (75 %) were found in both with the same sign.' @param where after 'run' */
function foundText(lines: readonly Pick<BesideLine, 'found'>[], where = ''): string {
  const sum = (of: keyof FoundGenes) => lines.reduce((all, { found }) => all + found[of], 0);
  const [either, both, opposite] = [sum('either'), sum('both'), sum('opposite')];
  if (either === 0) return `No changed gene was found in either run${where}.`;
  const signs = opposite === 0 ? '' : `, ${count(opposite)} with opposite signs`;
  return `Of ${plural(either, 'change')} found in either run${where}, ${count(both)} (${percent(both / either)}) ${both === 1 ? 'was' : 'were'} found in both with the same sign${signs}.`;
}

export function listedText({ labels, lines, isShortened }: ListedEffects): string {
  if (labels.length === 0)
    return 'No perturbation has the same label in both, so effects cannot be compared. Labels are matched regardless of case.';
  return joined(
    foundText(lines, ` (${plural(labels.length, 'perturbation')} in both)`),
    isShortened && 'Links omit weak changes.',
  );
}

const labelsOf = ({ perturbations }: EffectsSnapshot) => perturbations.map(({ label }) => label);

/** Of effects as links carry them; null where one was not tested. Genes and labels match as those of networks do. */
export function listedEffects(first: EffectsSnapshot, second: EffectsSnapshot): ListedEffects | null {
  if (!first.isTested || !second.isTested) return null;
  const [labels, genes] = [
    sharedGenes(labelsOf(first), labelsOf(second)),
    sharedGenes(first.genes, second.genes),
  ];
  const partner = new Map(genes.second.map((gene, at) => [gene, first.genes[genes.first[at] ?? 0] ?? '']));
  const nameIn = (side: 'first' | 'second') => (gene: number) =>
    side === 'first' ? (first.genes[gene] ?? '') : (partner.get(gene) ?? second.genes[gene] ?? '');
  const of = labels.first.flatMap((place, at) => {
    const [one, other] = [first.perturbations[place], second.perturbations[labels.second[at] ?? 0]];
    return one && other ? [{ one, other }] : [];
  });
  const rows = of.map(({ one, other }) => bothLists(one, other, nameIn));
  return {
    labels: of.map(({ one }) => one.label),
    genes: rows,
    lines: rows.map((both, perturbation) => {
      const signs = both.map(({ first: a, second: b }) => Math.sign(a ?? 0) * Math.sign(b ?? 0));
      return {
        perturbation,
        first: both.filter((row) => row.first !== null).length,
        second: both.filter((row) => row.second !== null).length,
        found: {
          either: both.length,
          both: signs.filter((sign) => sign > 0).length,
          opposite: signs.filter((sign) => sign < 0).length,
        },
      };
    }),
    isShortened: of.some(({ one, other }) => one.changedLeftOut + other.changedLeftOut > 0),
  };
}

function bothLists(
  one: SharedPerturbation,
  other: SharedPerturbation,
  nameIn: (side: 'first' | 'second') => (gene: number) => string,
): readonly BesideGene[] {
  const listOfGenes = ({ changed }: SharedPerturbation, side: 'first' | 'second') =>
    new Map(changed.flatMap(({ gene, log2, isOwn }) => (isOwn ? [] : [[nameIn(side)(gene), log2] as const])));
  const [first, second] = [listOfGenes(one, 'first'), listOfGenes(other, 'second')];
  return [...new Set([...first.keys(), ...second.keys()])].map((gene) => ({
    gene,
    isOwn: false,
    first: first.get(gene) ?? null,
    second: second.get(gene) ?? null,
    difference: null,
  }));
}

/** A line for each perturbation in both, and one for each of its genes that changes in either or differs. */
export function runEffectsTables({
  found,
  labels,
}: Pick<EffectsOfRuns, 'found' | 'labels'>): readonly (readonly [
  name: string,
  content: string | Iterable<string>,
])[] {
  return contextTables(found, labels).flatMap(([name, content]) => {
    const renamed = { 'context-differences.tsv': 'effects.tsv', 'context-genes.tsv': 'effects-genes.tsv' }[
      name
    ];
    return renamed === undefined ? [] : [[renamed, content] as const];
  });
}
