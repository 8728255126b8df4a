/** What the run on screen gives evidence for: badges of an icon, a question and a word, each unfolding into its evidence. */
import type { ReactNode } from 'react';
import type { Level } from '../../../../inference/verdict/statements';
import { noiseText } from '../../../../present/text/benchmark';
import {
  type Answer,
  answersBelowVerdict,
  effectsText,
  unitSentence,
} from '../../../../present/text/diagnosis';
import { evaluationText } from '../../../../present/text/evaluation';
import { plural } from '../../../../present/text/format';
import { levelNames } from '../../../../present/text/levels';
import { adviceTitle, describeVerdict } from '../../../../present/text/verdict';
import { useNoise, useVerdict } from '../../../session/run/doubt';
import { useRun } from '../../../session/stores';
import { LevelMark } from './LevelMark';
import classes from './banners.module.css';

/**
 * Both statements: with predictions what a perfect one would err, with edges the number of perturbations with an effect where the evidence
 * does not state it. `checks`: see VerdictPanel.
 */
export function Statements({ checks }: { checks?: readonly Answer[] }) {
  const verdict = useVerdict();
  const noise = useNoise();
  const result = useRun((run) => run.result);
  if (verdict === null || result === null) return null;
  const { effects } = result.diagnosis;
  const isCounted = verdict.edges.reasons.some(
    ({ tag }) => tag === 'measurable-effects' || tag === 'shared-response',
  );
  const figures = {
    predicts: noise ? [noiseText(noise)] : [],
    edges: effects
      ? [...(isCounted ? [] : [`${effectsText(effects)}.`]), ...[unitSentence(effects) ?? []].flat()]
      : [],
  };
  return (
    <section aria-label="What this run supports" className={classes.panel}>
      {describeVerdict(verdict).map(({ of, question, level, evidence, advice }) => (
        <Badge key={question} level={level} question={question} word={levelNames[level]}>
          <p>{evidence}</p>
          {figures[of].map((line) => (
            <p key={line} className="quiet">
              {line}
            </p>
          ))}
          {advice === '' ? null : (
            <p>
              <b>{adviceTitle}.</b> {advice}
            </p>
          )}
        </Badge>
      ))}
      {checks ? <Checks answers={[...answersBelowVerdict(result), ...checks]} /> : null}
    </section>
  );
}

/** Those that call for caution first. */
function Checks({ answers }: { answers: readonly Answer[] }) {
  const ordered = answers.toSorted((a, b) => Number(b.attention) - Number(a.attention));
  const cautions = answers.filter(({ attention }) => attention).length;
  return (
    <Badge
      level={cautions > 0 ? 'uncertain' : 'supported'}
      question={evaluationText.dataTell}
      word={cautions > 0 ? plural(cautions, 'caution') : 'No caution'}
    >
      {ordered.map(({ question, sentence, attention }) => (
        <p key={question}>
          <b>{attention ? `Caution. ${question}` : question}</b> {sentence}
        </p>
      ))}
    </Badge>
  );
}

/** `children`: what it says once it is unfolded. */
function Badge(props: { level: Level; question: string; word: string; children: ReactNode }) {
  return (
    <details className={classes.statement}>
      <summary>
        <LevelMark level={props.level} />
        <div>
          <span>{props.question}</span> <b>{props.word}</b>
        </div>
      </summary>
      <div>{props.children}</div>
    </details>
  );
}
