/** Files dropped on the Knowledge panel are the known network, and are not opened as data. */
import { type DragEvent, useState } from 'react';
import type { PriorStrength } from '../../../../dataset/knowledge';
import { chooseFiles } from '../../../session/knowledge';
import { carriesFiles, droppedFiles } from '../../shell/droppedFiles';

export function useDrop(strength: PriorStrength) {
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    setOver(true);
  };
  const drops = {
    onDragEnter: over,
    onDragOver: over,
    onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
      if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(false);
      void droppedFiles(event.dataTransfer).then((files) => chooseFiles(files, strength));
    },
  };
  return { isOver, drops };
}
