/** What a run needs of memory, and what to take less of where there is not as much, in sentences. */
import type { SmallerRun } from '../../dynamics/errors';
import { listOf, plural } from './format';
import { count } from './numbers';

/** '120 MB', '2.4 GB': two digits are as much as is known. */
export function memorySize(bytes: number): string {
  if (bytes >= 9.95e8) return `${(bytes / 1e9).toFixed(bytes < 9.95e9 ? 1 : 0)} GB`;
  const megabytes = Math.max(1, bytes / 1e6);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(megabytes)) - 1);
  return `${count(Math.round(megabytes / unit) * unit)} MB`;
}

/** `graphics`: bytes it would take of a graphics processor; null where none is to compute. */
export function memoryText(bytes: number, graphics: number | null): string {
  const there =
    graphics === null ? '' : `, and ${memorySize(graphics)} of a graphics processor’s where that computes`;
  return `It needs about ${memorySize(bytes)} of memory${there}.`;
}

/** What comes by itself when a run has ended. */
export function judgingMemoryText(bytes: number, hasRoom: boolean): string {
  return hasRoom
    ? `Comparing it with other methods afterwards takes about ${memorySize(bytes)}.`
    : `Comparing it with other methods afterwards would take about ${memorySize(bytes)}, more than there is: that is left out.`;
}

/** Why a run was not set beside other methods. */
export function judgingRefusedText(shortage: { readonly bytes: number; readonly limit: number }): string {
  return `This run is not compared with other methods. ${shortageText(shortage)} Fewer genes or cells leave room; a terminal has all memory of the machine (modulode evaluate).`;
}

/** Of the cells a run is trained on, `most` are kept by one fit. '' where all are. */
export function sampleText(trainingCells: number, most: number): string {
  return trainingCells <= most
    ? ''
    : `Each fit learns from a sample of ${count(most)} of the ${count(trainingCells)} cells, with small perturbations whole; means are of all cells.`;
}

/** Why a run is refused. `limit` 0: what there is is not known. */
export function shortageText({ bytes, limit }: { readonly bytes: number; readonly limit: number }): string {
  if (bytes <= 0) return 'It needs more than there is here.';
  return limit > 0
    ? `It needs about ${memorySize(bytes)}, and ${memorySize(limit)} can be used here.`
    : `It needs about ${memorySize(bytes)}, more than there is here.`;
}

/** 'With 1,400 genes, 90 candidate regulators or 300 perturbations it would fit.' '' where none of them alone would do. */
export function smallerText({ genes, regulators, perturbations }: SmallerRun): string {
  const choices = [
    genes === null ? [] : [plural(genes, 'gene')],
    regulators === null ? [] : [plural(regulators, 'candidate regulator')],
    perturbations === null ? [] : [plural(perturbations, 'perturbation')],
  ].flat();
  return choices.length === 0 ? '' : `With ${listOf(choices).replace(' and ', ' or ')} it would fit.`;
}
