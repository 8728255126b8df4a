/** `modulode predict --cells`: predicted cells as a file. */
import { InvalidArgumentError } from 'commander';
import type { Change } from '../../dynamics/predict';
import { predictedCellsText } from '../../present/text/predictedCells';
import { predictedCells } from '../../share/exports/predictedCells';
import type { FinishedRun } from '../../share/finishedRun';
import { badUsage } from '../failure';
import { writeWhole } from '../files';
import type { Host } from '../host';

/** Parser of the name of their file. */
export function nameOfCells(typed: string): string {
  if (typed.toLowerCase().endsWith('.h5ad')) return typed;
  throw new InvalidArgumentError('Cells are written as AnnData: the name must end in .h5ad.');
}

/** @param asked null: every perturbation of the screen */
export async function deliverCells(
  host: Host,
  run: FinishedRun,
  asked: readonly (readonly Change[])[] | null,
  time: number | null,
  file: string,
): Promise<void> {
  const cells = await predictedCells(run, asked, time);
  if (typeof cells === 'string') {
    const { title, why, next } = predictedCellsText.refused[cells];
    throw badUsage(title, why, next);
  }
  await writeWhole(file, cells.bytes);
  for (const line of predictedCellsText.written(cells)) host.message(line);
  host.message(`Written to ${file}`);
}
