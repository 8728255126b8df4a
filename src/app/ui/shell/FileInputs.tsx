/** The ways a file is opened: the file input for data, and dropping files anywhere on the window. */
import { IconFileUpload } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { openFiles } from '../../session/page/actions';
import { onViewEvent } from '../../session/view/viewBus';
import { HiddenFileInput } from '../kit/HiddenFileInput';
import { openable, openableWords } from '../text/data';
import { carriesFiles, droppedFiles } from '../kit/droppedFiles';
import classes from './App.module.css';

/** Opens data sets and runs; every button "choose file" of data opens it. */
export function FileInput() {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => onViewEvent('chooseFiles', () => input.current?.click()), []);
  return (
    <HiddenFileInput
      ref={input}
      label="Open dataset"
      accept={openable}
      multiple
      onFiles={(files) => void openFiles(files)}
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
