/** Other methods of network inference on the same cells, their results side by side, and where they agree. */
import { Button } from '@mantine/core';
import { IconPlayerPlay, IconX } from '@tabler/icons-react';
import { families, type MethodFamily } from '../../../../evaluation/methods/method';
import { abouts } from '../../../../evaluation/methods/abouts';
import { familyNames } from '../../../../present/text/gallery';
import { isActive } from '../../../session/methods/methodQueue';
import { workersOn } from '../../../session/pool';
import {
  cancelAllMethods,
  costOf,
  lackOf,
  methodsToRun,
  runAllMethods,
  setLongest,
  useMethodRuns,
} from '../../../session/methods/methodRuns';
import { useRun } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';
import { runCommand } from '../../kit/commands';
import {
  informedText,
  longestChoices,
  methodsText,
  runAllText,
  statusText,
  uninformedText,
} from '../../text/methods';
import { Agreement } from './Agreement';
import { MethodCard } from './MethodCard';
import classes from './Methods.module.css';
import { Results } from './Results';

export function MethodsPage() {
  const hasData = useRun(({ dataset }) => dataset !== null);
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
        {families.map((family) => (
          <Family key={family} family={family} />
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

/** What runs now, and what it has come to. */
function Status() {
  const states = useMethodRuns((runs) => runs.states);
  return <p className={classes.status}>{statusText(states, abouts)}</p>;
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

function Family({ family }: { family: MethodFamily }) {
  const run = useRun();
  const methods = abouts.filter((about) => about.family === family);
  const isUninformed = useMethodRuns((runs) =>
    methods.every(({ name }) => lackOf(name, run, runs).includes('prior')),
  );
  const knowledge = useMethodRuns(({ chosen }) => chosen) ?? run.dataset?.knowledge;
  const learnFromIt = methods.every(({ needs }) => needs.includes('prior'));
  return (
    <>
      <h3 className="caption">{familyNames[family]}</h3>
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
    </>
  );
}
