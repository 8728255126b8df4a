/**
 * A text area for a list of names that can be typed or pasted. What is typed stays as typed; what it means (known names,
 * unknown ones) is told below and handed up at once, so that a button pressed next acts on it.
 */
import { Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import { readNames, type NameList } from '../../../../dataset/recognise/nameList';

const shownNames = 8;

export function NameField(props: {
  label: string;
  description: string;
  placeholder?: string;
  known: readonly string[];
  value: readonly string[];
  /** What the list holds, for the line below: 'genes', 'perturbations'. */
  noun: string;
  /** Hands up names that are not known where none is, so that a list that fits nothing is refused and not forgotten. */
  keepsUnknown?: boolean;
  onChange: (names: readonly string[]) => void;
}) {
  const meant = ({ found, missing: unknown }: NameList) =>
    found.length === 0 && props.keepsUnknown ? unknown : found;
  const [text, setText] = useState(() => props.value.join(', '));
  const typed = useMemo(() => readNames(text, props.known), [text, props.known]);
  // The value may be changed from elsewhere (a chip, a new guess): then the text follows it.
  const inStep = meant(typed).join('\n') === props.value.join('\n');
  const shown = inStep ? text : props.value.join(', ');
  const { found, missing } = useMemo(() => readNames(shown, props.known), [shown, props.known]);
  const missingList = `${missing.slice(0, shownNames).join(', ')}${missing.length > shownNames ? ' …' : ''}`;
  return (
    <Textarea
      label={props.label}
      description={props.description}
      placeholder={props.placeholder ?? ''}
      autosize
      minRows={2}
      maxRows={6}
      value={shown}
      error={
        missing.length > 0
          ? `${missing.length} of ${missing.length + found.length} ${props.noun} not in this file: ${missingList}`
          : undefined
      }
      onChange={(event) => {
        setText(event.currentTarget.value);
        props.onChange(meant(readNames(event.currentTarget.value, props.known)));
      }}
    />
  );
}
