/** The worker of the Cells view and what it answers; it ends with the view. */
import { useEffect, useMemo, useState } from 'react';
import type { Dataset } from '../../../dataset/dataset';
import type { GeneContrast } from '../../../dataset/pickedCells';
import type { FlowArrow } from '../../../dynamics/cellFlow';
import type { FittedModel } from '../../../dynamics/fitted';
import type { Change } from '../../../dynamics/predict';
import type { CellColour } from '../../../share/view';
import type { Colourable } from './colourChoice';
import { type CellsOnComponents, type CellsWorker, cellsWorker } from '../../session/view/cellsClient';

export interface CellsClient {
  readonly worker: CellsWorker;
  /** null: the worker was lost. */
  readonly components: CellsOnComponents | 'none' | null;
}

/** undefined until the cells are on their components; null: no worker is wanted. */
export function useCellsClient(dataset: Dataset | null): CellsClient | undefined {
  const [client, setClient] = useState<CellsClient & { readonly of: Dataset }>();
  useEffect(() => {
    if (!dataset) return undefined;
    let current = true;
    const worker = cellsWorker(dataset);
    const start = async () => {
      const components = await worker.components();
      if (current) setClient({ of: dataset, worker, components });
    };
    void start();
    return () => {
      current = false;
      worker.end();
    };
  }, [dataset]);
  return client?.of === dataset ? client : undefined;
}

/** [cells × 2]; null until they are known, and where there are none. */
export function componentsOf(client: CellsClient | undefined): Float32Array | null {
  return client?.components && client.components !== 'none' ? client.components.points : null;
}

const none: readonly FlowArrow[] = [];

/** null while they are computed; none without a model. `changes` null: no arrows are wanted. */
export function useFlow(
  client: CellsClient | undefined,
  model: FittedModel | null,
  changes: readonly Change[] | null,
  places: string | null,
): readonly FlowArrow[] | null {
  const [found, setFound] = useState<{ readonly of: unknown; readonly arrows: readonly FlowArrow[] }>();
  // One object per question: an answer to another one is not shown.
  const question = useMemo(
    () => client && model && changes && { worker: client.worker, model, changes, places },
    [client, model, changes, places],
  );
  useEffect(() => {
    if (!question) return undefined;
    let current = true;
    const ask = async () => {
      const arrows = await question.worker.flow(question.model, question.changes, question.places);
      if (current) setFound({ of: question, arrows: arrows ?? none });
    };
    void ask();
    return () => {
      current = false;
    };
  }, [question]);
  if (!changes || !model) return none;
  return found && found.of === question ? found.arrows : null;
}

/** null while they are computed, and without a pick. */
export function useContrast(
  client: CellsClient | undefined,
  isPicked: Uint8Array | null,
): readonly GeneContrast[] | null {
  const [found, setFound] = useState<{ readonly of: Uint8Array; readonly genes: readonly GeneContrast[] }>();
  useEffect(() => {
    if (!client || !isPicked) return undefined;
    let current = true;
    const ask = async () => {
      const genes = await client.worker.contrast(isPicked);
      if (current) setFound({ of: isPicked, genes: genes ?? [] });
    };
    void ask();
    return () => {
      current = false;
    };
  }, [client, isPicked]);
  return isPicked !== null && found?.of === isPicked ? found.genes : null;
}

/** [cells] of a module, or along the predicted change; null while they are computed, and for other sources. */
export function useLevels(
  client: CellsClient | undefined,
  source: CellColour,
  { modules, change }: Pick<Colourable, 'modules' | 'change'>,
): Float32Array | null {
  const [found, setFound] = useState<{ readonly of: unknown; readonly levels: Float32Array | null }>();
  const genes = source.kind === 'module' ? (modules[source.module]?.genes ?? null) : null;
  const asked = source.kind === 'predicted' ? change : genes;
  useEffect(() => {
    if (!client || !asked) return undefined;
    let current = true;
    const ask = async () => {
      const levels =
        'delta' in asked
          ? await client.worker.alongChange(asked.delta, asked.genes)
          : await client.worker.moduleLevels(asked);
      if (current) setFound({ of: asked, levels });
    };
    void ask();
    return () => {
      current = false;
    };
  }, [client, asked]);
  return asked && found?.of === asked ? found.levels : null;
}
