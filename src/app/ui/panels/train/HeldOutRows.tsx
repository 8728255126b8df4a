/** What was held out for testing, and the error of the run where that can be told. */
import { StatRow } from '../../kit/StatRow';
import { listOf } from '../../../../present/text/format';

export function HeldOutRows(props: {
  heldOut: readonly string[];
  /** 'Error, held out': what the error is of. */
  label: string;
  /** Over no change; null where it was not measured. */
  error: number | null;
}) {
  return (
    <>
      <StatRow label="Held out for testing">
        {props.heldOut.length === 0 ? 'nothing' : listOf(props.heldOut)}
      </StatRow>
      {props.error === null ? null : (
        <StatRow label={props.label} hint="share of “no change”: 1 is no better">
          {props.error.toFixed(2)}
        </StatRow>
      )}
    </>
  );
}
