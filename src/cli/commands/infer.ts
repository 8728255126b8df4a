/** `modulode infer FILE… --out DIR`: from a data file to a run folder. */
import { Option, type Command } from 'commander';
import { fewestFits, fitsByDefault, mostFits } from '../../inference/confidence/howMany';
import { deviceChoices } from '../../present/text/device';
import { jsonText } from '../deliver';
import type { Host } from '../host';
import { infer, type Inferred } from '../infer/infer';
import { requestOf, settledByResume, type InferOptions } from '../infer/request';
import { addSettingsOptions } from '../infer/settings';
import { addMappingOptions } from '../mappingOptions';
import { wholeNumber } from '../numberOptions';

const help = `
DIR holds edges.tsv, modules.tsv, modules.gmt, predictions.tsv, metrics.json, report.html, run.modulode.json (opens on the page
and with every command), config.json and log.txt. It is written when the run is finished, never in part. The same data, settings
and seed give the same files, byte for byte; only the times in log.txt and run.modulode.json differ.

Ctrl-C keeps what was learned in DIR/checkpoint.modulode.json, and so does every second minute; --resume goes on from there.

Examples:
  $ modulode infer screen.h5ad --out run1
  $ modulode infer screen.h5ad --out run2 --control NT,scramble --kind knockdown --holdout GATA1,SPI1 --seed 1
  $ modulode infer screen.h5ad --out run3 --seeds 5 --truth network.tsv --set cellWeight=0.5
  $ modulode infer screen.h5ad --out run4 --confidence 20
  $ modulode infer --config run1/config.json --out again
  $ modulode infer --resume run3

Exit code: 0 where the run is finished, 1 where it failed or was broken off, 2 where it could not begin.`;

export function addInfer(program: Command, host: Host): void {
  const command = program
    .command('infer')
    .summary('learn a network from a data file')
    .description('Learns a gene regulatory network from a perturbation screen and writes a run folder.')
    .argument(
      '[file...]',
      'a data set: .h5ad, .h5seurat, 10x .h5, .mtx with its names, .loom, Zarr, .csv, .tsv, .txt, .zip',
    )
    .option('--out <folder>', 'run folder to write; must not exist yet')
    .option('--force', 'replace a run folder that exists')
    .option('--config <file>', 'take what is not typed from a config.json')
    .addOption(
      new Option('--resume <folder>', 'go on with a run that was broken off').conflicts(settledByResume),
    );
  addMappingOptions(command).option('--truth <file>', 'known network, kept in the run to compare with');
  addSettingsOptions(command)
    .option('--seeds <list>', 'several runs: seeds parted by commas, or how many from --seed on')
    .addOption(
      new Option('--device <device>', 'where it is computed (default: auto)').choices(
        deviceChoices.map(({ value }) => value),
      ),
    )
    .option('--threads <n>', 'threads of the processor (default: all cores)', wholeNumber(1, 1024))
    .option(
      '--confidence <fits>',
      `how sure every edge is: fits to resampled data (the page makes ${fitsByDefault})`,
      wholeNumber(fewestFits, mostFits),
    )
    .option('--top <n>', 'strongest edges in edges.tsv (default: all)', wholeNumber(1, 100_000_000))
    .option('--quiet', 'say nothing about the work')
    .option('--json', 'print what was measured as one JSON document')
    .addHelpText('after', help)
    .action(async (files: string[], options: InferOptions) => {
      const quiet = options.quiet === true;
      const inferred = await infer(await requestOf(files, options), host, quiet);
      host.out(options.json ? jsonOf(inferred) : textOf(inferred));
    });
}

function jsonOf({ folder, files, metrics }: Inferred): string {
  return jsonText({ folder, files, metrics });
}

function textOf({ folder, files, said }: Inferred): string {
  return `${[...said, `${folder}: ${files.join(', ')}`].join('\n')}\n`;
}
