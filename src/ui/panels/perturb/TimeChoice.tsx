/** When the answer is asked for, where the screen has several time points. */
import { NativeSelect } from '@mantine/core';
import { isControl, type Dataset } from '../../../dataset/dataset';
import { showScreen } from '../../../session/actions';
import { useScreen } from '../../../session/stores';
import { timePoint } from '../../../sentences/numbers';

const last = '';

export function TimeChoice({ dataset }: { dataset: Dataset }) {
  const time = useScreen((screen) => screen.predictTime);
  const measured = dataset.conditions.filter((condition) => !isControl(condition));
  const times = [...new Set(measured.flatMap((one) => (one.time === null ? [] : [one.time])))];
  if (times.length < 2) return null;
  const inOrder = times.toSorted((a, b) => a - b);
  return (
    <NativeSelect
      size="xs"
      label="Time after the change"
      value={time === null ? last : String(time)}
      data={[
        ...inOrder.slice(0, -1).map((at) => ({ value: String(at), label: timePoint(at, dataset.timeUnit) })),
        { value: last, label: `${timePoint(inOrder.at(-1) ?? 0, dataset.timeUnit)} (the last)` },
      ]}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        showScreen({ predictTime: chosen === last ? null : Number(chosen) });
      }}
    />
  );
}
