/** The device of the next run, and the memory it needs, with a warning where there is too little. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { maxTrainingCells } from '../../../../dynamics/prepare/trainingCells';
import type { TrainingSettings } from '../../../../dynamics/settings';
import { benchmarkBytes, benchmarkShortage } from '../../../../inference/benchmark/memory';
import {
  graphicsBytes,
  bytesInAll,
  memoryOfBrowser,
  memoryOfRun,
  type RunSize,
  shortageOf,
} from '../../../../inference/run/memory';
import {
  deviceChoices,
  judgingMemoryText,
  measureAgainText,
  memoryText,
  sampleText,
  shortageText,
  smallerText,
  wishText,
} from '../../../../present/text/run';
import { forgetStepTimes, showScreen } from '../../../session/page/actions';
import { useRun, useScreen } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';

/** The device of the next run; the status bar shows the current one. Stored step times can be measured again. */
export function DeviceChoice() {
  const wish = useScreen((screen) => screen.deviceWish);
  return (
    <div>
      <Choice
        label="Device"
        description={wishText(wish)}
        data={deviceChoices}
        value={wish}
        onChange={(deviceWish) => showScreen({ deviceWish })}
      />
      {wish === 'auto' ? <EarlierTest /> : null}
    </div>
  );
}

/** Shown where stored step times decided the device of the current run. */
function EarlierTest() {
  const id = useRun((run) => run.id);
  const isEarlier = useRun(
    ({ device }) => device !== null && 'earlier' in device.reason && device.reason.earlier,
  );
  const [measuredIn, setMeasuredIn] = useState<number | null>(null);
  if (!isEarlier) return null;
  if (measuredIn === id) return <p className="caption">{measureAgainText.done}</p>;
  return (
    <p className="caption">
      {measureAgainText.kept}{' '}
      <Button
        variant="default"
        size="compact-xs"
        onClick={() => {
          forgetStepTimes();
          setMeasuredIn(id);
        }}
      >
        {measureAgainText.action}
      </Button>
    </p>
  );
}

interface SizeAndSettings {
  readonly size: RunSize;
  readonly settings: TrainingSettings;
}

export function MemorySentence({ size, settings }: SizeAndSettings) {
  const graphics = useGraphicsBytes(size, settings);
  const here = memoryHere();
  const sample = sampleText(size.trainingCells, maxTrainingCells(size.genes));
  return (
    <>
      {memoryText(bytesInAll(memoryOfRun(size, settings, here), here), graphics)} {sample}{' '}
      {benchmarkShortage(size, here) === null ? null : judgingMemoryText(benchmarkBytes(size, here))}
    </>
  );
}

export function MemoryWarning({ size, settings }: SizeAndSettings) {
  const shortage = shortageOf(size, settings, memoryHere());
  if (!shortage) return null;
  return (
    <Message
      tone="warning"
      title="Not enough memory"
      text={`${shortageText(shortage)} ${smallerText(shortage.smaller)}`}
    />
  );
}

function memoryHere() {
  return { ...memoryOfBrowser(navigator), workers: navigator.hardwareConcurrency - 1 };
}

/** null while unknown, or where the CPU was chosen. */
function useGraphicsBytes(size: RunSize, settings: TrainingSettings): number | null {
  const wish = useScreen((screen) => screen.deviceWish);
  const [bytes, setBytes] = useState<number | null>(null);
  const usesGraphics = wish !== 'processor';
  const key = JSON.stringify(size);
  useEffect(() => {
    let current = true;
    async function update(): Promise<void> {
      const runSize: RunSize = JSON.parse(key);
      const planned = await graphicsBytes(runSize, settings);
      if (current) setBytes(planned);
    }
    if (usesGraphics) void update();
    return () => {
      current = false;
    };
  }, [key, settings, usesGraphics]);
  return usesGraphics ? bytes : null;
}
