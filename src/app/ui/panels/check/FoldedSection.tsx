/** A collapsed section of the Check page with its finding beside the title, and the reading of values it waits for. */
import { Button, Progress } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { Mapping } from '../../../../dataset/mapping';
import type { QualityReport } from '../../../../dataset/quality/qualityReport';
import { SMALL_FILE } from '../../../../dataset/annotation';
import { fileSize, percent } from '../../../../present/text/format';
import { cancelQuality, measureQuality } from '../../../session/actions';
import { useImport } from '../../../session/stores';
import classes from './CheckPage.module.css';

export function FoldedSection(props: {
  title: string;
  /** Text beside the title. */
  summary: string;
  onToggle: (isOpen: boolean) => void;
  children: () => ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <section className={classes.section} aria-label={props.title}>
      <details
        className={classes.details}
        onToggle={(event) => {
          setOpen(event.currentTarget.open);
          props.onToggle(event.currentTarget.open);
        }}
      >
        <summary>
          <h2>{props.title}</h2> <span className="quiet">{props.summary}</span>
        </summary>
        {isOpen ? props.children() : null}
      </details>
    </section>
  );
}

/** The quality report; null until measured. Opening the section starts the measurement of a small file. */
export function useQuality(mapping: Mapping, bytes: number, isOpen: boolean): QualityReport | null {
  const report = useImport((state) => state.quality);
  const isSettled = useImport((state) => state.phase === 'checking' || state.phase === 'ready');
  const isKnown = report !== null;
  const wanted = isOpen && isSettled && (isKnown || bytes <= SMALL_FILE);
  useEffect(() => {
    if (wanted) measureQuality(mapping);
  }, [wanted, mapping]);
  return report;
}

/** Progress of the measurement with a cancel button, or the button that starts it. */
export function Measuring({ mapping, bytes }: { mapping: Mapping; bytes: number }) {
  const share = useImport((state) => state.qualityShare);
  const busy = useImport((state) => state.phase !== 'checking' && state.phase !== 'ready');
  if (share === null) {
    return (
      <Button
        className={classes.ask}
        variant="default"
        size="sm"
        disabled={busy}
        onClick={() => measureQuality(mapping)}
      >
        Read the values and draw them ({fileSize(bytes)})
      </Button>
    );
  }
  return (
    <div className={classes.reading}>
      <span className="quiet">Reading the values: {percent(share)}</span>
      <Progress value={100 * share} size={4} aria-label="Progress of reading" />
      <Button variant="default" size="compact-sm" onClick={cancelQuality}>
        Cancel
      </Button>
    </div>
  );
}
