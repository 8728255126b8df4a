/** What the run on screen gives evidence for: two statements, each with its level as icon and word, and its evidence. */
import {
  type Icon,
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
} from '@tabler/icons-react';
import type { Level } from '../../../../inference/verdict/statements';
import { effectsText, unitSentence } from '../../../../present/text/diagnosis';
import { levelNames } from '../../../../present/text/levels';
import { adviceTitle, describeVerdict } from '../../../../present/text/verdict';
import { noiseText } from '../../../../present/text/benchmark';
import { useNoise, useVerdict } from '../../../session/run/doubt';
import { useRun } from '../../../session/stores';
import classes from './banners.module.css';

const icons: Readonly<Record<Level, Icon>> = {
  supported: IconCircleCheck,
  uncertain: IconAlertTriangle,
  none: IconCircleX,
  unknown: IconCircleDashed,
};

/**
 * Both statements with their evidence; the number of perturbations with an effect where the evidence does not state it; `noise`: and what
 * a perfect prediction would err.
 */
export function Statements(props: { noise: boolean }) {
  const verdict = useVerdict();
  const limit = useNoise();
  const effects = useRun((run) => run.result?.diagnosis.effects ?? null);
  if (verdict === null) return null;
  const isCounted = verdict.edges.reasons.some(
    ({ tag }) => tag === 'measurable-effects' || tag === 'shared-response',
  );
  const lines = [
    ...(effects && !isCounted ? [`${effectsText(effects)}.`] : []),
    ...(effects ? [unitSentence(effects) ?? []].flat() : []),
    ...(limit && props.noise ? [noiseText(limit)] : []),
  ];
  return (
    <section aria-label="What this run supports">
      <dl className={classes.panel}>
        {describeVerdict(verdict).map(({ question, level, evidence, advice }) => (
          <div key={question} className={classes.statement} data-level={level}>
            <dt>
              <LevelIcon level={level} />
              {question}
            </dt>
            <dd>
              <b>{levelNames[level]}.</b> {evidence}
              {advice === '' ? null : (
                <details>
                  <summary>{adviceTitle}</summary>
                  {advice}
                </details>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {lines.map((line) => (
        <p key={line} className={classes.effects}>
          {line}
        </p>
      ))}
    </section>
  );
}

/** Both statements in a line each, where the network needs the room. */
export function StatementLines() {
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
