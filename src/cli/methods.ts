/** `modulode methods`: every method of the gallery, what it needs, and its settings. */
import type { Command } from 'commander';
import { abouts } from '../evaluation/methods/abouts';
import type { AboutMethod } from '../evaluation/methods/method';
import { familyNames, needsText, outcomeText } from '../present/text/gallery';
import { jsonText } from './files';
import type { Host } from './host';
import { indented } from './lines';

export function addMethods(program: Command, host: Host): void {
  program
    .command('methods')
    .summary('list other methods of network inference')
    .description(
      'Lists the methods that infer --method runs in place of the model: what they assume and need, their settings with default and range, and their source.',
    )
    .option('--json', 'print one JSON document')
    .action(({ json }: { readonly json?: true }) => {
      host.out(json ? jsonText(abouts.map(documentOf)) : `${listOf(host.columns)}\n`);
    });
}

/** What `--json` prints. */
export type MethodsDocument = readonly ReturnType<typeof documentOf>[];

/** Everything but the forecast of the cost, which is a function. */
function documentOf(about: AboutMethod): Omit<AboutMethod, 'cost'> {
  const { cost: _cost, ...plain } = about;
  return plain;
}

function listOf(columns: number): string {
  return abouts
    .flatMap((about) => [
      `${about.name}: ${about.title} (${familyNames[about.family]})`,
      ...indented(about.summary, columns),
      ...indented(`Needs ${needsText(about.needs)}. ${outcomeText(about)}`, columns),
      ...(about.readsEmbeddings
        ? indented('--embeddings FILE: numbers of genes, as of a pretrained model.', columns)
        : []),
      ...about.settings.flatMap(({ name, meaning, value, otherwise, least, most }) =>
        indented(
          `--setting ${name}=${value} (${least} to ${most}${otherwise ? `; ${otherwise.value} with ${otherwise.where}` : ''}): ${meaning}`,
          columns,
        ),
      ),
      ...indented(`${about.citation.text}. ${about.citation.url}`, columns),
      '',
    ])
    .join('\n')
    .trimEnd();
}
