/** What the rules for cells, genes and perturbations leave out, as sentences. */
import type { Counted, DatasetNote, FailedRule } from '../../dataset/notes';
import type { FilterRules, ValueScale, PerturbationKind } from '../../dataset/mapping';
import type { QualityReport } from '../../dataset/quality/qualityReport';
import { listOf, plural, count, decimal, fold } from './format';
import type { GuideStrength } from '../../dataset/dataset';
import type { OnTarget } from '../../dataset/quality/onTarget';
import type { TargetEffect, TargetReport } from '../../dataset/quality/targetReport';

type FilteredCells = Pick<Extract<DatasetNote, { tag: 'cells-filtered' }>, 'cells' | 'leftOut'>;
type FilteredGuides = Pick<Extract<DatasetNote, { tag: 'guides-filtered' }>, 'cells' | 'most'>;
type FilteredGenes = Extract<DatasetNote, { tag: 'genes-filtered' }>;

/** '312 of 5,000 cells are left out'. */
export function filteredCellsTitle({ cells, leftOut }: FilteredCells): string {
  return `${count(leftOut)} of ${plural(cells, 'cell is', leftOut === 1 ? 'cells is' : 'cells are')} left out`;
}

/** 'They are 280 with fewer than 500 counts and 40 with …'; of rules that leave something out. */
export function failedRulesText(rules: readonly FailedRule[]): string {
  const failing = rules.filter(({ cells }) => cells > 0);
  const [first] = failing;
  if (first === undefined) return 'Every cell passes.';
  const reasons = failing.map((rule) => `${count(rule.cells)} with ${reason(rule)}`);
  const several = failing.length > 1 ? ' A cell may fail several rules.' : '';
  return `They are ${listOf(reasons)}.${several}`;
}

function reason({ rule, limit }: FailedRule): string {
  switch (rule) {
    case 'counts':
      return `fewer than ${plural(limit, 'count')}`;
    case 'total':
      return `a total below ${count(limit)}`;
    case 'genes':
      return `fewer than ${plural(limit, 'gene')}`;
    case 'mitochondrial':
      return `more than ${shareText(limit)} mitochondrial`;
    default:
      return rule satisfies never;
  }
}

/** What the rules ask for: 'at least 500 counts in a cell', each by itself. */
export function rulesTexts(rules: FilterRules): readonly string[] {
  const { leastCounts, leastGenes, mostMitochondrial, leastCellsOfGene, fewestCells, mostGuides } = rules;
  return [
    leastCounts === undefined ? [] : [`a total of at least ${count(leastCounts)} in a cell`],
    leastGenes === undefined ? [] : [`at least ${plural(leastGenes, 'gene')} in a cell`],
    mostMitochondrial === undefined
      ? []
      : [`at most ${shareText(mostMitochondrial)} mitochondrial in a cell`],
    mostGuides === undefined ? [] : [`at most ${plural(mostGuides, 'guide')} in a cell`],
    fewestCells === undefined ? [] : [`at least ${plural(fewestCells, 'cell')} for a perturbation`],
    leastCellsOfGene === undefined ? [] : [`at least ${plural(leastCellsOfGene, 'cell')} for a gene`],
  ].flat();
}

/** '30 cells with more than 1 guide are left out'. */
export function filteredGuidesTitle({ cells, most }: FilteredGuides): string {
  const which = `with more than ${plural(most, 'guide')}`;
  return `${plural(cells, 'cell')} ${which} ${cells === 1 ? 'is' : 'are'} left out`;
}

function shareText(share: number): string {
  return `${Number((100 * share).toFixed(1))}\u00a0%`;
}

/** What the numbers are taken for, why, what is done with them, and where that is changed. */
export function valuesSentence(values: ValueScale, why: string): string {
  const because = why === '' ? '' : ` (${why.charAt(0).toLowerCase()}${why.slice(1)})`;
  return `The values are taken for ${valueTexts[values].name}${because}: ${valueTexts[values].use}. If that is wrong, choose again under Values.`;
}

const valueTexts: Readonly<Record<ValueScale, { readonly name: string; readonly use: string }>> = {
  counts: {
    name: 'counts',
    use: 'each cell’s are divided by its total and the logarithm is taken before anything is learned',
  },
  'log-normalised': {
    name: 'logarithms of normalised counts',
    use: 'they are learned from as they are, and totals are sums without the logarithm',
  },
  'log2-normalised': {
    name: 'logarithms to base 2 of normalised counts',
    use: 'they are turned into natural logarithms, and totals are sums without the logarithm',
  },
  normalised: {
    name: 'normalised counts without logarithm',
    use: 'the logarithm is taken before anything is learned',
  },
};

/** By name, with their cells. */
export function smallPerturbationsText(perturbations: readonly Counted[]): string {
  const named = perturbations.map(({ name, count: cells }) => `${name} (${count(cells)})`);
  return `${perturbations.length === 1 ? 'It is' : 'They are'} not learned from: ${listOf(named)}.`;
}

/** '300 of 2,000 genes are left out'. */
export function filteredGenesTitle({ genes, leftOut }: Pick<FilteredGenes, 'genes' | 'leftOut'>): string {
  return `${count(leftOut)} of ${plural(genes, 'gene is', leftOut === 1 ? 'genes is' : 'genes are')} left out`;
}

/** `kept`: genes that the rule would leave out but somebody perturbed or asked for. */
export function filteredGenesText({ least, kept }: Pick<FilteredGenes, 'least' | 'kept'>): string {
  const rule = `Genes detected in fewer than ${plural(least, 'cell')} are not chosen for the model.`;
  if (kept.length === 0) return rule;
  return `${rule} Perturbed or asked for, and so in it all the same: ${listOf(kept)}.`;
}

