/** Quality rules in sentences, for page, terminal and report. */
import type { Counted, DatasetNote, FailedRule } from '../../dataset/notes';
import { isRatio, type FilterRules, type ValueScale } from '../../dataset/mapping';
import type { QualityReport } from '../../dataset/quality/qualityReport';
import type { RowNoun } from '../../dataset/rows';
import { capital, count, listOf, plural } from './format';

type FilteredCells = Pick<Extract<DatasetNote, { tag: 'cells-filtered' }>, 'cells' | 'leftOut'>;
type FilteredGuides = Pick<Extract<DatasetNote, { tag: 'guides-filtered' }>, 'cells' | 'most'>;
type FilteredGenes = Extract<DatasetNote, { tag: 'genes-filtered' }>;

/** '312 of 5,000 cells are left out'. */
export function filteredCellsTitle({ cells, leftOut }: FilteredCells, row: RowNoun = 'cell'): string {
  return `${count(leftOut)} of ${plural(cells, `${row} is`, `${row}s ${leftOut === 1 ? 'is' : 'are'}`)} left out`;
}

/** '280 have fewer than 500 counts and 40 have …'; rules that exclude nothing are omitted. */
export function failedRulesText(rules: readonly FailedRule[], row: RowNoun = 'cell'): string {
  const failing = rules.filter(({ cells }) => cells > 0);
  const [first] = failing;
  if (first === undefined) return `Every ${row} passes.`;
  const reasons = failing.map(
    (rule) => `${count(rule.cells)} ${rule.cells === 1 ? 'has' : 'have'} ${reason(rule)}`,
  );
  const several = failing.length > 1 ? ` A ${row} may fail several rules.` : '';
  return `${capital(listOf(reasons))}.${several}`;
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
      return `more than ${shareText(limit)} mitochondrial counts`;
    default:
      return rule satisfies never;
  }
}

/** 'a total of at least 500 in a cell', one text per rule. */
export function rulesTexts(rules: FilterRules, row: RowNoun = 'cell'): readonly string[] {
  const { leastCounts, leastGenes, mostMitochondrial, leastCellsOfGene, fewestCells, mostGuides } = rules;
  return [
    leastCounts === undefined ? [] : [`a total of at least ${count(leastCounts)} per ${row}`],
    leastGenes === undefined ? [] : [`at least ${plural(leastGenes, 'gene')} per ${row}`],
    mostMitochondrial === undefined
      ? []
      : [`at most ${shareText(mostMitochondrial)} mitochondrial per ${row}`],
    mostGuides === undefined ? [] : [`at most ${plural(mostGuides, 'guide')} per ${row}`],
    fewestCells === undefined ? [] : [`at least ${plural(fewestCells, row)} per perturbation`],
    leastCellsOfGene === undefined ? [] : [`at least ${plural(leastCellsOfGene, row)} per gene`],
  ].flat();
}

/** '30 cells with more than 1 guide are left out'. */
export function filteredGuidesTitle({ cells, most }: FilteredGuides, row: RowNoun = 'cell'): string {
  const which = `with more than ${plural(most, 'guide')}`;
  return `${plural(cells, row)} ${which} ${cells === 1 ? 'is' : 'are'} left out`;
}

function shareText(share: number): string {
  return `${Number((100 * share).toFixed(1))}\u00a0%`;
}

/** How the values are interpreted and why, how they are transformed, and where to change that. */
export function valuesSentence(values: ValueScale, why: string): string {
  const because = why === '' ? '' : ` (${why.charAt(0).toLowerCase()}${why.slice(1)})`;
  return `The values are interpreted as ${valueTexts[values].name}${because}: ${valueTexts[values].use}. If that is wrong, change Values.`;
}

