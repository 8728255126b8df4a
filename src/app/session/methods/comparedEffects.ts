/** The effects of two compared runs: measured by a worker from the cells of both, else what links and run files list of them. */
import { proxy } from 'comlink';
import { sendDataset } from '../../../../workers/sendDataset';
import type { Dataset } from '../../../dataset/dataset';
import type { EffectsOfRuns } from '../../../inference/run/effectsOfRuns';
import { type ListedEffects, listedEffects } from '../../../present/report/runEffects';
import type { EffectsSnapshot } from '../../../share/effectsSnapshot';
import { newWorker, shareWorker, type WorkerHandle } from '../clients';
import type { EvaluationApi } from '../../../../workers/protocol';

/** What a run has of effects. */
export interface SideEffects {
  /** null: without cells, as the run of a link. */
  readonly dataset: Dataset | null;
  /** As links list them: what a link carries, or the text that a run file holds; null: none. */
  readonly listed: EffectsSnapshot | string | null;
}

export type ComparedEffects =
  | { readonly kind: 'measured'; readonly told: EffectsOfRuns }
  | { readonly kind: 'listed'; readonly told: ListedEffects }
  /** Which sides have neither cells nor a list, or a list without tests. */
  | { readonly kind: 'missing'; readonly first: boolean; readonly second: boolean }
  | { readonly kind: 'lost'; readonly detail: string };

interface Listener {
  /** The text of the effects on screen, where they are of this data. */
  readonly textOf: (dataset: Dataset) => Promise<string | null>;
  /** Once, unless it is cancelled before. */
  readonly take: (found: ComparedEffects) => void;
  readonly onProgress: (share: number) => void;
}

/** Returns what cancels it. */
export function compareEffects(
  first: SideEffects,
  second: SideEffects,
  { textOf, take, onProgress }: Listener,
): () => void {
  let worker: WorkerHandle<EvaluationApi> | null = null;
  let isWanted = true;
  const measured = async (one: Dataset, other: Dataset): Promise<ComparedEffects> => {
    worker = newWorker('evaluation');
    const report = proxy((share: number) => {
      if (isWanted) onProgress(share);
    });
    const told = await worker.ask((remote) => remote.effects(sendDataset(one), sendDataset(other), report));
    worker.end();
    if (told.ok) return { kind: 'measured', told: told.value };
    return { kind: 'lost', detail: told.error.tag === 'worker-lost' ? told.error.detail : '' };
  };
  const answer = async () => {
    const [one, other] = [first.dataset, second.dataset];
    const found = one && other ? await measured(one, other) : await listed(first, second, textOf);
    if (isWanted) take(found);
  };
  void answer();
  return () => {
    isWanted = false;
    worker?.end();
  };
}

async function listed(
  first: SideEffects,
  second: SideEffects,
  textOf: Listener['textOf'],
): Promise<ComparedEffects> {
  const [one, other] = await Promise.all(
    [first, second].map(async (side) =>
      opened(side.listed ?? (side.dataset && (await textOf(side.dataset)))),
    ),
  );
  const told = one && other ? listedEffects(one, other) : null;
  return told
    ? { kind: 'listed', told }
    : { kind: 'missing', first: one?.isTested !== true, second: other?.isTested !== true };
}

async function opened(of: SideEffects['listed']): Promise<EffectsSnapshot | null> {
  if (typeof of !== 'string') return of;
  const read = await shareWorker.ask((share) => share.decode(of));
  return read.ok && read.value.ok && read.value.value.kind === 'effects' ? read.value.value.effects : null;
}
