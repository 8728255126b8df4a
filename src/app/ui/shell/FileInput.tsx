/** The page's one file input; every way of choosing a file opens it. Its name "Open dataset" is what tests know. */
import { useEffect, useRef } from 'react';
import { openFiles } from '../../session/actions';
import { onViewEvent } from '../../session/viewBus';
import { openable } from '../text/fileTypes';

export function FileInput() {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => onViewEvent('chooseFiles', () => input.current?.click()), []);
  return (
    <input
      ref={input}
      type="file"
      multiple
      className="visually-hidden"
      tabIndex={-1}
      aria-label="Open dataset"
      accept={openable}
      onChange={(event) => {
        const files = [...(event.currentTarget.files ?? [])];
        // The same file can be chosen again after an error.
        event.currentTarget.value = '';
        void openFiles(files);
      }}
    />
  );
}
