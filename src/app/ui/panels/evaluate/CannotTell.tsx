/** The four questions with their answers, and what these data cannot identify, in words. */
import type { Dataset } from '../../../../dataset/dataset';
import type { Identifiability } from '../../../../evaluation/identifiability/identifiability';
import type { FitResult } from '../../../../inference/result';
import { describeDiagnosis } from '../../../../present/text/diagnosis';
import { evaluationText } from '../../../../present/text/evaluation';
import { describeNote } from '../../../../present/text/notes';
import { blindSpots } from '../../../../present/text/blindSpots';
import { identifiabilityInWords } from '../../../../present/text/identifiability';
import classes from './EvaluatePage.module.css';

export function CannotTell(props: {
  result: FitResult;
  dataset: Dataset;
  identifiability: Identifiability | null;
  noun: string;
}) {
  const { result, dataset, identifiability, noun } = props;
  const notes = dataset.notes.map(describeNote).filter((note) => note.attention);
  const known = identifiability ? identifiabilityInWords(identifiability, dataset.genes, noun) : [];
  return (
    <section className={classes.panel} aria-labelledby="tell-title">
      <h2 id="tell-title">{evaluationText.dataTell}</h2>
      <ul className={classes.list}>
        {describeDiagnosis(result).map(({ question, sentence, attention }) => (
          <li key={question}>
            <b>
              {attention ? 'Caution. ' : ''}
              {question}
            </b>{' '}
            {sentence}
          </li>
        ))}
      </ul>
      <h2>What these data cannot tell</h2>
      <ul className={classes.list}>
        {[...known, ...blindSpots(dataset, result)].map(({ title, text }) => (
          <li key={title}>
            <b>{title}</b> {text}
          </li>
        ))}
        {notes.map(({ title, detail }) => (
          <li key={title}>
            <b>{title}.</b> {detail}
          </li>
        ))}
      </ul>
    </section>
  );
}
