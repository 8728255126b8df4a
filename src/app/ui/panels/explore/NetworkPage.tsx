/** The centre of Train, Explore and Perturb: the finding, one network that stays mounted, and what is below it. */
import { Button, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense } from 'react';
import { capital, joined } from '../../../../present/text/format';
import { perturbSentence, predictedTime, shrunkText } from '../../../../present/text/perturb';
import { reliabilityText } from '../../../../present/text/levels';
import { showPerturb, showScreen, train } from '../../../session/actions';
import { useDoubt, useVerdict } from '../../../session/doubt';
import { useImport, useRun, useScreen, useView } from '../../../session/stores';
import { lazily } from '../../kit/lazily';
import { demoTexts } from '../../text/data';
import { BottomDrawer } from '../drawer/BottomDrawer';
import { describeRun, useFinding } from '../train/finding';
import classes from './NetworkPage.module.css';

// The page is usable before the drawing library has loaded.
const NetworkView = lazily(async () => (await import('../../network-view/NetworkView')).NetworkView);
const EdgesTable = lazily(async () => (await import('../drawer/NetworkTables')).EdgesTable);
const MeasuredPanel = lazily(async () => (await import('../perturb/MeasuredPanel')).MeasuredPanel);
const CellCloud = lazily(async () => (await import('../perturb/CellCloud')).CellCloud);
const FirstPerturbation = lazily(async () => (await import('../perturb/MeasuredPanel')).FirstPerturbation);

export function NetworkPage() {
  const step = useScreen((screen) => screen.step);
  const asTable = useScreen((screen) => screen.centre === 'table' && screen.step === 'explore');
  const dataset = useRun((run) => run.dataset);
  const hasRoom = useMediaQuery('(min-width: 1200px)', false, { getInitialValueInEffect: false });
  return (
    <div className={classes.page}>
      <Heading />
      {asTable ? (
        <Suspense>
          <EdgesTable />
        </Suspense>
      ) : null}
      <div className={classes.figures} hidden={asTable}>
        <div className={classes.network}>
          {dataset ? (
            <Suspense fallback={<Skeleton />}>
              <NetworkView />
            </Suspense>
          ) : (
            <Skeleton />
          )}
        </div>
        {step === 'perturb' && hasRoom && dataset ? (
          <Suspense>
            <CellCloud dataset={dataset} />
          </Suspense>
        ) : null}
      </div>
      {step === 'perturb' ? (
        <Suspense>
          <MeasuredPanel />
        </Suspense>
      ) : (
        <BottomDrawer />
      )}
    </div>
  );
}

function Skeleton() {
  // With reduced motion the demo does not start by itself.
  const waiting = useImport((state) => state.phase === 'ready');
  return (
    <div className={classes.empty}>
      <p>The network appears here within seconds of training.</p>
      {waiting ? <Button onClick={() => void train()}>Learn the network</Button> : null}
    </div>
  );
}

/** The finding of the current step, above the network. */
function Heading() {
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
    <header className={`${classes.heading} ${classes.beside}`}>
      <div>
        <h1>{phase === 'finished' || phase === 'stopped' ? finding.title : title}</h1>
        <p>{line}</p>
      </div>
      {phase === 'finished' ? (
        <Suspense>
          <FirstPerturbation onSet={showPerturb} />
        </Suspense>
      ) : null}
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
          onChange={(next) => showScreen({ centre: next === 'table' ? 'table' : 'network' })}
        />
      </div>
    </header>
  );
}

/** The predicted effect of the sliders as one sentence: 'Without GATA1, FOG1 falls most (÷ 3.1) …'. */
function SentenceHeading() {
  const genes = useRun((run) => run.dataset?.genes);
  const answer = useRun((run) => run.prediction);
  const model = useRun((run) => (run.prediction && run.result ? run.result.model : null));
  const sliders = useView((view) => view.present.sliders);
  const dataset = useRun((run) => run.dataset);
  const doubtful = useDoubt() !== null;
  const level = useVerdict()?.predicts.level ?? null;
  const { title, line } = perturbSentence(
    genes ?? [],
    sliders,
    answer?.prediction.log2FoldChange ?? null,
    dataset && answer && predictedTime(dataset, answer.time),
  );
  return (
    <header className={classes.heading}>
      <h1 data-doubtful={doubtful ? '' : undefined}>{title}</h1>
      <p>
        {joined(
          line,
          answer && level && reliabilityText(level, doubtful),
          model && shrunkText(model, sliders),
        )}
      </p>
    </header>
  );
}
