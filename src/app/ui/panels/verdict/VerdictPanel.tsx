/** What the run on screen gives evidence for: two statements, each with its level as icon and word, and its evidence. */
import {
  type Icon,
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
} from '@tabler/icons-react';
import type { Level } from '../../../../inference/diagnosis/statements';
import { effectsText } from '../../../../present/text/diagnosis';
import { describeVerdict, levelNames } from '../../../../present/text/verdict';
import { useVerdict } from '../../../session/doubt';
import { useRun } from '../../../session/stores';
import classes from './VerdictPanel.module.css';

const icons: Readonly<Record<Level, Icon>> = {
  supported: IconCircleCheck,
  uncertain: IconAlertTriangle,
  none: IconCircleX,
  unknown: IconCircleDashed,
};

/** Both statements with their evidence, and the number of perturbations with an effect. */
export function VerdictPanel() {
  const verdict = useVerdict();
  const effects = useRun((run) => run.result?.diagnosis.effects ?? null);
  if (verdict === null) return null;
  return (
    <section aria-label="What this run supports">
      <dl className={classes.panel}>
        {describeVerdict(verdict).map(({ question, level, evidence }) => (
          <div key={question} className={classes.statement} data-level={level}>
            <dt>
              <LevelIcon level={level} />
              {question}
            </dt>
            <dd>
              <b>{levelNames[level]}.</b> {evidence}
            </dd>
          </div>
        ))}
      </dl>
      {effects === null ? null : <p className={classes.effects}>{effectsText(effects)}.</p>}
    </section>
  );
}

/** Both statements in a line each, where the network needs the room. */
export function VerdictLines() {
  const verdict = useVerdict();
  if (verdict === null) return null;
  return (
    <ul className={classes.lines} aria-label="What this run supports, in short">
      {describeVerdict(verdict).map(({ question, level }) => (
        <li key={question} className={classes.statement} data-level={level}>
          <LevelIcon level={level} />
          {question} <b>{levelNames[level]}</b>
        </li>
      ))}
    </ul>
  );
}

function LevelIcon({ level }: { level: Level }) {
  const Glyph = icons[level];
  return <Glyph size={18} stroke={1.75} aria-hidden />;
}
