/** Above every view of a result that must not be interpreted: one sentence that stays. */
import { IconAlertTriangle } from '@tabler/icons-react';
import { useDoubt } from '../../../session/run/doubt';
import classes from './DoubtBanner.module.css';

export function DoubtBanner() {
  const doubt = useDoubt();
  if (doubt === null) return null;
  return (
    <p className={classes.banner} role="note" aria-label="Reliability of this run">
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
      {doubt}.
    </p>
  );
}
