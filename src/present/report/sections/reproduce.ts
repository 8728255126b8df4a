/** How to get the same run again. */
import { escapeXml } from '../../../network/formats/escapeXml';
import { tag } from '../../figure/svg/xml';
import type { FinishedRun } from '../../../share/runFile';
import { paragraph, type Section } from '../markup';

export function reproduceSection({ dataset }: FinishedRun, version: string): Section {
  return {
    id: 'reproduce',
    name: 'Reproduce',
    title: 'To get this run again',
    body: [
      paragraph('In the folder of this report, with the data where they were:'),
      tag('pre', {}, tag('code', {}, escapeXml('npx modulode infer --config config.json --out again'))),
      paragraph(
        `Modulode ${version} and the same data (${dataset.name}, fingerprint ${dataset.fingerprint}) give the same numbers to the last digit where the processor computes; graphics processors round a little differently from one to the next.`,
      ),
      paragraph('run.modulode.json opens on the page, with its sliders, and with every command of modulode.'),
    ].join('\n'),
  };
}
