/** The sentence above the network: the finding of the current step, never just a name of what one sees. */
import { SegmentedControl } from '@mantine/core';
import { showScreen } from '../../../session/actions';
import { useImport, useRun, useScreen } from '../../../session/stores';
import { demoTexts } from '../../text/dataName';
import { capital } from '../../../../present/text/format';
import { useFinding } from '../train/useFinding';
import classes from './NetworkPage.module.css';
import { describeRun } from './describeRun';
import { SentenceHeading } from '../perturb/SentenceHeading';

export function Heading() {
  const step = useScreen((screen) => screen.step);
  if (step === 'perturb') return <SentenceHeading />;
  if (step === 'explore') return <ExploreHeading />;
  return <TrainHeading />;
}

function TrainHeading() {
  const dataset = useRun((run) => run.dataset);
  const demo = useRun((run) => run.demo);
  const phase = useRun((run) => run.phase);
  const finding = useFinding();
  const waiting = useImport((state) => {
    if (state.phase !== 'ready' && state.phase !== 'checking') return null;
    return state.demo ? capital(demoTexts[state.demo].inSentence) : state.fileName;
  });
  const { title, line } = describeRun(dataset, demo, phase, waiting);
  return (
    <header className={classes.heading}>
      <h1>{phase === 'finished' || phase === 'stopped' ? finding.title : title}</h1>
      <p>{line}</p>
    </header>
  );
}

function ExploreHeading() {
  const centre = useScreen((screen) => screen.centre);
  return (
    <header className={classes.heading}>
      <h1 className="visually-hidden">Explore the network</h1>
      <div className={classes.row}>
        <SegmentedControl
          size="xs"
          aria-label="How the network is shown"
          data={[
            { value: 'network', label: 'Genes' },
            { value: 'table', label: 'Table' },
          ]}
          value={centre}
          onChange={(next) => {
            showScreen({ centre: next === 'table' ? 'table' : 'network' });
          }}
        />
      </div>
    </header>
  );
}