const valueTexts: Readonly<Record<ValueScale, { readonly name: string; readonly use: string }>> = {
  counts: {
    name: 'counts',
    use: 'each cell is divided by its total and log-transformed before training',
  },
  'log-normalised': {
    name: 'logarithms of normalised counts',
    use: 'they are used as they are, and totals are sums before the logarithm',
  },
  'log2-normalised': {
    name: 'logarithms to base 2 of normalised counts',
    use: 'they are converted to natural logarithms, and totals are sums before the logarithm',
  },
  'log10-normalised': {
    name: 'logarithms to base 10 of normalised counts',
    use: 'they are converted to natural logarithms, and totals are sums before the logarithm',
  },
  'log-ratio': {
    name: 'log2 ratios to control',
    use: 'they are converted to natural logarithms, and 0 is the control',
  },
  'ln-ratio': { name: 'natural-log ratios to control', use: '0 is the control' },
  normalised: {
    name: 'normalised counts without logarithm',
    use: 'they are log-transformed before training',
  },
};

/** Names with numbers of cells. */
export function smallPerturbationsText(perturbations: readonly Counted[]): string {
  const named = perturbations.map(({ name, count: cells }) => `${name} (${count(cells)})`);
  return `${perturbations.length === 1 ? 'It is' : 'They are'} not used for training: ${listOf(named)}.`;
}

/** '300 of 2,000 genes are left out'. */
export function filteredGenesTitle({ genes, leftOut }: Pick<FilteredGenes, 'genes' | 'leftOut'>): string {
  return `${count(leftOut)} of ${plural(genes, 'gene is', leftOut === 1 ? 'genes is' : 'genes are')} left out`;
}

/** `kept`: genes below the limit that were perturbed or requested. */
export function filteredGenesText(
  { least, kept }: Pick<FilteredGenes, 'least' | 'kept'>,
  row: RowNoun = 'cell',
): string {
  const rule = `Genes detected in fewer than ${plural(least, row)} are not modelled.`;
  if (kept.length === 0) return rule;
  return `${rule} Exceptions, because perturbed or requested: ${listOf(kept)}.`;
}

/** 'Median cell: 239 counts, 53 genes, 0.7 % mitochondrial.' */
export function cellsText({ cells }: QualityReport, values: ValueScale, row: RowNoun = 'cell'): string {
  if (isRatio(values)) return `${plural(cells.all, 'sample')}; log ratios have no totals.`;
  const { totals, genes, mitochondrial } = cells;
  const total =
    values === 'counts'
      ? plural(Math.round(totals.median), 'count')
      : `total ${count(Math.round(totals.median))}`;
  const share = mitochondrial ? `, ${shareText(mitochondrial.median)} mitochondrial` : '';
  return `Median ${row}: ${total}, ${plural(Math.round(genes.median), 'gene')}${share}.`;
}

/** One sentence each for cells, perturbations and genes, as far as there are rules for them. */
export function qualitySentences(
  { cells, genes, perturbations }: QualityReport,
  rules: FilterRules,
  row: RowNoun = 'cell',
): readonly string[] {
  const { leastCellsOfGene: least, fewestCells: fewest } = rules;
  return [
    cells.leftOut === 0
      ? `All ${plural(cells.all, row)} pass.`
      : `${filteredCellsTitle({ cells: cells.all, leftOut: cells.leftOut }, row)}. ${failedRulesText(cells.rules, row)}`,
    ...(fewest === undefined ? [] : [perturbationsSentence(perturbations, fewest, row)]),
    ...(least === undefined
      ? []
      : [
          genes.leftOut + genes.kept.length === 0
            ? `All ${plural(genes.all, 'gene')} pass.`
            : `${filteredGenesTitle({ genes: genes.all, leftOut: genes.leftOut })}. ${filteredGenesText({ least, kept: genes.kept }, row)}`,
        ]),
  ];
}

function perturbationsSentence(
  { all, leftOut }: QualityReport['perturbations'],
  fewest: number,
  row: RowNoun,
): string {
  if (leftOut.length === 0) return `All ${plural(all, 'perturbation')} pass.`;
  return `${smallPerturbationsTitle(leftOut.length, fewest, row)}. ${smallPerturbationsText(leftOut)}`;
}

export function smallPerturbationsTitle(
  perturbations: number,
  fewest: number,
  row: RowNoun = 'cell',
): string {
  return `${plural(perturbations, 'perturbation has', 'perturbations have')} fewer than ${plural(fewest, row)}`;
}
