/** How far each cell responds to its perturbation, as a table. */
import type { EveryGene } from '../../dataset/quality/everyGene';
import type { MeasuredEffects } from '../../effects/measure';
import { escapedCells } from '../../effects/responding';
import { safeName } from '../../network/formats/edgeLists';
import { number, tsv } from './tsv';

export type CellsOfScreen = Pick<EveryGene, 'guides' | 'guideOfCell' | 'inFile'>;

/** [cells of the file] 1: carries a guide, and probably does not respond. Of the effects of a file. */
export function escapedInFile(
  { responding }: Pick<MeasuredEffects, 'responding'>,
  { inFile }: Pick<CellsOfScreen, 'inFile'>,
): Uint8Array {
  const escaped = new Uint8Array(inFile?.names.length ?? 0);
  escapedCells(responding).forEach((isEscaped, cell) => {
    escaped[inFile?.cells[cell] ?? -1] = isEscaped;
  });
  return escaped;
}

/** How many cells probably do not respond, and of how many perturbations. */
export function escapedCount(
  { responding }: Pick<MeasuredEffects, 'responding'>,
  { guides, guideOfCell }: CellsOfScreen,
): { readonly cells: number; readonly perturbations: number } {
  const escaped = [...escapedCells(responding).entries()].filter(([, isEscaped]) => isEscaped === 1);
  const of = new Set(escaped.map(([cell]) => guides[guideOfCell[cell] ?? -1]?.perturbation));
  return { cells: escaped.length, perturbations: of.size };
}

/** Lines that are made at a time. */
const PORTION = 4096;

/** A line for each cell but controls, in portions, in the order of the file; null where nothing is told of any. */
export function cellsTsv(
  { responding: { strength, probability } }: Pick<MeasuredEffects, 'responding'>,
  labels: readonly string[],
  { guides, guideOfCell, inFile }: CellsOfScreen,
): Iterable<string> | null {
  if (probability.every(Number.isNaN)) return null;
  const lineOf = (cell: number): readonly string[] => {
    const guide = guides[guideOfCell[cell] ?? -1];
    const names = [
      inFile?.names[inFile.cells[cell] ?? -1] ?? String(cell + 1),
      labels[guide?.perturbation ?? 0],
      guide?.name,
    ];
    return [...names.map((name) => safeName(name ?? '')), number(strength[cell]), number(probability[cell])];
  };
  return (function* () {
    yield tsv([['cell', 'perturbation', 'guide', 'strength', 'responds']]);
    for (let first = 0; first < guideOfCell.length; first += PORTION) {
      const portion = Array.from(guideOfCell.subarray(first, first + PORTION).keys(), (at) => first + at);
      const perturbed = portion.filter((cell) => guides[guideOfCell[cell] ?? -1]?.perturbation !== 0);
      if (perturbed.length > 0) yield tsv(perturbed.map(lineOf));
    }
  })();
}
