/** The sentences for a file of control cells that cannot be put beside the screen; the screen stays as it was. */
import type { DatasetError } from '../../dataset/errors';
import type { ValueScale } from '../../dataset/mapping';
import { count } from './numbers';
import type { ErrorText } from './errorText';
import { listOf, plural } from './format';

type ControlsError = Extract<
  DatasetError,
  { tag: 'controls-lack-genes' | 'controls-other-values' | 'controls-other-total' }
>;

const kindsOfValues: Readonly<Record<ValueScale, string>> = {
  counts: 'whole counts',
  'log-normalised': 'logarithms',
  'log2-normalised': 'logarithms to base 2',
  normalised: 'normalised values without logarithm',
};

export function controlsError(error: ControlsError): ErrorText {
  const title = `${error.file} was not added to ${error.screen}`;
  switch (error.tag) {
    case 'controls-lack-genes':
      return error.perturbed.length > 0
        ? {
            title,
            why: `It does not measure ${plural(error.perturbed.length, 'perturbed gene')}: ${listOf(error.perturbed)}. A gene that was not measured cannot be read as zero.`,
            next: 'Add control cells with all genes of the screen, before genes were chosen or filtered.',
          }
        : {
            title,
            why: `It measures ${count(error.shared)} of the screen’s ${plural(error.genes, 'gene')}. The screen has names like ${listOf(error.lacking)}, this file like ${listOf(error.samples)}.`,
            next: 'Save it with the same gene names as the screen (symbols, or Ensembl ids), and before genes were chosen or filtered.',
          };
    case 'controls-other-values':
      return {
        title,
        why: `Its values at ${error.where} are ${kindsOfValues[error.found]}, those of the screen are ${kindsOfValues[error.expected]}: compared, every gene would seem changed.`,
        next: 'Process both files alike, best from counts, and add it again; or choose another matrix of the screen.',
      };
    case 'controls-other-total':
      return {
        title,
        why: `Its cells are normalised to a total of ${count(Math.round(error.found))} (at ${error.where}), those of the screen to ${count(Math.round(error.expected))}: compared, every gene would seem changed.`,
        next: 'Normalise both to the same total, or add counts to a screen of counts.',
      };
    default:
      return error satisfies never;
  }
}
