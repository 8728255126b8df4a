/** A collapsed section of Check with its finding beside the title, and the reading of values it waits for. */
import { Button, Progress } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import type { Mapping } from '../../../../dataset/mapping';
import type { QualityReport } from '../../../../dataset/quality/qualityReport';
import { SMALL_FILE } from '../../../../dataset/annotation';
import { fileSize, percent } from '../../../../present/text/format';
import { cancelQuality, measureQuality } from '../../../session/page/actions';
import { useImport } from '../../../session/stores';
import classes from './CheckPage.module.css';

/** Opening it measures a small file; a large one is measured on a click. The report is null until then. */
export function FoldedSection(props: {
  title: string;
  /** Text beside the title. */
  summary: (report: QualityReport | null) => string;
  mapping: Mapping;
  bytes: number;
  children: (report: QualityReport | null) => ReactNode;
}) {
  const { title, mapping, bytes } = props;
  const [isOpen, setOpen] = useState(false);
  const report = useImport((state) => state.quality);
  const isSettled = useImport((state) => state.phase === 'checking' || state.phase === 'ready');
  const wanted = isOpen && isSettled && (report !== null || bytes <= SMALL_FILE);
  useEffect(() => {
    if (wanted) measureQuality(mapping);
  }, [wanted, mapping]);
  return (
    <section className={classes.section} aria-label={title}>
      <details className={classes.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <h2>{title}</h2> <span className="quiet">{props.summary(report)}</span>
        </summary>
        {isOpen ? props.children(report) : null}
        {isOpen && !report ? <Measuring mapping={mapping} bytes={bytes} isSettled={isSettled} /> : null}
      </details>
    </section>
  );
}

/** Progress of the measurement with a cancel button, or the button that starts it. */
function Measuring(props: { mapping: Mapping; bytes: number; isSettled: boolean }) {
  const { mapping, bytes, isSettled } = props;
  const share = useImport((state) => state.qualityShare);
  if (share === null) {
    return (
      <Button
        className={classes.ask}
        variant="default"
        size="sm"
        disabled={!isSettled}
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
