/** The centre of Training, Explore and Perturb: the finding, one network that stays mounted, and what is below it. */
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense, useLayoutEffect } from 'react';
import { joined } from '../../../../present/text/format';
import { doseNames } from '../../../../present/text/changes';
import {
  perturbSentence,
  againstInLink,
  predictedAgainst,
  predictedTime,
  shrunkText,
} from '../../../../present/text/perturb';
import { reliabilityText } from '../../../../present/text/levels';
import { showPerturb, showScreen, train } from '../../../session/page/actions';
import { useDoubt, useVerdict } from '../../../session/run/doubt';
import {
  useArrival,
  useImport,
  usePrediction,
  usePreview,
  useRun,
  useScreen,
  useView,
} from '../../../session/stores';
import { runCommand, useEnabled } from '../../kit/commands';
import { lazily, PartBoundary } from '../../kit/lazily';
import { Segments } from '../../kit/Segments';
import { useShownStep } from '../../kit/useStores';
import { LazyNetworkView } from '../../network-view/LazyNetworkView';
import { BottomDrawer } from '../drawer/BottomDrawer';
import { areOnTheirWay, beforeFirstRun, describeRun, useFinding } from '../../derived/finding';
import { centreOf, openExplore } from '../../derived/opening';
import { PreviewNote } from '../verdict/banners';
import classes from './NetworkPage.module.css';

const EdgesTable = lazily(async () => (await import('../drawer/NetworkTables')).EdgesTable);
const HeatMap = lazily(async () => (await import('../views/HeatMap')).HeatMap);
const CellsView = lazily(async () => (await import('../cells/CellsView')).CellsView);
const LayersView = lazily(async () => (await import('../views/LayersView')).LayersView);
const PerturbPanels = lazily(async () => (await import('./PerturbPanels')).PerturbPanels);
const CellCloud = lazily(async () => (await import('../perturb/CellCloud')).CellCloud);
const PerturbNext = lazily(async () => (await import('../verdict/PerturbNext')).PerturbNext);
const FirstPerturbation = lazily(async () => (await import('../perturb/MeasuredPanel')).FirstPerturbation);

export function NetworkPage() {
  const step = useShownStep();
  const chosen = useScreen(centreOf);
  const centre = step === 'explore' ? chosen : 'network';
  const dataset = useRun((run) => run.dataset);
  const isPreviewed = usePreview(({ shown }) => shown !== null);
  const hasRoom = useMediaQuery('(min-width: 1200px)', false, { getInitialValueInEffect: false });
  return (
    <div className={classes.page}>
      <Heading />
      {centre === 'network' ? null : (
        <PartBoundary key={centre}>
          <Suspense>{otherViews[centre]()}</Suspense>
        </PartBoundary>
      )}
      <div className={classes.figures} hidden={centre !== 'network'}>
        <div className={classes.network}>
          <Suspense fallback={<Skeleton />}>
            {dataset || isPreviewed ? <LazyNetworkView /> : <Skeleton />}
          </Suspense>
          <PreviewNote />
        </div>
        {step === 'perturb' && hasRoom && dataset ? (
          <Suspense>
            <CellCloud dataset={dataset} />
          </Suspense>
        ) : null}
      </div>
      {step === 'perturb' ? (
        <Suspense>
          <PerturbPanels />
        </Suspense>
      ) : (
        <BottomDrawer />
      )}
    </div>
  );
}

const otherViews = {
  matrix: () => <HeatMap />,
  layers: () => <LayersView />,
  table: () => <EdgesTable />,
  cells: () => <CellsView />,
} as const;

function Skeleton() {
  // With reduced motion the demo does not start by itself.
  const waiting = useImport((state) => state.phase === 'ready');
  const arriving = useArrival((state) => state.demo);
  const isAwaited = useImport((state) => areOnTheirWay(state, arriving));
  return (
    <div className={isAwaited ? `${classes.empty} sweep` : classes.empty}>
      <p>The network appears here within seconds of training.</p>
      {waiting ? <Button onClick={() => void train()}>Train the network</Button> : null}
    </div>
  );
}

/** The finding of the current step, above the network. */
function Heading() {
  const step = useShownStep();
  if (step === 'perturb') return <SentenceHeading />;
  if (step === 'explore') return <ExploreHeading />;
  return <TrainHeading />;
}

function TrainHeading() {
  const dataset = useRun((run) => run.dataset);
  const demo = useRun((run) => run.demo);
  const phase = useRun((run) => run.phase);
  const finding = useFinding();
  const arriving = useArrival((state) => state.demo);
  const before = useImport((opened) => beforeFirstRun(opened, arriving));
  const { title, line } = describeRun(dataset, demo, phase, before);
  // The banner says a doubt.
  const isFound = useDoubt() === null && (phase === 'finished' || phase === 'stopped');
  return (
    <header className={classes.heading}>
      <h1>{isFound ? finding.title : title}</h1>
      <div className={classes.beside}>
        <p>{line}</p>
        {phase === 'finished' ? (
          <Suspense>
            <FirstPerturbation onSet={showPerturb} />
            <PerturbNext />
          </Suspense>
        ) : null}
      </div>
    </header>
  );
}

const centreChoices = [
  { value: 'network' as const, label: 'Network' },
  { value: 'matrix' as const, label: 'Heat map' },
  { value: 'layers' as const, label: 'Regulators and modules' },
  { value: 'table' as const, label: 'Table' },
  { value: 'cells' as const, label: 'Cells' },
];

function ExploreHeading() {
  const centre = useScreen(centreOf);
  // Chosen as Explore opens, so that nothing changes place while a training ends.
  useLayoutEffect(openExplore, []);
  const canCompare = useEnabled('compare');
  return (
    <header className={classes.heading}>
      <h1 className="visually-hidden">Explore the network</h1>
      <div className={classes.row}>
        <Segments
          aria-label="How the network is shown"
          data={centreChoices}
          value={centre}
          onChange={(next) => showScreen({ centre: next })}
        />
        <Button variant="default" size="compact-sm" disabled={!canCompare} onClick={runCommand('compare')}>
          Compare
        </Button>
      </div>
    </header>
  );
}

/** The predicted effect of the sliders as one sentence: 'Without GATA1, FOG1 falls most (÷ 3.1) …'. */
function SentenceHeading() {
  const genes = useRun((run) => run.dataset?.genes);
  const answer = usePrediction((predicted) => predicted.answer);
  const model = useRun((run) => run.result?.model ?? null);
  const sliders = useView((view) => view.present.sliders);
  const dataset = useRun((run) => run.dataset);
  const isShared = useRun((run) => run.shared !== null);
  const doubtful = useDoubt() !== null;
  const level = useVerdict()?.predicts.level ?? null;
  const { title, line } = perturbSentence(
    genes ?? [],
    sliders,
    answer?.prediction.log2FoldChange ?? null,
    dataset && answer && predictedTime(dataset, answer.time),
    // A link does not say whether its screen had controls.
    dataset && !isShared ? predictedAgainst(dataset) : againstInLink,
    doseNames(model),
  );
  return (
    <header className={classes.heading}>
      <h1 data-doubtful={doubtful ? '' : undefined}>{title}</h1>
      <p>
        {joined(
          line,
          answer && level && reliabilityText(level, doubtful),
          answer && model && shrunkText(model, sliders),
        )}
      </p>
    </header>
  );
}
