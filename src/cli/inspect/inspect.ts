/** `modulode inspect FILE…`: what a data set holds and what its columns are taken to mean, before anything is trained. */
import type { Command } from 'commander';
import { jsonText } from '../files';
import { Ended } from '../failure';
import type { Host } from '../host';
import { findingsOf, measured } from './findings';
import { findingsText } from './findingsText';
import { addMappingOptions, type MappingOptions } from '../mappingOptions';
import { openData, readingProgress } from '../openData';

const help = `
Files that belong together are one data set: a matrix.mtx with its features and
barcodes; data and a table with a label per cell. Options say what else a column
means, as infer takes them, to see what that would change.

Examples:
  $ modulode inspect screen.h5ad
  $ modulode inspect matrix.mtx.gz features.tsv.gz barcodes.tsv.gz cell_identities.csv
  $ modulode inspect screen.h5ad --perturbation-column guide --control NT --json

Exit code: 0 where the data set can be trained on as it is understood, 2 where
not.`;

type InspectOptions = MappingOptions & { readonly json?: true; readonly quality?: boolean };

export function addInspect(program: Command, host: Host): void {
  addMappingOptions(
    program
      .command('inspect')
      .summary('tell what is in a data file')
      .description(
        'Tells what was recognised in a data file, why, how surely, and whether it can be trained on.',
      )
      .argument(
        '<file...>',
        'a data set: .h5ad, .h5seurat, 10x .h5, .mtx with its names, .loom, Zarr, .csv, .tsv, .txt, .zip',
      ),
  )
    .option(
      '--quality',
      'read all values: how good the cells are, what perturbations did to their targets (done for files up to 30 MB)',
    )
    .option('--no-quality', 'read samples of the values only')
    .option('--json', 'print everything as one JSON document')
    .addHelpText('after', help)
    .action(async (files: string[], options: InspectOptions) => {
      const onProgress = readingProgress(host, files);
      const { data, opened, recognition } = await openData(files, options, onProgress);
      const { mapping, blocked } = recognition;
      const asked = { data, mapping, bytes: opened.bytes, wish: options.quality };
      const quality = blocked === null ? await measured(asked, onProgress) : null;
      data.close();
      host.status?.('');
      const findings = findingsOf(opened, recognition, quality);
      host.out(options.json ? jsonText(findings) : findingsText(findings, host.columns));
      if (!findings.ready) throw new Ended(2);
    });
}
