/** When the answer is asked for, where the screen has several time points. */
import { NativeSelect } from '@mantine/core';
import type { Dataset } from '../../../../dataset/dataset';
import { timePoints } from '../../../../dataset/design';
import { showScreen } from '../../../session/actions';
import { useScreen } from '../../../session/stores';
import { timePoint } from '../../../../present/text/numbers';

const last = '';

export function TimeChoice({ dataset }: { dataset: Dataset }) {
  const time = useScreen((screen) => screen.predictTime);
  const times = timePoints(dataset);
  if (times.length < 2) return null;
  return (
    <NativeSelect
      size="xs"
      label="Time after the change"
      value={time === null ? last : String(time)}
      data={[
        ...times.slice(0, -1).map((at) => ({ value: String(at), label: timePoint(at, dataset.timeUnit) })),
        { value: last, label: `${timePoint(times.at(-1) ?? 0, dataset.timeUnit)} (the last)` },
      ]}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        showScreen({ predictTime: chosen === last ? null : Number(chosen) });
      }}
    />
  );
}
