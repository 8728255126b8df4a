/** The ways a file is opened: the file input of the page, and dropping files anywhere on the window. */
import { IconFileUpload } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { openFiles } from '../../session/actions';
import { onViewEvent } from '../../session/viewBus';
import { openable, openableWords } from '../text/data';
import { carriesFiles, droppedFiles } from './droppedFiles';
import classes from './FileInputs.module.css';

/** The only file input; every "choose file" button opens it. Tests find it by its name "Open dataset". */
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
        // Allows choosing the same file again after an error.
        event.currentTarget.value = '';
        void openFiles(files);
      }}
    />
  );
}

export function DropTarget() {
  const dragged = useFileDrag();
  if (!dragged) return null;
  return (
    <div className={classes.outline}>
      <div className={classes.card}>
        <IconFileUpload size={24} stroke={1.75} aria-hidden />
        <div>
          <p className={classes.title}>Drop to open</p>
          <p>{openableWords}</p>
        </div>
      </div>
    </div>
  );
}

/** True while files are dragged over the window; opens dropped files. A part of the page that takes them itself prevents the default before. */
function useFileDrag(): boolean {
  const [dragged, setDragged] = useState(false);
  // Before the page is painted: a file dropped at once must not make the browser leave the page.
  useLayoutEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    const over = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      setDragged(!event.defaultPrevented);
      event.preventDefault();
    };
    window.addEventListener('dragenter', over, { signal });
    window.addEventListener('dragover', over, { signal });
    window.addEventListener(
      'dragleave',
      (event) => {
        if (event.relatedTarget === null) setDragged(false);
      },
      { signal },
    );
    window.addEventListener(
      'drop',
      (event) => {
        if (!carriesFiles(event)) return;
        const isTaken = event.defaultPrevented;
        event.preventDefault();
        setDragged(false);
        if (event.dataTransfer && !isTaken) void droppedFiles(event.dataTransfer).then(openFiles);
      },
      { signal },
    );
    return () => {
      ending.abort();
    };
  }, []);
  return dragged;
}
