/** The page: theme, layout and dialogs. The colour scheme follows the system until a person switches it. */
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '../kit/base.css';
import { Button, Drawer, MantineProvider } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconLayoutSidebarRight } from '@tabler/icons-react';
import { lazy, Suspense, useEffect } from 'react';
import { showScreen } from '../../session/actions';
import type { StepName } from '../../session/state';
import { useRun, useScreen } from '../../session/stores';
import { onViewEvent } from '../../session/viewBus';
import { adoptTheme, theme } from '../kit/theme';
import { NetworkPage } from '../panels/explore/NetworkPage';
import { Inspector } from '../panels/inspector/Inspector';
import { ReaderHeader, ReaderSentence, ReaderSheet } from '../panels/reader/Reader';
import { DoubtBanner } from '../panels/verdict/DoubtBanner';
import { readerText } from '../text/share';
import { Announcements, SharedStrip } from './Announcements';
import classes from './App.module.css';
import { DropTarget, FileInput } from './FileInputs';
import { StatusBar, TrainingStatus } from './StatusBar';
import { RailFoot, StepsRail } from './StepsRail';
import { TopBar } from './TopBar';

adoptTheme();

export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Shell />
    </MantineProvider>
  );
}

/** Steps that show the network; on a narrow window these use the reading layout. */
const ofNetwork: ReadonlySet<StepName> = new Set(['train', 'explore', 'perturb']);

function Shell() {
  const narrow = useMediaQuery('(max-width: 899px)', false, { getInitialValueInEffect: false });
  const reading = useScreen(({ layout, step }) => {
    if (!ofNetwork.has(step)) return false;
    return layout === 'reading' || (layout === 'auto' && narrow);
  });
  return (
    <>
      {reading ? <ReadingShell /> : <StepsShell />}
      <DropTarget />
      <Dialogs />
    </>
  );
}

function StepsShell() {
  const step = useScreen((screen) => screen.step);
  const middling = useMediaQuery('(min-width: 900px) and (max-width: 1199px)', false) ?? false;
  const hasInspector = step !== 'evaluate';
  // The sliders and the network that they colour are seen together.
  const isBeside = hasInspector && (!middling || step === 'perturb');
  return (
    <div className={classes.shell} data-inspector={isBeside ? 'beside' : 'none'}>
      <a className={classes.skip} href="#centre">
        Skip to the network
      </a>
      <TopBar />
      <StepsRail>
        <RailFoot />
      </StepsRail>
      <main className={classes.centre} id="centre" tabIndex={-1}>
        <FileInput />
        <Centre />
        <SmallScreenNote />
        {hasInspector && !isBeside ? <InspectorDrawer /> : null}
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

/** Between 900 and 1200 px the inspector has no room beside the network, but on Perturb. */
function InspectorDrawer() {
  const [opened, { open, close }] = useDisclosure(false);
  useEffect(() => onViewEvent('openDetails', open), [open]);
  return (
    <>
      <Button
        className={classes.openInspector}
        variant="default"
        leftSection={<IconLayoutSidebarRight size={16} stroke={1.75} aria-hidden />}
        onClick={open}
      >
        Details
      </Button>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size={360}
        title="Details"
        padding={0}
        closeButtonProps={{ 'aria-label': 'Close' }}
        classNames={{ header: classes.drawerHeader ?? '' }}
      >
        <Inspector />
      </Drawer>
    </>
  );
}

const DataPage = lazy(async () => ({ default: (await import('../panels/data/DataPage')).DataPage }));
const CheckPage = lazy(async () => ({ default: (await import('../panels/check/CheckPage')).CheckPage }));
const EvaluatePage = lazy(async () => ({
  default: (await import('../panels/evaluate/EvaluatePage')).EvaluatePage,
}));

/** The main area: messages, then the page of the current step. */
function Centre() {
  const step = useScreen((screen) => screen.step);
  return (
    <>
      <Announcements />
      <SharedStrip />
      {step === 'evaluate' || ofNetwork.has(step) ? <DoubtBanner /> : null}
      <div className={classes.page}>
        <Suspense>
          {step === 'data' ? <DataPage /> : null}
          {step === 'check' || step === 'model' ? <CheckPage /> : null}
          {step === 'train' || step === 'explore' || step === 'perturb' ? <NetworkPage /> : null}
          {step === 'evaluate' ? <EvaluatePage /> : null}
        </Suspense>
      </div>
    </>
  );
}

const Palette = lazy(async () => ({ default: (await import('./Palette')).Palette }));
const ShortcutsDialog = lazy(async () => ({ default: (await import('./ShortcutsDialog')).ShortcutsDialog }));
const ShareDialog = lazy(async () => ({
  default: (await import('../panels/share/ShareDialog')).ShareDialog,
}));

/** At most one dialog is open; each loads on first use. */
function Dialogs() {
  const dialog = useScreen((screen) => screen.dialog);
  return (
    <Suspense>
      {dialog === 'palette' ? <Palette /> : null}
      {dialog === 'share' ? <ShareDialog /> : null}
      {dialog === 'shortcuts' ? <ShortcutsDialog /> : null}
    </Suspense>
  );
}

// The page is usable before the drawing library has loaded.
const NetworkView = lazy(async () => ({
  default: (await import('../network-view/NetworkView')).NetworkView,
}));

/**
 * The reading layout: finding, network, one gene slider and its responders. Used on narrow windows, and where a link
 * asks for it (slides, teaching).
 */
function ReadingShell() {
  const hasData = useRun((run) => run.dataset !== null);
  return (
    <div className={classes.reader}>
      <ReaderHeader />
      <main className={classes.main}>
        <FileInput />
        <Announcements />
        <DoubtBanner />
        <ReaderSentence />
        <div className={classes.network}>
          <Suspense>{hasData ? <NetworkView /> : null}</Suspense>
        </div>
      </main>
      <ReaderSheet>
        <TrainingStatus />
      </ReaderSheet>
    </div>
  );
}

/** On a phone: what this page can do there, and the button to the reading layout. */
function SmallScreenNote() {
  return (
    <div className={classes.note}>
      <p>Train on a computer; the network, the sliders and the tables work here.</p>
      <Button variant="default" onClick={() => showScreen({ layout: 'auto', step: 'explore' })}>
        {readerText.reading}
      </Button>
    </div>
  );
}
