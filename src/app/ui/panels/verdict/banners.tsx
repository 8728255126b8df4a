/** Sentences above the views of a run: its doubt, whose it is, and that it is a preview. */
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { doubtAbout, findingAgainst } from '../../../../present/text/diagnosis';
import { useVerdict } from '../../../session/run/doubt';
import { fileWaits } from '../../../session/data/importState';
import classes from './banners.module.css';
import { useImport, usePreview, useRun } from '../../../session/stores';
import { dataName } from '../../text/data';
import { earlierRunText, previewText } from '../../text/run';

/** Above every view of a result that must not be interpreted: one sentence that stays. `isTitled`: what speaks against predictions is the title. */
export function DoubtBanner({ isTitled = false }: { isTitled?: boolean }) {
  const verdict = useVerdict();
  if (verdict === null) return null;
  const doubt = doubtAbout(verdict);
  if (doubt === null) return null;
  if (isTitled && doubt.startsWith(`${findingAgainst(verdict)}:`)) return null;
  return (
    <p className={classes.banner} role="note" aria-label="Reliability of this run">
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
      {doubt}.
    </p>
  );
}

/** Above every view of a run, and where it is shared or saved, while a file is open that has no network yet. */
export function EarlierRunNote() {
  const dataset = useRun((run) => run.dataset);
  const name = useRun(dataName);
  const file = useImport((opened) => (fileWaits(opened, { dataset }) ? opened.opened?.name : undefined));
  if (name === null || file === undefined) return null;
  return (
    <p className={classes.banner} data-quiet="" role="note" aria-label="Network of another file">
      <IconInfoCircle size={18} stroke={1.75} aria-hidden />
      {earlierRunText(name, file)}
    </p>
  );
}

/** Says that the network on screen is an earlier one of the demo, until its training shows its own. */
export function PreviewNote() {
  const isShown = usePreview(({ shown }) => shown !== null);
  // With reduced motion the demo does not start by itself.
  const isRead = useImport((state) => state.phase === 'ready');
  const waits = useRun((run) => run.dataset === null) && isRead;
  return isShown ? <p className={classes.note}>{waits ? previewText.waits : previewText.learning}</p> : null;
}
