/**
 * The comparison of networks on held-out cells (CausalBench) for the run on screen: on request, in a worker of its own. Loaded with the
 * Evaluate page.
 */
import { proxy } from 'comlink';
import { create } from 'zustand';
import { sendDataset } from '../../../../workers/sendDataset';
import type { EvaluationApi } from '../../../../workers/protocol';
import type { HeldOutCellsBenchmark, NetworkSource } from '../../../inference/benchmark/benchmark';
import { evaluationWorker, type WorkerHandle } from '../clients';
import { useRun } from '../stores';

export type HeldOutCellsWork =
  | { readonly phase: 'idle' }
  /** `progress`: the network that is learned, and the share done. */
  | {
      readonly phase: 'running';
      readonly progress: { readonly part: NetworkSource; readonly share: number } | null;
    }
  /** `found` null: too few cells can be held out. */
  | { readonly phase: 'done'; readonly found: HeldOutCellsBenchmark | null }
  | { readonly phase: 'failed'; readonly detail: string };

interface HeldOutCellsState {
  /** RunState.id of the run. */
  readonly run: number;
  readonly work: HeldOutCellsWork;
}

export const useHeldOutCells = create<HeldOutCellsState>(() => ({ run: 0, work: { phase: 'idle' } }));

let current: WorkerHandle<EvaluationApi> | null = null;

/** Does nothing where the run has no cells. */
export async function compareOnHeldOutCells(): Promise<void> {
  const { id, dataset, trainedWith: settings, result } = useRun.getState();
  if (!dataset || !settings || !result || dataset.values.length === 0) return;
  current?.end();
  const worker = evaluationWorker();
  current = worker;
  // Progress crosses on a channel of its own, and so may arrive after the answer.
  const show = (work: HeldOutCellsWork) => {
    if (current === worker) useHeldOutCells.setState({ run: id, work });
  };
  show({ phase: 'running', progress: null });
  const endFollowing = useRun.subscribe((now) => {
    if (current === worker && (now.id !== id || now.result === null)) cancelHeldOutCells();
  });
  const onProgress = (part: NetworkSource, share: number) =>
    show({ phase: 'running', progress: { part, share } });
  const outcome = await worker.ask((remote) =>
    remote.heldOutCells(sendDataset(dataset), { settings, result }, proxy(onProgress)),
  );
  endFollowing();
  if (outcome.ok) show({ phase: 'done', found: outcome.value });
  else if (outcome.error.tag === 'worker-lost') show({ phase: 'failed', detail: outcome.error.detail });
  worker.end();
  if (current === worker) current = null;
}

export function cancelHeldOutCells(): void {
  current?.end();
  current = null;
  useHeldOutCells.setState({ work: { phase: 'idle' } });
}
