/** `modulode prepare FILE… --out FILE`: reads a data set once, for many runs. */
import type { Command } from 'commander';
import { Interruption, type Host } from './host';
import { readFiles } from './infer/readData';
import { measuringText } from './effectsFiles';
import { writeWhole } from './files';
import { addMappingOptions, cellsOption, type MappingOptions } from './mappingOptions';
import { writePrepared } from './preparedFile';

export function addPrepare(program: Command, host: Host): void {
  const command = program
    .command('prepare')
    .summary('read a data set once, for many runs')
    .description(
      'Reads data files as infer does, and writes what training needs in one file with a checksum: infer takes it in place of the files and reads it in a fraction of the time. Meaning of columns, filters, genes and held-out perturbations are settled here.',
    )
    .argument('<file...>', 'data set, as for infer')
    .requiredOption('--out <file>', 'file to write')
    .addHelpText(
      'after',
      '\nExample:\n  $ modulode prepare screen.h5ad --out screen.data\n  $ modulode infer screen.data --out run1 --seed 1',
    );
  addMappingOptions(command)
    .addOption(cellsOption())
    .action(async (files: readonly string[], options: MappingOptions & { readonly out: string }) => {
      const interruption = new Interruption(host);
      try {
        const { found: _, ...read } = await readFiles(
          { files, mappingOptions: options, given: {} },
          host,
          (share) => {
            interruption.expectNone();
            host.status?.(measuringText(share));
          },
        );
        interruption.expectNone();
        await writeWhole(options.out, writePrepared(read));
        host.out(`${options.out}: ${read.ready}.\n`);
      } finally {
        interruption.end();
      }
    });
}
