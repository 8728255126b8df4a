/** The whole window takes files: while one is dragged over it, an outline says what is accepted and where it goes. */
import { IconFileUpload } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { openFiles } from '../../session/actions';
import { onViewEvent } from '../../session/viewBus';
import { openable, openableWords } from '../text/data';
import { droppedFiles } from './droppedFiles';
import classes from './FileInputs.module.css';

/** The page's one file input; every way of choosing a file opens it. Its name "Open dataset" is what tests know. */
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

export function DropTarget() {
  const dragged = useFileDrag();
  if (!dragged) return null;
  return (
    <div className={classes.outline}>
      <div className={classes.card}>
        <IconFileUpload size={24} stroke={1.75} aria-hidden />
        <div>
          <p className={classes.title}>Let go to open</p>
          <p>{openableWords}</p>
        </div>
      </div>
    </div>
  );
}

/** True while files are dragged over the window; opens what is dropped. */
function useFileDrag(): boolean {
  const [dragged, setDragged] = useState(false);
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDragged(true);
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
        if (!hasFiles(event)) return;
        event.preventDefault();
        setDragged(false);
        if (event.dataTransfer) void droppedFiles(event.dataTransfer).then(openFiles);
      },
      { signal },
    );
    return () => {
      ending.abort();
    };
  }, []);
  return dragged;
}
