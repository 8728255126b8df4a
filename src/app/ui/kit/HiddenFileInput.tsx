/** A file input that a button opens (`ref.current?.click()`): browsers draw their own one in ways that cannot be styled. Tests find it by its name. */
import type { RefObject } from 'react';

export function HiddenFileInput(props: {
  ref: RefObject<HTMLInputElement | null>;
  label: string;
  /** At least one; more only with `multiple`. */
  onFiles: (files: readonly [File, ...File[]]) => void;
  accept?: string;
  multiple?: boolean;
  disabled?: boolean;
}) {
  const { ref, label, onFiles, accept, multiple = false, disabled = false } = props;
  return (
    <input
      ref={ref}
      type="file"
      className="visually-hidden"
      tabIndex={-1}
      aria-label={label}
      accept={accept}
      multiple={multiple}
      disabled={disabled}
      onChange={({ currentTarget }) => {
        const [first, ...others] = currentTarget.files ?? [];
        // Allows choosing the same file again after an error.
        currentTarget.value = '';
        if (first) onFiles([first, ...others]);
      }}
    />
  );
}
