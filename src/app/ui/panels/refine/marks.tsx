/** Marks of findings and signs: a shape for each, so that colour alone tells nothing. */
import type { Finding } from '../../../../evaluation/knowledge/evidence';
import { EdgeMark } from '../../kit/marks';
import { compareText } from '../../text/compare';
import classes from './KnowledgeAgainstData.module.css';

const shapes: Readonly<Record<Finding, string>> = {
  confirmed: 'M2 6.5L5 9.5L10 2.5',
  contradicted: 'M2.5 2.5L9.5 9.5M9.5 2.5L2.5 9.5',
  'no-response': 'M2 6H10',
  unclear: 'M2 8C4 3 5 3 6 6S8 9 10 4',
  untested: 'M6 6h.01',
};

export function FindingMark({ finding }: { finding: Finding }) {
  return (
    <svg className={classes.mark} data-finding={finding} viewBox="0 0 12 12" aria-hidden>
      <path d={shapes[finding]} />
    </svg>
  );
}

export function KnownSign({ sign }: { sign: 1 | -1 | 0 | null }) {
  if (sign === null) return '–';
  return sign === 0 ? compareText.unknownSign : <EdgeMark weight={sign} isKnown />;
}
