/** The page: theme, layout and dialogs. The colour scheme follows the system until a person switches it. */
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '../kit/base.css';
import { Button, MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense, useLayoutEffect, useRef } from 'react';
import { showScreen } from '../../session/page/actions';
import type { PartName, ScreenState } from '../../session/state';
import { useScreen } from '../../session/stores';
import { isStepOpen, partNames, partsOf, stepNames, stepOf } from '../../session/view/stepHistory';
import { lazily, PartBoundary } from '../kit/lazily';
import { adoptTheme, theme } from '../kit/theme';
import { useShownStep, useStores } from '../kit/useStores';
import { Segments } from '../kit/Segments';
import { NetworkPage } from '../panels/explore/NetworkPage';
import { Inspector } from '../panels/inspector/Inspector';
import { DoubtBanner, EarlierRunNote } from '../panels/verdict/banners';
import { readerText } from '../text/share';
import { Announcements, SharedStrip, Tour } from './Announcements';
import classes from './App.module.css';
import { DropTarget, FileInput } from './FileInputs';
import { StatusBar } from './StatusBar';
import { RailFoot, StepsRail } from './StepsRail';
import { TopBar } from './TopBar';

adoptTheme();

const ReadingShell = lazily(async () => (await import('./ReadingShell')).ReadingShell);
const InspectorDrawer = lazily(async () => (await import('./InspectorDrawer')).InspectorDrawer);
const DataPage = lazily(async () => (await import('../panels/data/DataPage')).DataPage);
const CheckPage = lazily(async () => (await import('../panels/check/CheckPage')).CheckPage);
const ModelPage = lazily(async () => (await import('../panels/model/ModelPage')).ModelPage);
const EffectsPage = lazily(async () => (await import('../panels/effects/EffectsPage')).EffectsPage);
const EvaluatePage = lazily(async () => (await import('../panels/evaluate/EvaluatePage')).EvaluatePage);

const MethodsPage = lazily(async () => (await import('../panels/methods/MethodsPage')).MethodsPage);

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <PartBoundary lost="page">
        <Shell />
      </PartBoundary>
    </MantineProvider>
  );
}

/** Phones. A computer whose page is enlarged to 200 % has as few pixels as one, and keeps the full page. */
const PHONE = '(max-width: 599px), (max-width: 899px) and (pointer: coarse)';

/** Steps that show the network; on a phone these use the reading layout. */
const ofNetwork: ReadonlySet<PartName> = new Set(['train', 'explore', 'perturb']);
/** Steps that show what was learned. */
const ofResult: ReadonlySet<PartName> = new Set([...ofNetwork, 'evaluate', 'methods']);

/** What the reading layout has no place for, and a command may open. */
function showsMore({ step, centre, drawer, perturbPanel, dialog }: ScreenState): boolean {
  const isBelow = step === 'perturb' && perturbPanel !== 'measured';
  const isOtherView = step === 'explore' && (centre ?? 'network') !== 'network';
  return isBelow || isOtherView || drawer !== 'closed' || dialog === 'export';
}

function Shell() {
  const isPhone = useMediaQuery(PHONE, false, { getInitialValueInEffect: false });
  const reading = useScreen((screen) => {
    if (!ofNetwork.has(screen.step) || showsMore(screen)) return false;
    return screen.layout === 'reading' || (screen.layout === 'auto' && isPhone);
  });
  return (
    <>
      {reading ? (
        <PartBoundary>
          <Suspense>
            <ReadingShell />
          </Suspense>
        </PartBoundary>
      ) : (
        <StepsShell />
      )}
      <DropTarget />
    </>
  );
}

function StepsShell() {
  const step = useShownStep();
  const before = useRef(step);
  // Where all stands below each other, the button that led here may have been far down.
  useLayoutEffect(() => {
    if (step !== before.current) window.scrollTo(0, 0);
    before.current = step;
  }, [step]);
  const middling = useMediaQuery('(min-width: 900px) and (max-width: 1199px)', false) ?? false;
  const hasInspector = step !== 'effects' && step !== 'evaluate' && step !== 'methods';
  // The sliders and the network that they colour are seen together.
  const isBeside = hasInspector && (!middling || step === 'perturb');
  return (
    <div className={classes.shell} data-inspector={isBeside ? 'beside' : 'none'}>
      <a className={classes.skip} href="#centre">
        Skip to the content
      </a>
      <TopBar />
      <StepsRail>
        <RailFoot />
      </StepsRail>
      <main className={classes.centre} id="centre" tabIndex={-1} data-step={step}>
        <FileInput />
        <Centre />
        <SmallScreenNote />
        <PartBoundary>
          <Suspense>{hasInspector && !isBeside ? <InspectorDrawer /> : null}</Suspense>
        </PartBoundary>
      </main>
      {isBeside ? (
        <aside className={classes.inspector} aria-label="Inspector">
          <Inspector />
        </aside>
      ) : null}
      <StatusBar />
    </div>
  );
}

/** The network stays where the next step shows it too: to build it anew takes as long as to open a file. */
function pageOf(step: PartName): string {
  return ofNetwork.has(step) ? 'network' : step;
}

/** The main area: messages, then the page of the current step. */
function Centre() {
  const step = useShownStep();
  return (
    <>
      <Tour />
      <Announcements />
      <SharedStrip />
      {ofResult.has(step) ? <EarlierRunNote /> : null}
      {ofResult.has(step) ? <DoubtBanner isTitled={step === 'evaluate'} /> : null}
      <Parts shown={step} />
      <div className={classes.page}>
        <PartBoundary lost="page" key={pageOf(step)}>
          <Suspense>
            {step === 'data' ? <DataPage /> : null}
            {step === 'check' ? <CheckPage /> : null}
            {step === 'model' ? <ModelPage /> : null}
            {step === 'effects' ? <EffectsPage /> : null}
            {ofNetwork.has(step) ? <NetworkPage /> : null}
            {step === 'evaluate' ? <EvaluatePage /> : null}
            {step === 'methods' ? <MethodsPage /> : null}
          </Suspense>
        </PartBoundary>
      </div>
    </>
  );
}

/** Of a step with two parts. They keep their place while one cannot be seen. */
function Parts({ shown }: { shown: PartName }) {
  const step = stepOf(shown);
  const parts = partsOf[step];
  // At once, though the part itself is shown later: a button that is still chosen would not answer a click.
  const wanted = useScreen((screen) => screen.step);
  const open = useStores(() => parts.filter(isStepOpen).join(' '));
  if (parts.length === 1) return null;
  return (
    <div className={classes.parts} data-sheet={ofNetwork.has(shown) ? undefined : ''}>
      <Segments
        aria-label={`Parts of ${stepNames[step]}`}
        data={parts.map((value) => ({
          value,
          label: partNames[value] ?? value,
          disabled: !open.split(' ').includes(value),
        }))}
        value={stepOf(wanted) === step ? wanted : shown}
        onChange={(next) => showScreen({ step: next })}
      />
    </div>
  );
}

const simple = { layout: 'auto', centre: 'network', drawer: 'closed', perturbPanel: 'measured' } as const;

/** On a phone: what this page can do there, and the button to the reading layout. */
function SmallScreenNote() {
  return (
    <div className={classes.note}>
      <p>Training and large tables are easier on a computer.</p>
      <Button variant="default" onClick={() => showScreen({ ...simple, step: 'explore' })}>
        {readerText.reading}
      </Button>
    </div>
  );
}
