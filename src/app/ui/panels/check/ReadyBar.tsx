/** The foot of Check, where a file for effects alone is usable too, and of the settings of the model: whether the file is usable as mapped, and the buttons to go on. */
import type { ReactNode } from 'react';
import { readiness } from '../../../../present/text/mapping';
import { useImport, useRun } from '../../../session/stores';
import classes from './CheckPage.module.css';

export function ReadyBar(props: { children: (isReady: boolean) => ReactNode }) {
  const recognition = useImport((state) => state.recognition);
  const mapping = useImport((state) => state.mapping);
  const left = useImport((state) => state.quality?.takingPart);
  const busy = useImport((state) => state.phase === 'loading' || state.phase === 'reading');
  const imported = useImport((state) => state.dataset);
  // A new run discards the one under way; its file would have to be opened again.
  const ends = useRun((run) => {
    const underWay = run.phase === 'running' || run.phase === 'paused' || run.phase === 'preparing';
    return underWay && !run.demo && run.dataset !== imported ? (run.dataset?.name ?? null) : null;
  });
  if (!recognition || !mapping) return null;
  const { text, ready } = readiness(recognition, mapping, left);
  return (
    <div className={classes.bar}>
      <output aria-label="Readiness">
        {text}
        {ends === null ? '' : `. Training stops the current run of ${ends}.`}
      </output>
      {props.children((ready || recognition.blocked === 'effects-only') && !busy)}
    </div>
  );
}
