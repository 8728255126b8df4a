/** `modulode design [PILOT…]`: power of a planned screen. */
import type { Command } from 'commander';
import {
  assumed,
  designFromPilot,
  designFromTypicalValues,
  typicalMeans,
  usual,
} from '../present/report/design';
import { badUsage, failureOf } from './failure';
import type { Host } from './host';
import { expectAnswered } from './infer/readData';
import { mappingOptionNames } from './infer/request';
import { addMappingOptions, type MappingOptions } from './mappingOptions';
import { numberWithin, wholeNumber } from './numberOptions';
import { openData, readingProgress } from './openData';

interface DesignOptions extends Omit<MappingOptions, 'cells'> {
  readonly effect: number;
  readonly cells?: number;
  readonly guides?: number;
  readonly depth: number;
}

export function addDesign(program: Command, host: Host): void {
  const command = program
    .command('design')
    .summary('power of a planned screen')
    .description(
      `The power to find a fold change, and the cells and guides that find it with 80 %. From a pilot screen, for its typical perturbation and genes; without one from typical values (${assumed}), for genes with ${typicalMeans.join(', ')} counts a cell at depth 1.`,
    )
    .argument('[pilot...]', 'data set of a pilot screen, as for infer')
    .option('--effect <fold>', 'fold change to be found, as .5 or 2', numberWithin(0.01, 100), 0.5)
    .option(
      '--cells <number>',
      `cells of each guide (default: the pilot's, or ${usual.cells})`,
      wholeNumber(2),
    )
    .option(
      '--guides <number>',
      `guides of each perturbation (default: the pilot's, or ${usual.guides})`,
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
    const typed = mappingOptionNames.some((name) => name !== 'cells' && Object.hasOwn(options, name));
    if (files.length === 0 && typed)
      throw badUsage(
        'There is no pilot that these options could read',
        'Columns, labels and filters are those of a data set, and none was given.',
        'Give the pilot screen too, or leave them out for typical values.',
      );
    host.out(files.length > 0 ? await fromPilot(files, options, host) : designFromTypicalValues(options));
  });
}

async function fromPilot(files: readonly string[], options: DesignOptions, host: Host): Promise<string> {
  const { effect, depth, cells, guides, ...mappingOptions } = options;
  const data = await openData(files, mappingOptions, readingProgress(host, files));
  try {
    expectAnswered({ mappingOptions, given: {} }, data.opened, data.recognition);
    const screen = await data.data.everyGene(data.recognition.mapping, readingProgress(host, files));
    if (!screen.ok) throw failureOf(screen.error);
    const text = await designFromPilot(screen.value, { effect, depth, cells, guides });
    if (text !== null) return text;
    throw badUsage(
      'The power cannot be computed from this pilot',
      'It needs counts of cells, or replicates, and controls in the same batches; of normalised values of cells the variance of a changed gene is not known.',
      'Give counts, or no pilot for typical values.',
    );
  } finally {
    host.status?.('');
    data.data.close();
  }
}
