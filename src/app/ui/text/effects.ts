/** Words of the step Effects. */
import type { Likeness } from '../../../effects/changes';
import { changedGenes, type PerturbationLine } from '../../../present/report/effects';
import { effectsQuestions, haveTargets, ownText } from '../../../present/text/effects';
import { respondingText } from '../../../present/text/responding';
import type { BesideModel } from '../derived/besideModel';
import type { ShownEffects } from '../derived/shownEffects';
import { count, decimal, joined, listOf, plural, toldFold } from '../../../present/text/format';

/** Genes named that set a perturbation apart. */
const MOST_APART = 5;

export const effectsText = {
  measuring: 'Measuring the effects of each perturbation',
  lead: 'Every gene of the file is compared, without a model. The file is read again.',
  notMeasured: 'Effects are not measured',
  hindered: 'The file has to be checked first',
  toCheck: 'Check the file',
  views: 'Show effects as',
  map: 'Heat map',
  size: 'Size of the heat map',
  overview: 'Most changed',
  whole: 'All',
  seek: 'Find perturbations and genes',
  wholeMap: (perturbations: number, genes: number) =>
    `${plural(perturbations, 'perturbation')} and ${plural(genes, 'gene')} that they change. Point at a cell, or move with the arrow keys; a click or Enter selects its perturbation.`,
  wholeMapKeys:
    'Perturbations in rows, genes in columns. Arrow keys move from cell to cell, Home, End, Page up and Page down to the ends, Enter selects the perturbation.',
  plane: 'Map',
  table: 'Table',
  network: 'Network',
  arranging: 'Arranging perturbations and genes …',
  networkGone: 'The changes of single genes are not included: open the file to see its response network.',
  severalRespond: 'Genes that respond to several',
  respondsTo: (gene: string, perturbations: readonly string[]) => `${gene}: ${listOf(perturbations, 6)}`,
  andMore: (genes: number) => `and ${plural(genes, 'more gene')}`,
  pairs: 'Pairs',
  doses: 'Doses',
  doseCurve: (of: string) => `Effect of ${of} by dose`,
  firstCurves: (drawn: number, all: number) => `The first ${count(drawn)} of ${count(all)} curves are drawn.`,
  dosesRead:
    'Points: the effect as a whole at each dose or guide, with 95 % intervals where there are replicates. Line and dashes: the fitted curve and its half, where that can be determined.',
  contexts: 'Contexts',
  contextsTable: 'Perturbations in two contexts',
  beside: 'Contexts compared',
  pairsTable: 'Table of pairs',
  differing: 'Genes that differ from the sum',
  besideSum: 'Compared with the sum of its two perturbations',
  download: 'Download effects',
  share: 'Share effects',
  card: 'Selected perturbation',
  ...effectsQuestions,
  besideModel: 'Compared with the network on screen',
  wanted: 'Wanted change',
  noChange: (from: string) => `No change found. With 80 % power it would have been found ${from}.`,
  toModel: 'Continue to model',
  largest:
    'The genes whose changes are largest beside the spread of samples. Without replicates, none of these changes can be tested.',
  spreads: 'Times the spread of samples',
  noneChanged: 'No change was found at this false discovery rate.',
  nearest: 'The ten genes closest to it:',
  weaker: (genes: number) =>
    `${plural(genes, 'more changed gene')}, the least certain, ${genes === 1 ? 'is' : 'are'} not in the link.`,
  sets: (collection: string) => `Gene sets among the changed genes (${collection})`,
  noSets: 'No gene set is enriched compared with the other tested genes.',
  setAmong: (set: string, isUp: boolean, overlap: number, size: number) =>
    `${set}: ${overlap} of ${plural(size, 'gene')} ${isUp ? 'up' : 'down'}`,
  alike: 'Similarity of effects',
  actAlike: 'Act alike',
  alone: 'Act like no other',
  notPlaced: 'Cannot be placed: too little effect, or too few others, to compare',
  inCommon: (all: number, genes: readonly string[]) =>
    all === 0
      ? 'No single gene is changed by most of them.'
      : `${plural(all, 'gene')} changed by most of them, first ${listOf(genes, genes.length)}.`,
  apart: (strength: number, genes: readonly string[], all: number) =>
    `Its response is ${decimal(strength)} times as strong as theirs (log2). ${genes.length === 0 ? 'Beyond that no gene was found to differ.' : `Beyond that it differs in ${listOf(genes, MOST_APART, all)}.`}`,
};

/** From here on unproven likeness is not called partial. */
const MOSTLY = 0.5;

/** What a perturbation is to another one: 'acts like', 'similar to'. */
export function relationText({ relation, similarity }: Pick<Likeness, 'relation' | 'similarity'>): string {
  if (relation === 'alike') return 'acts like';
  const isMostly = Math.abs(similarity) >= MOSTLY;
  if (relation === 'opposite') return isMostly ? 'opposite of' : 'partly opposite of';
  return isMostly ? 'similar to' : 'partly like';
}

const seenAs: Readonly<Record<BesideModel['role'], string>> = {
  training: 'fitted to this perturbation',
  'cross-validated': 'without having seen this perturbation',
  'held-out': 'without having seen this perturbation',
};

const MOST_NAMED = 6;

/** Measured changes that the model gives, that it does not, and what it predicts but was not seen; '' where none is in the network. */
export function besideModelText({ role, explained, unexplained, unseen, rightSign }: BesideModel): string {
  const all = explained.length + unexplained.length;
  if (all + unseen.length === 0) return '';
  return joined(
    all > 0 &&
      `Of ${plural(all, 'changed gene')} in the network, the model (${seenAs[role]}) predicts ${count(rightSign)} with the right sign, ${count(explained.length)} of them with at least half the size.`,
    unexplained.length > 0 && `Unexplained: ${listOf(unexplained, MOST_NAMED)}.`,
    unseen.length > 0 && `Predicted but not seen: ${listOf(unseen, MOST_NAMED)}.`,
  );
}

export function cardText(
  line: PerturbationLine,
  { unit, isTested, lines }: Pick<ShownEffects, 'unit' | 'isTested' | 'lines'>,
): string {
  const { cells, guides, own, isCompared } = line;
  const has = `${plural(cells, unit)}${guides > 1 ? `, ${plural(guides, 'guide')}` : ''}.`;
  if (!isCompared) return `${has} Not compared: no reference ${unit}s in its batches.`;
  return joined(
    has,
    own !== null && `Its own target: ${ownText(line)}.`,
    line.tested > 0 &&
      `${plural(changedGenes(line), haveTargets(lines) ? 'other gene' : 'gene')} ${changedGenes(line) === 1 ? 'changes' : 'change'}${isTested && !line.acts && changedGenes(line) > 0 ? ', but an effect as a whole is not confirmed' : ''}.`,
    isTested &&
      line.tested === 0 &&
      `Its ${haveTargets(lines) ? 'other ' : ''}genes are not tested one by one.`,
    respondingText(line),
    isTested &&
      line.acts &&
      Number.isFinite(line.size) &&
      `Typical change of a gene: ${toldFold(line.size, line.sizeLow, line.sizeHigh)}.`,
  );
}
