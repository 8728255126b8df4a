/**
 * A text area for a list of names that can be typed or pasted. What is typed stays as typed; what it means (known names,
 * unknown ones) is told below and handed up at once, so that a button pressed next acts on it.
 */
import { Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import { readNames } from './nameList';

const shownNames = 8;

export function NameField(props: {
  label: string;
  description: string;
  placeholder?: string;
  known: readonly string[];
  value: readonly string[];
  /** What the list holds, for the line below: 'genes', 'perturbations'. */
  noun: string;
  onChange: (names: readonly string[]) => void;
}) {
  const [text, setText] = useState(() => props.value.join(', '));
  const typed = useMemo(() => readNames(text, props.known), [text, props.known]);
  // The value may be changed from elsewhere (a chip, a new guess): then the text follows it.
  const inStep = typed.found.join('\n') === props.value.join('\n');
  const shown = inStep ? text : props.value.join(', ');
  const { missing } = readNames(shown, props.known);
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
          ? `${missing.length} of ${missing.length + props.value.length} ${props.noun} not in this file: ${missingList}`
          : undefined
      }
      onChange={(event) => {
        setText(event.currentTarget.value);
        props.onChange(readNames(event.currentTarget.value, props.known).found);
      }}
    />
  );
}
