import type { Dataset } from '../../../../dataset/dataset';
import { pText } from '../../../../present/text/effects';
import { foldOrRatio, signed } from '../../../../present/text/format';
import { geneText } from '../../text/gene';
import type { Change } from '../../derived/evidence';
import { select } from '../../../session/page/actions';
import classes from '../../kit/tab.module.css';

/** Largest of the changes, at least 0.1: the end of a common scale. */
export function reachOf(changes: readonly Change[]): number {
  return changes.reduce(
    (reach, { low, high, predicted }) => Math.max(reach, Math.abs(low), Math.abs(high), Math.abs(predicted)),
    0.1,
  );
}

/** A change from none in the middle to `reach` at both ends: measured as dot with its interval, predicted as diamond below it. */
export function ChangeMark({ change, reach, width }: { change: Change; reach: number; width: number }) {
  const { measured, low, high, predicted } = change;
  const place = (value: number) => width / 2 + ((width / 2 - 6) * value) / reach;
  return (
    <svg
      width={width}
      height="24"
      role="img"
      aria-label={`measured ${signed(measured)}, 95 % interval ${signed(low)} to ${signed(high)}, predicted ${signed(predicted)}`}
    >
      <path d={`M${width / 2} 0V24`} stroke="var(--outline-strong)" />
      <path d={`M${place(low)} 8H${place(high)}`} stroke="var(--text)" strokeWidth="1.6" />
      <circle cx={place(measured)} cy="8" r="3.6" fill="var(--text)" />
      <path d={`M${place(predicted)} 14l4 4l-4 4l-4 -4Z`} fill="var(--accent)" />
    </svg>
  );
}

/** Explains the marks of these changes. */
export function marksText(scale: Dataset['scale'], changes: readonly Change[]): string {
  const unit = scale === 'log-ratio' ? 'log2 ratio to control' : 'change of mean log expression';
  return `dot and line: measured ${unit}, 95 % interval; diamond: ${geneText.predictedBy(changes)}.`;
}

/** 'measured ÷ 2.6, q 3e-9' as on Effects, or where that is not known, 'measured −0.42'. */
export function measuredText({ measured, told }: Change, scale: Dataset['scale']): string {
  return told
    ? `measured ${foldOrRatio(told.log2, scale)}, q ${pText(told.q)}`
    : `measured ${signed(measured)}`;
}

/** A gene as a button that selects it. */
export function GeneChip({ gene, name }: { gene: number; name: string | undefined }) {
  return (
    <button type="button" className={classes.chip} onClick={() => select({ kind: 'gene', gene })}>
      {name}
    </button>
  );
}
