/** Measuring the open file: in a small one as soon as a person looks, in a large one on a click, with a way out. */
import { Button, Progress } from '@mantine/core';
import { useEffect } from 'react';
import type { Mapping } from '../../../../dataset/mapping';
import type { QualityReport } from '../../../../dataset/quality/qualityReport';
import { SMALL_FILE } from '../../../../dataset/quality/smallFile';
import { cancelQuality, measureQuality } from '../../../session/actions';
import { useImport } from '../../../session/stores';
import { fileSize, percent } from '../../../../present/text/numbers';
import classes from './Quality.module.css';

/** null until it is measured. */
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

/** How far the reading is, with a way out; the way in where the file is large. */
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
        onClick={() => {
          measureQuality(mapping);
        }}
      >
        Read the values and draw them ({fileSize(bytes)})
      </Button>
    );
  }
  return (
    <div className={classes.reading}>
      <span className="quiet">Reading the values: {percent(share)}</span>
      <Progress value={100 * share} size={4} aria-label="Share of the values that is read" />
      <Button variant="default" size="compact-sm" onClick={cancelQuality}>
        Cancel
      </Button>
    </div>
  );
}
