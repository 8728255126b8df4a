/** The power of a planned screen in words: of a pilot, or from typical values. */
import type { EveryGene } from '../../dataset/quality/everyGene';
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
import { countOf, effectsRate } from '../text/effects';
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
    return `  ${formatThreeDigits(mean * depth)} counts a cell: ${percent(powerOf(test, effect))}; for 80 %: ${needed([test], effect, { cells, guides })}\n`;
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
  const { replicates } = pilot;
  const tests = pilot.tests.map((test) =>
    deepened(enlarged(test, cells / own.cells, guides / own.guides, replicates), depth),
  );
  const powers = tests.map((test) => powerOf(test, effect));
  const found = powers.filter((power) => power >= CERTAINTY).length / powers.length;
  return [
    `The pilot has ${plural(Math.round(own.cells), 'cell')} of each of ${countOf(own.guides, replicates)} of a typical perturbation, and ${count(effects.genes.length)} tested genes.\n`,
    `Power to find ${fold(Math.log2(effect))} with ${countOf(guides, replicates)} of ${plural(Math.round(cells), 'cell')}${depth === 1 ? '' : ` at ${depth} times the depth`}: ${percent(median(powers))} in a typical gene; 80 % or more in ${percent(found)} of the genes.\n`,
    `For 80 % in a typical gene: ${needed(tests, effect, { cells, guides, replicates })}\n`,
  ].join('');
}

interface Needed {
  readonly cells: number;
  readonly guides: number;
  readonly replicates?: Replicates;
}

/** What finds the change with 80 %. */
function needed(
  tests: readonly Measurement[],
  effect: number,
  { cells, guides, replicates = 'guides' }: Needed,
): string {
  const [moreCells, moreGuides] = [
    timesNeeded(tests, effect, 'cells'),
    timesNeeded(tests, effect, replicates),
  ];
  const ways = [
    ...(Number.isFinite(moreCells)
      ? [`${countOf(guides, replicates)} of ${plural(Math.ceil(moreCells * cells), 'cell')}`]
      : []),
    ...(Number.isFinite(moreGuides)
      ? [`${countOf(Math.ceil(moreGuides * guides), replicates)} of ${plural(Math.round(cells), 'cell')}`]
      : []),
  ];
  return ways.length > 0
    ? `${ways.join(', or ')}.`
    : `no number of cells or ${replicates}: more depth or control cells are needed.`;
}