/** 'A cell has 239 counts on 53 genes in the median, 0.7 % of them mitochondrial.' */
export function cellsText({ cells }: QualityReport, values: ValueScale): string {
  const { totals, genes, mitochondrial } = cells;
  const total =
    values === 'counts'
      ? plural(Math.round(totals.median), 'count')
      : `a total of ${count(Math.round(totals.median))}`;
  const share = mitochondrial ? `, ${shareText(mitochondrial.median)} mitochondrial` : '';
  return `A cell has ${total} on ${plural(Math.round(genes.median), 'gene')} in the median${share}.`;
}

/** What the rules leave out, a sentence each for cells, perturbations and genes; what is not ruled passes. */
export function qualitySentences(
  { cells, genes, perturbations }: QualityReport,
  rules: FilterRules,
): readonly string[] {
  const { leastCellsOfGene: least, fewestCells: fewest } = rules;
  return [
    cells.leftOut === 0
      ? `All ${plural(cells.all, 'cell')} pass.`
      : `${filteredCellsTitle({ cells: cells.all, leftOut: cells.leftOut })}. ${failedRulesText(cells.rules)}`,
    ...(fewest === undefined ? [] : [perturbationsSentence(perturbations, fewest)]),
    ...(least === undefined
      ? []
      : [
          genes.leftOut + genes.kept.length === 0
            ? `All ${plural(genes.all, 'gene')} pass.`
            : `${filteredGenesTitle({ genes: genes.all, leftOut: genes.leftOut })}. ${filteredGenesText({ least, kept: genes.kept })}`,
        ]),
  ];
}

function perturbationsSentence({ all, leftOut }: QualityReport['perturbations'], fewest: number): string {
  if (leftOut.length === 0) return `All ${plural(all, 'perturbation')} pass.`;
  return `${smallPerturbationsTitle(leftOut.length, fewest)}. ${smallPerturbationsText(leftOut)}`;
}

export function smallPerturbationsTitle(perturbations: number, fewest: number): string {
  return `${plural(perturbations, 'perturbation has', 'perturbations have')} fewer than ${plural(fewest, 'cell')}`;
}

/** What perturbations did to their own targets, in words: the same on the page and in a terminal. */

/** The finding, a sentence or two for each kind of perturbation; then what they are compared with. */
export function targetsSentences(report: TargetReport): readonly string[] {
  if (report.effects.length === 0) return ['No perturbed gene has cells to be compared.'];
  return [
    ...judgedFirst.flatMap((kind) =>
      kindSentences(
        kind,
        report.effects.filter((effect) => effect.kind === kind),
      ),
    ),
    comparedText(report),
  ];
}

/** What can be judged comes first. */
const judgedFirst = [
  'knockdown',
  'overexpression',
  'knockout',
] as const satisfies readonly PerturbationKind[];

function comparedText({ effects, referenceCells, hasControls }: TargetReport): string {
  const timed = effects.some(({ time }) => time !== null) ? ', at each time point' : '';
  return hasControls
    ? `Compared with ${plural(referenceCells, 'control cell')}${timed}.`
    : `There are no controls: compared with ${plural(referenceCells, 'cell')} of the other perturbations${timed}.`;
}

function kindSentences(kind: PerturbationKind, effects: readonly TargetEffect[]): readonly string[] {
  if (effects.length === 0) return [];
  const all = plural(effects.length, 'target');
  if (kind === 'knockout')
    return [
      `After knockout the mRNA of ${count(effects.filter(({ high }) => high < 0).length)} of ${all} falls.`,
      'A knockout breaks the protein, and the mRNA need not fall: none is judged.',
    ];
  const named = (verdict: OnTarget['verdict']) => [
    ...new Set(
      effects.filter((effect) => effect.verdict === verdict).map(({ perturbation }) => perturbation),
    ),
  ];
  const [opposite, unclear] = [named('opposite'), named('unclear')];
  const moved = effects.filter(({ verdict }) => verdict === 'as-expected').length;
  const [verb, other] = kind === 'knockdown' ? ['fall', 'rises'] : ['rise', 'falls'];
  const after = kind === 'knockdown' ? 'knockdown' : 'overexpression or activation';
  return [
    `${count(moved)} of ${all} ${verb} after ${after}, as they should.`,
    ...(opposite.length > 0 ? [`The target ${other} instead in ${listOf(opposite)}.`] : []),
    ...(unclear.length > 0 ? [`It does not move clearly in ${listOf(unclear)}.`] : []),
  ];
}

/** 'falls, as expected'. */
export function movementText({ verdict, log2FoldChange }: OnTarget): string {
  const moves = log2FoldChange < 0 ? 'falls' : 'rises';
  switch (verdict) {
    case 'as-expected':
      return `${moves}, as it should`;
    case 'opposite':
      return `${moves}, the wrong way`;
    case 'unclear':
      return 'not clear';
    case 'nothing-expected':
      return 'not judged';
    default:
      return verdict satisfies never;
  }
}

/** '÷ 3.1 (÷ 4.0 to ÷ 2.4)'. */
export function changeText({ log2FoldChange, low, high }: OnTarget): string {
  return `${fold(log2FoldChange)} (${fold(low)} to ${fold(high)})`;
}

/** '0.93 ± 0.08, like the others': of what the other guides do, as far as it was measured. */
export function strengthText(measured: GuideStrength | undefined): string {
  if (measured === undefined) return '–';
  const { strength, error, verdict } = measured;
  return `${decimal(strength)} ± ${decimal(1.96 * error)}, ${strengthVerdicts[verdict]}`;
}

const strengthVerdicts: Readonly<Record<GuideStrength['verdict'], string>> = {
  alike: 'like the others',
  weak: 'does little',
  unclear: 'not clear',
};
