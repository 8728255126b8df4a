/** `modulode design [PILOT…]`: power of a planned screen. */
import type { Command } from 'commander';
import { measureTests } from '../effects/measure';
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
} from '../effects/power';
import { median } from '../numerics/statistics';
import { countOf, effectsRate } from '../present/text/effects';
import { count, fold, percent, plural } from '../present/text/format';
import { badUsage, failureOf } from './failure';
import type { Host } from './host';
import { expectAnswered } from './infer/readData';
import { addMappingOptions, definedIn, type MappingOptions } from './mappingOptions';
import { numberWithin, wholeNumber } from './numberOptions';
import { openData, readingProgress } from './openData';

interface DesignOptions extends Omit<MappingOptions, 'cells'> {
  readonly effect: number;
  readonly cells?: number;
  readonly guides?: number;
  readonly depth: number;
}

/** Cells of a guide and guides of a perturbation where neither a pilot nor an option says them. */
const [CELLS, GUIDES] = [60, 3];
/** Mean counts a cell of the genes that are shown without a pilot. */
const MEANS = [0.1, 0.3, 1, 3] as const;

const { dispersion, guideSpread, controlGuides, limit } = typicalScreen;
const ASSUMED = `dispersion ${dispersion}, guides that differ by ${guideSpread} in ln expression, ${controlGuides} control guides with as many cells, p ≤ ${limit}`;

export function addDesign(program: Command, host: Host): void {
  const command = program
    .command('design')
    .summary('power of a planned screen')
    .description(
      `The power to find a fold change, and the cells and guides that find it with 80 %. From a pilot screen, for its typical perturbation and genes; without one from typical values (${ASSUMED}), for genes with ${MEANS.join(', ')} counts a cell at depth 1.`,
    )
    .argument('[pilot...]', 'data set of a pilot screen, as for infer')
    .option('--effect <fold>', 'fold change to be found, as .5 or 2', numberWithin(0.01, 100), 0.5)
    .option('--cells <number>', `cells of each guide (default: the pilot's, or ${CELLS})`, wholeNumber(2))
    .option(
      '--guides <number>',
      `guides of each perturbation (default: the pilot's, or ${GUIDES})`,
      wholeNumber(1),
    )
    .option(
      '--depth <times>',
      'counts of a cell, times those of the pilot or of typical values',
      numberWithin(0.01, 100),
      1,
    )
    .addHelpText('after', '\nExample:\n  $ modulode design pilot.h5ad --effect .5 --cells 100');
  addMappingOptions(command).action(async (files: readonly string[], options: DesignOptions) => {
    if (Math.abs(options.effect - 1) < 1e-9)
      throw badUsage('--effect 1 is no change', 'Nothing is to be found.', 'Give .5 or 2, for example.');
    host.out(files.length > 0 ? await fromPilot(files, options, host) : fromTypicalValues(options));
  });
}

function fromTypicalValues({ effect, cells = CELLS, guides = GUIDES, depth }: DesignOptions): string {
  const rows = MEANS.map((mean) => {
    const test = plannedTest(mean * depth, cells, guides);
    return `  ${mean * depth} counts a cell: ${percent(powerOf(test, effect))}; for 80 %: ${needed([test], effect, { cells, guides })}\n`;
  });
  return [
    `Power to find ${fold(Math.log2(effect))} with ${plural(guides, 'guide')} of ${plural(cells, 'cell')}, from typical values: ${ASSUMED}.\n`,
    ...rows,
  ].join('');
}

async function fromPilot(files: readonly string[], options: DesignOptions, host: Host): Promise<string> {
  const { effect, depth, cells: wantedCells, guides: wantedGuides, ...mappingOptions } = options;
  const data = await openData(files, mappingOptions, readingProgress(host, files));
  try {
    expectAnswered({ mappingOptions, given: {} }, data.opened, data.recognition);
    const screen = await data.data.everyGene(data.recognition.mapping, readingProgress(host, files));
    if (!screen.ok) throw failureOf(screen.error);
    const effects = await measureTests(screen.value, 'auto');
    const pilot = typicalTests(effects, effectsRate);
    if (pilot === null)
      throw badUsage(
        'The power cannot be computed from this pilot',
        'It needs counts of cells, or replicates, and controls in the same batches; of normalised values of cells the variance of a changed gene is not known.',
        'Give counts, or no pilot for typical values.',
      );
    const own = { cells: pilot.cells / pilot.guides, guides: pilot.guides };
    const { cells = own.cells, guides = own.guides } = definedIn({
      cells: wantedCells,
      guides: wantedGuides,
    });
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
  } finally {
    host.status?.('');
    data.data.close();
  }
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
