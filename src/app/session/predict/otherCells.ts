/** Predictions at the cells of another file, in a worker of their own: the run, its sliders and its links stay as they are. Loaded with their panel. */
import { create } from 'zustand';
import type { PredictionsApi, ToldCells } from '../../../../workers/protocol';
import { sendDataset } from '../../../../workers/sendDataset';
import type { DatasetError } from '../../../dataset/errors';
import type { PredictedEnd } from '../../../dynamics/predict';
import type { OtherCellsRefused } from '../../../inference/benchmark/otherCells';
import type { FitResult } from '../../../inference/run/result';
import { newWorker, type WorkerHandle } from '../clients';
import type { SliderPrediction } from '../state';
import { useRun } from '../stores';

type OtherCellsState =
  | { readonly phase: 'none' }
  | { readonly phase: 'reading'; readonly file: string }
  | { readonly phase: 'refused'; readonly problem: OtherCellsRefused | DatasetError }
  | { readonly phase: 'lost'; readonly detail: string }
  | { readonly phase: 'ready'; readonly cells: ToldCells; readonly result: FitResult };

export const useOtherCells = create<{ readonly now: OtherCellsState }>(() => ({ now: { phase: 'none' } }));

let worker: WorkerHandle<PredictionsApi> | null = null;

export function closeOtherCells(): void {
  worker?.end();
  worker = null;
  useOtherCells.setState({ now: { phase: 'none' } });
}

/** Takes the place of a file before it. */
export async function openOtherCells(file: File): Promise<void> {
  const { dataset, result } = useRun.getState();
  if (!dataset || !result) return;
  closeOtherCells();
  const own = newWorker('predictions');
  worker = own;
  useOtherCells.setState({ now: { phase: 'reading', file: file.name } });
  const answer = await own.ask((remote) => remote.startAt(sendDataset(dataset), result, file));
  if (worker !== own) return;
  if (!answer.ok) {
    if (answer.error.tag !== 'worker-lost') return;
    useOtherCells.setState({ now: { phase: 'lost', detail: answer.error.detail } });
  } else if ('tag' in answer.value) {
    useOtherCells.setState({ now: { phase: 'refused', problem: answer.value } });
  } else {
    useOtherCells.setState({ now: { phase: 'ready', cells: answer.value, result } });
  }
}

/** The change of each gene at the other cells; null where there are none, or the worker ended. */
export async function predictThere({
  sliders,
  time,
}: Pick<SliderPrediction, 'sliders' | 'time'>): Promise<PredictedEnd | null> {
  const answer = await worker?.ask((remote) => remote.predict(sliders, time));
  return answer?.ok ? answer.value : null;
}
