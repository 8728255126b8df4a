/** A field in place of a name. Enter and leaving it rename, Escape does not. */
import { TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

export function RenameField(props: {
  label: string;
  name: string;
  /** Gets the typed name without spaces at its ends, '' for the default name; not called where nothing was changed. */
  onRename: (name: string) => void | Promise<void>;
  /** `byKey`: the focus should stay where the field was. */
  onEnd: (byKey: boolean) => void;
}) {
  const [name, setName] = useState(props.name);
  const key = useRef<'Enter' | 'Escape' | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const end = async () => {
    const given = name.trim();
    if (key.current !== 'Escape' && given !== props.name) await props.onRename(given);
    props.onEnd(key.current !== null);
  };
  return (
    <TextInput
      aria-label={props.label}
      description="Leave empty to restore the default name"
      inputWrapperOrder={['input', 'description']}
      maxLength={120}
      ref={field}
      value={name}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={() => void end()}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        // Escape would close the dialog.
        event.stopPropagation();
        key.current = event.key;
        event.currentTarget.blur();
      }}
    />
  );
}
