/** A select whose options have typed values: numbers, names of settings, or null for none. */
import { NativeSelect, type NativeSelectProps } from '@mantine/core';

export function Choice<Value extends string | number | null>({
  data,
  value: current,
  onChange,
  ...others
}: Omit<NativeSelectProps, 'data' | 'value' | 'onChange'> & {
  data: readonly { readonly value: Value; readonly label: string }[];
  value: Value;
  onChange: (value: Value) => void;
}) {
  return (
    <NativeSelect
      {...others}
      data={data.map(({ value, label }) => ({ value: String(value ?? ''), label }))}
      value={String(current ?? '')}
      onChange={({ currentTarget }) => {
        const chosen = data.find(({ value }) => String(value ?? '') === currentTarget.value);
        if (chosen) onChange(chosen.value);
      }}
    />
  );
}
