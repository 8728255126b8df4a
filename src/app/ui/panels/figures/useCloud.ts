/** The cells on two axes with predicted and measured shifts; null before the axes are computed, or without cells. */
import { useEffect, useMemo, useState } from 'react';
import { type Dataset, measuredCells } from '../../../../dataset/dataset';
import type { Embedding } from '../../../../dataset/embedding';
import { embeddingOf } from '../../../session/view/cellsClient';
import { usePrediction } from '../../../session/stores';
import { cellsOf, cloudOf, type Cloud } from '../../charts/cloud';
import { useMeasuredMatch } from '../../derived/effects';

export interface ShownCloud {
  readonly embedding: Embedding;
  readonly cloud: Cloud;
  /** Cells of the measured perturbation, of which the cloud may have a sample. */
  readonly measuredCells: number;
}

export function useCloud(dataset: Dataset | null): ShownCloud | null {
  const embedding = useEmbedding(dataset);
  const answer = usePrediction((predicted) => predicted.answer);
  const match = useMeasuredMatch(answer);
  const cells = useMemo(() => {
    if (!embedding || !dataset) return null;
    const measured = [...dataset.conditions.keys()].filter((index) => {
      const { label, time } = dataset.conditions[index] ?? { label: null, time: null };
      return match !== null && label === match.label && time === match.time;
    });
    const cellsIn = measuredCells(dataset);
    const all = measured.reduce((sum, index) => sum + (cellsIn[index] ?? 0), 0);
    return { own: cellsOf(embedding, measured), all };
  }, [embedding, dataset, match]);
  return useMemo(
    () =>
      embedding &&
      cells && {
        embedding,
        cloud: cloudOf(embedding, cells.own, answer?.prediction.delta ?? null),
        measuredCells: cells.all,
      },
    [embedding, cells, answer],
  );
}

function useEmbedding(dataset: Dataset | null): Embedding | null {
  const [found, setFound] = useState<{ of: Dataset; embedding: Embedding | null } | null>(null);
  useEffect(() => {
    let current = true;
    const find = async (of: Dataset) => {
      const embedding = await embeddingOf(of);
      if (current) setFound({ of, embedding });
    };
    if (dataset) void find(dataset);
    return () => {
      current = false;
    };
  }, [dataset]);
  return found && found.of === dataset ? found.embedding : null;
}
