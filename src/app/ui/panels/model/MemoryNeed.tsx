/** How much memory the next run will take, said before it is trained; and a warning where there is not as much. */
import { useEffect, useState } from 'react';
import { mostTrainingCells } from '../../../../dynamics/prepare/sampledCells';
import type { TrainingSettings } from '../../../../dynamics/settings';
import {
  judgingMemoryText,
  memoryText,
  sampleText,
  shortageText,
  smallerText,
} from '../../../../present/text/memory';
import { useRun, useScreen } from '../../../session/stores';
import { judgingBytes, judgingShortage } from '../../../../inference/training/judgingMemory';
import { bytesInAll, memoryOfRun, shortageOf } from '../../../../inference/training/memory';
import { memoryOfBrowser } from '../../../../inference/training/memoryHere';
import type { RunSize } from '../../../../inference/training/runSize';
import { Message } from '../../kit/Message';

export function MemorySentence({ size }: { size: RunSize }) {
  const settings = useRun((run) => run.settings);
  const graphics = useGraphicsBytes(size, settings);
  const here = memoryHere();
  const sample = sampleText(size.trainingCells, mostTrainingCells(size.genes));
  return (
    <>
      {memoryText(bytesInAll(memoryOfRun(size, settings, here), here), graphics)} {sample}{' '}
      {judgingMemoryText(judgingBytes(size, here), judgingShortage(size, here) === null)}
    </>
  );
}

export function MemoryWarning({ size }: { size: RunSize }) {
  const settings = useRun((run) => run.settings);
  const shortage = shortageOf(size, settings, memoryHere());
  if (!shortage) return null;
  return (
    <Message tone="warning" title="That does not fit into memory">
      <p>
        {shortageText(shortage)} {smallerText(shortage.smaller)}
      </p>
    </Message>
  );
}

function memoryHere() {
  return { ...memoryOfBrowser(navigator), workers: navigator.hardwareConcurrency - 1 };
}

/** null while it is not known, and where the processor was chosen. The plan it follows from is fetched when it is asked for. */
function useGraphicsBytes(size: RunSize, settings: TrainingSettings): number | null {
  const wish = useScreen((screen) => screen.deviceWish);
  const [bytes, setBytes] = useState<number | null>(null);
  const isAsked = wish !== 'processor';
  const key = JSON.stringify(size);
  useEffect(() => {
    let current = true;
    async function ask(): Promise<void> {
      const { graphicsBytes } = await import('../../../../inference/training/graphicsMemory');
      const asked: RunSize = JSON.parse(key);
      if (current) setBytes(graphicsBytes(asked, settings));
    }
    if (isAsked) void ask();
    return () => {
      current = false;
    };
  }, [key, settings, isAsked]);
  return isAsked ? bytes : null;
}
