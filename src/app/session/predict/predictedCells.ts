/** Download of predicted cells, which the share worker writes. Loaded with the panel that offers them. */
import type { CellsRefused, PredictedCells } from '../../../share/exports/predictedCells';
import { sendDataset } from '../../../../workers/sendDataset';
import { shareWorker } from '../clients';
import { runToExport, saveWritten } from '../share/exports';
import { useRun, useView } from '../stores';
import { movedOf } from './scenarios';

/** Of the perturbation on the sliders, or with none of each of the screen. What was written, or why nothing; null where the run or the worker is gone. */
export async function downloadCells(): Promise<Omit<PredictedCells, 'bytes'> | CellsRefused | null> {
  const { dataset, shared } = useRun.getState();
  const rest = runToExport();
  if (!dataset || !rest || shared) return null;
  const { sliders, time } = movedOf(useView.getState().present);
  const asked = sliders.length > 0 ? [sliders] : null;
  const answer = await shareWorker.ask((share) =>
    share.exportCells(sendDataset(dataset), rest, asked, asked && time),
  );
  if (!answer.ok) {
    saveWritten(answer, '');
    return null;
  }
  if (typeof answer.value === 'string') return answer.value;
  const { blob, ...told } = answer.value;
  saveWritten({ ok: true, value: blob }, 'predicted-cells.h5ad');
  return told;
}
