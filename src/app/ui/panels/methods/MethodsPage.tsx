/** Other methods of network inference on the same cells, their results side by side, and where they agree. */
import { Button } from '@mantine/core';
import { IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useEffect } from 'react';
import { abouts } from '../../../../evaluation/methods/abouts';
import { listOf } from '../../../../present/text/format';
import { isActive } from '../../../session/methods/methodQueue';
import { workersOn } from '../../../session/pool';
import {
  cancelAllMethods,
  costOf,
  lackOf,
  methodsToRun,
  runAllMethods,
  runFastMethods,
  setLongest,
  useMethodRuns,
} from '../../../session/methods/methodRuns';
import { useRun } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';
import { Fold } from '../../kit/Fold';
import { runCommand } from '../../kit/commands';
import {
  informedText,
  lackText,
  linksLine,
  longestChoices,
  methodsText,
  questionsOfFamilies,
  runAllText,
  statusText,
  uninformedText,
} from '../../text/methods';
import { Agreement } from './Agreement';
import { MethodCard } from './MethodCard';
import classes from './Methods.module.css';
import { Results } from './Results';

const questions = [...new Set(Object.values(questionsOfFamilies))];

/** Methods that are named beside a question. */
const NAMED = 4;

export function MethodsPage() {
  const hasData = useRun(({ dataset }) => dataset !== null);
  const isIdle = useRun(({ phase }) => phase === 'idle' || phase === 'finished');
  useEffect(() => {
    if (hasData && isIdle) runFastMethods();
  }, [hasData, isIdle]);
  if (!hasData)
    return (
      <div className={classes.waiting}>
        <Message tone="plain" title={methodsText.title} text={methodsText.waiting} />
      </div>
    );
  return (
    <div className={classes.page}>
      <Heading />
      <Results />
      <Agreement />
      <section className={classes.section} aria-labelledby="all-methods">
        <h2 id="all-methods">{methodsText.allMethods}</h2>
        {questions.map((question) => (
          <Question key={question} question={question} />
        ))}
      </section>
    </div>
  );
}

function Heading() {
  const run = useRun();
  const runs = useMethodRuns();
  const names = methodsToRun(run, runs);
  const { dataset } = run;
  const seconds = abouts
    .filter(({ name }) => names.includes(name))
    .reduce(
      (sum, about) => sum + ((dataset && costOf(about, dataset, runs.settings[about.name]))?.seconds ?? 0),
      0,
    );
  const active = Object.values(runs.states).some(isActive);
  return (
    <header className={classes.heading}>
      <div>
        <h1>{methodsText.title}</h1>
        <p>{methodsText.about}</p>
        <Status />
      </div>
      <div className={classes.actions}>
        <Choice
          label={methodsText.longest}
          className={classes.longest}
          data={longestChoices}
          value={runs.longest}
          onChange={setLongest}
        />
        {active ? (
          <Button
            variant="default"
            leftSection={<IconX size={15} stroke={1.75} aria-hidden />}
            onClick={cancelAllMethods}
          >
            {methodsText.cancelAll}
          </Button>
        ) : (
          <Button
            disabled={names.length === 0}
            leftSection={<IconPlayerPlay size={15} stroke={1.75} aria-hidden />}
            onClick={runAllMethods}
          >
            {runAllText(names.length, seconds / workersOn(navigator.hardwareConcurrency))}
          </Button>
        )}
      </div>
    </header>
  );
}

/** What runs now, and what it has come to, or why nothing can run. */
function Status() {
  const states = useMethodRuns((runs) => runs.states);
  const isLink = useRun(({ shared }) => shared !== null);
  const text = statusText(states, abouts);
  return <p className={classes.status}>{text === '' && isLink ? lackText('cells') : text}</p>;
}

/** What methods learn from, or need to learn from, and where it is chosen. */
function Known({ text, action }: { text: string; action: string }) {
  return (
    <div className={classes.known}>
      <p className="quiet">{text}</p>
      <Button variant="default" size="compact-sm" onClick={runCommand('knowledge')}>
        {action}
      </Button>
    </div>
  );
}

/** The methods that answer a question, folded. */
function Question({ question }: { question: string }) {
  const run = useRun();
  const methods = abouts.filter(({ family }) => questionsOfFamilies[family] === question);
  const isUninformed = useMethodRuns((runs) =>
    methods.every(({ name }) => lackOf(name, run, runs).includes('prior')),
  );
  const knowledge = useMethodRuns(({ chosen }) => chosen) ?? run.dataset?.knowledge;
  const learnFromIt = methods.every(({ needs }) => needs.includes('prior'));
  const titles = methods.map(({ title }) => title);
  return (
    <Fold title={<h3>{question}</h3>} line={learnFromIt ? linksLine : listOf(titles, NAMED)}>
      <div className={classes.group}>
        {isUninformed ? <Known text={uninformedText(methods)} action={methodsText.chooseNetwork} /> : null}
        {!isUninformed && learnFromIt && knowledge ? (
          <Known text={informedText(knowledge)} action={methodsText.otherNetwork} />
        ) : null}
        {isUninformed ? null : (
          <ul className={classes.cards}>
            {methods.map((about) => (
              <MethodCard key={about.name} about={about} />
            ))}
          </ul>
        )}
      </div>
    </Fold>
  );
}
