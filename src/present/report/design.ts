/** The power of a planned screen in words: of a pilot, or from typical values. */
import type { EveryGene } from '../../dataset/quality/everyGene';
import type { RowNoun } from '../../dataset/rows';
import { measureTests } from '../../effects/measure';
import {
  CERTAINTY,
  deepened,
  enlarged,
  type Measurement,
  plannedTest,
  powerOf,
  timesNeeded,
  typicalScreen,
  typicalTests,
  type Replicates,
} from '../../effects/power';
import { formatThreeDigits } from '../../numerics/format';
import { median } from '../../numerics/statistics';
import { areSamplesAlone, countOf, effectsRate, rowsText } from '../text/effects';
import { count, fold, percent, plural } from '../text/format';

/** What is planned; cells are of a guide, guides of a perturbation. */
interface Plan {
  readonly effect: number;
  readonly cells?: number | undefined;
  readonly guides?: number | undefined;
  readonly depth: number;
}

/** Cells of a guide and guides of a perturbation where neither a pilot nor an option says them. */
export const usual = { cells: 60, guides: 3 };
/** Mean counts a cell of the genes that are shown without a pilot. */
export const typicalMeans = [0.1, 0.3, 1, 3] as const;

const { dispersion, guideSpread, controlGuides, limit } = typicalScreen;
export const assumed = `dispersion ${dispersion}, guides that differ by ${guideSpread} in ln expression, ${controlGuides} control guides with as many cells, p ≤ ${limit}`;

export function designFromTypicalValues({
  effect,
  cells = usual.cells,
  guides = usual.guides,
  depth,
}: Plan): string {
  const rows = typicalMeans.map((mean) => {
    const test = plannedTest(mean * depth, cells, guides);
    return `  ${formatThreeDigits(mean * depth)} counts a cell: ${percent(powerOf(test, effect))}; for 80 %: ${needed([test], effect, { cells, guides, replicates: 'guides', unit: 'cell' })}\n`;
  });
  return [
    `Power to find ${fold(Math.log2(effect))} with ${plural(guides, 'guide')} of ${plural(cells, 'cell')}, from typical values: ${assumed}.\n`,
    ...rows,
  ].join('');
}

/** null where the power cannot be computed from this pilot. */
export async function designFromPilot(screen: EveryGene, plan: Plan): Promise<string | null> {
  const effects = await measureTests(screen, 'auto');
  const pilot = typicalTests(effects, effectsRate);
  if (pilot === null) return null;
  const { effect, depth } = plan;
  const own = { cells: pilot.cells / pilot.guides, guides: pilot.guides };
  const { cells = own.cells, guides = own.guides } = plan;
  const { replicates, unit } = pilot;
  const tests = pilot.tests.map((test) =>
    deepened(enlarged(test, cells / own.cells, guides / own.guides, replicates), depth),
  );
  const powers = tests.map((test) => powerOf(test, effect));
  const found = powers.filter((power) => power >= CERTAINTY).length / powers.length;
  const planned = { cells, guides, replicates, unit };
  const isLinear = tests.some(({ slope }) => slope !== null);
  const deeper = depth === 1 || !isLinear ? '' : ` at ${depth} times the depth`;
  return [
    `The pilot has ${areSamplesAlone(pilot) ? rowsText(own.cells, pilot) : `${plural(Math.round(own.cells), unit)} of each of ${countOf(own.guides, replicates)}`} of a typical perturbation, and ${count(effects.genes.length)} tested genes.\n`,
    `Power to find ${fold(Math.log2(effect))} with ${sizeText(Math.round(cells), planned)}${deeper}: ${percent(median(powers))} in a typical gene; 80 % or more in ${percent(found)} of the genes.\n`,
    ...(depth === 1 || isLinear
      ? []
      : ['The depth is that of the pilot: how such values depend on it is not known.\n']),
    `For 80 % in a typical gene: ${needed(tests, effect, planned)}\n`,
  ].join('');
}

/** '3 guides of 60 cells', '6 samples'. @param cells of each guide, or samples */
function sizeText(cells: number, of: Omit<Needed, 'cells'>): string {
  const rows = rowsText(cells, of);
  return areSamplesAlone(of) ? rows : `${countOf(of.guides, of.replicates)} of ${rows}`;
}

interface Needed {
  readonly cells: number;
  readonly guides: number;
  readonly replicates: Replicates;
  readonly unit: RowNoun;
}

/** What finds the change with 80 %. */
function needed(tests: readonly Measurement[], effect: number, planned: Needed): string {
  const { cells, guides, replicates, unit } = planned;
  const [moreCells, moreGuides] = [
    timesNeeded(tests, effect, 'cells'),
    areSamplesAlone(planned) ? Infinity : timesNeeded(tests, effect, replicates),
  ];
  const ways = [
    ...(Number.isFinite(moreCells) ? [sizeText(moreCells * cells, planned)] : []),
    ...(Number.isFinite(moreGuides)
      ? [sizeText(Math.round(cells), { ...planned, guides: Math.ceil(moreGuides * guides) })]
      : []),
  ];
  return ways.length > 0
    ? `${ways.join(', or ')}.`
    : `no number of ${unit}s${areSamplesAlone(planned) ? '' : ` or ${replicates}`}: more ${unit === 'cell' ? 'depth or ' : ''}controls are needed.`;
}
