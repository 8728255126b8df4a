/** The top bar: data set, controls and live numbers of the run, search, undo, share, export, theme and help. */
import {
  ActionIcon,
  Button,
  Divider,
  Menu,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronDown,
  IconDatabase,
  IconHelp,
  IconHistory,
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipForward,
  IconPlayerStop,
  IconSearch,
  IconShare2,
  IconSun,
} from '@tabler/icons-react';
import { demoNames } from '../../../dataset/dataset';
import { count, duration, timeLeft } from '../../../present/text/format';
import { canTrain, pause, resume, showScreen, stepOnce, stopRun, train } from '../../session/page/actions';
import { command } from '../../session/page/commands';
import { canRedo, canUndo, redo, undo } from '../../session/page/undo';
import { fileWaits, isForEffects } from '../../session/data/importState';
import type { PartName } from '../../session/state';
import { useImport, useRun, useScreen } from '../../session/stores';
import { printShortcut, runCommand, useEnabled } from '../kit/commands';
import { useStores } from '../kit/useStores';
import { Brand } from '../kit/marks';
import { dataName, demoTexts } from '../text/data';
import { shareText } from '../text/share';
import { ExportMenu } from './ExportMenu';
import { noTarget } from './steps';
import classes from './TopBar.module.css';

export function TopBar() {
  // A shared run has no cells, so nothing can be trained until a file is open.
  const shared = useRun((run) => run.shared !== null);
  const noFile = useImport((opened) => opened.phase === 'idle');
  return (
    <header className={classes.bar}>
      <Brand />
      <DatasetMenu />
      <RunsButton />
      {shared && noFile ? null : (
        <>
          <Divider orientation="vertical" className={classes.rule} />
          <RunControls />
        </>
      )}
      {shared ? null : <RunNumbers />}
      <span className="space" />
      <SearchButton />
      <UndoButtons />
      <Divider orientation="vertical" className={classes.rule} />
      <ShareButton />
      <ExportMenu />
      <ToolButtons />
    </header>
  );
}

/** Steps that show the open file; the others show the last run. */
const ofFile: ReadonlySet<PartName> = new Set(['data', 'check', 'effects', 'model']);

/** The name of the open file or of the data set on screen, and a menu of other data. */
function DatasetMenu() {
  const atFile = useScreen(({ step }) => ofFile.has(step));
  const opened = useImport((state) =>
    state.demo && state.opened ? demoTexts[state.demo].name : (state.opened?.name ?? null),
  );
  const trained = useRun(dataName);
  return (
    <Menu position="bottom-start" width={290}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--text)"
          className={classes.dataset}
          leftSection={<IconDatabase size={16} stroke={1.75} aria-hidden />}
          rightSection={<IconChevronDown size={14} stroke={1.75} aria-hidden />}
        >
          {(atFile ? (opened ?? trained) : (trained ?? opened)) ?? 'No data yet'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Entry id="open" />
        <Menu.Divider />
        <Menu.Label>Demos</Menu.Label>
        {demoNames.map((demo) => (
          <Entry key={demo} id={`open-demo-${demo}`} label={demoTexts[demo].name} />
        ))}
        <Menu.Divider />
        <Entry id="runs" />
        <Entry id="stored" label="What is stored" />
        <InstallEntry />
      </Menu.Dropdown>
    </Menu>
  );
}

/** Where the browser offers it. */
function InstallEntry() {
  return useEnabled('install') ? <Entry id="install" /> : null;
}

function Entry({ id, label }: { id: string; label?: string }) {
  const enabled = useEnabled(id);
  return (
    <Menu.Item disabled={!enabled} onClick={runCommand(id)}>
      {label ?? command(id).label}
    </Menu.Item>
  );
}

function RunsButton() {
  return (
    <ActionIcon {...button} aria-label="Runs" title="Runs kept in this browser" onClick={runCommand('runs')}>
      <IconHistory {...toolIcon} />
    </ActionIcon>
  );
}

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;

/** Train, Resume, Pause, Single step and Stop, as the phase of the run and an open file allow. */
function RunControls() {
  const phase = useRun((run) => run.phase);
  const stopping = useRun((run) => run.stopping);
  const preparing = useRun((run) => run.preparing);
  const dataset = useRun((run) => run.dataset);
  const waits = useImport((opened) => fileWaits(opened, { dataset }));
  const underWay = phase === 'running' || phase === 'preparing' || phase === 'paused';
  return (
    <fieldset className={classes.run} aria-label="Run">
      {waits || !underWay ? <TrainButton /> : null}
      {!waits && phase === 'paused' ? (
        <Button leftSection={<IconPlayerPlay {...icon} />} onClick={() => void resume()}>
          Resume
        </Button>
      ) : null}
      {phase === 'running' || phase === 'preparing' ? (
        <Button
          variant="light"
          leftSection={<IconPlayerPause {...icon} />}
          disabled={stopping}
          onClick={(event) => {
            // Ignores the second click of a double click on Train, which this button replaces.
            if (event.detail < 2) void pause();
          }}
        >
          Pause
        </Button>
      ) : null}
      {underWay && !(waits && phase === 'paused') ? (
        <>
          <ActionIcon
            variant="default"
            size={30}
            aria-label="Single step"
            disabled={preparing !== null || stopping}
            onClick={() => void stepOnce()}
          >
            <IconPlayerSkipForward {...icon} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={30}
            aria-label="Stop"
            title="Stop and keep the network"
            disabled={stopping}
            onClick={() => void stopRun()}
          >
            <IconPlayerStop {...icon} />
          </ActionIcon>
        </>
      ) : null}
    </fieldset>
  );
}

function TrainButton() {
  const enabled = useStores(canTrain);
  const isForEffectsOnly = useImport(isForEffects);
  return (
    <Button
      leftSection={<IconPlayerPlay {...icon} />}
      disabled={!enabled}
      title={isForEffectsOnly ? noTarget : undefined}
      onClick={() => void train()}
    >
      Train
    </Button>
  );
}

/** Step, held-out error and time left. Changes a few times a second; nothing else renders with it. */
function RunNumbers() {
  const summary = useRun((run) => run.summary);
  const phase = useRun((run) => run.phase);
  const dataset = useRun((run) => run.dataset);
  const demo = useRun((run) => run.demo);
  const waits = useImport((opened) => fileWaits(opened, { dataset }));
  if (phase === 'idle' || phase === 'failed') return null;
  // Beside the name of an open file, the numbers of an earlier run would be misread as its own.
  if (waits && phase !== 'running' && phase !== 'preparing') return null;
  if (phase === 'preparing') return <div className={classes.numbers}>preparing</div>;
  const ended = phase === 'finished' || phase === 'stopped';
  return (
    <div className={classes.numbers}>
      {waits ? (
        <span className={classes.whose}>{demo ? demoTexts[demo].inSentence : dataset?.name}:</span>
      ) : null}
      <span>
        {ended ? `${phase} at step` : 'step'} <b>{count(summary.step)}</b>
      </span>
      {summary.heldOutError === null ? null : (
        <span>
          cross-validated error <b>{summary.heldOutError.toFixed(2)}</b>
        </span>
      )}
      <span className={classes.secondary}>
        <b>{duration(summary.secondsElapsed)}</b>
        {phase === 'running' && summary.secondsLeft ? `, ${timeLeft(summary.secondsLeft)}` : null}
      </span>
    </div>
  );
}

function SearchButton() {
  return (
    <button
      type="button"
      className={classes.search}
      aria-label="Gene or command"
      onClick={() => showScreen({ dialog: 'palette' })}
    >
      <IconSearch size={15} stroke={1.75} aria-hidden />
      <span>Gene or command</span>
      <kbd>{printShortcut('Mod+k')}</kbd>
    </button>
  );
}

function ShareButton() {
  const hasResult = useRun((run) => run.result !== null);
  return (
    <Button
      variant="default"
      className={classes.share}
      leftSection={<IconShare2 size={16} stroke={1.75} aria-hidden />}
      disabled={!hasResult}
      title={hasResult ? undefined : shareText.notTrained}
      onClick={runCommand('share')}
    >
      Share
    </Button>
  );
}

const toolIcon = { size: 17, stroke: 1.75, 'aria-hidden': true } as const;
const button = { variant: 'subtle', color: 'gray', size: 30 } as const;

function UndoButtons() {
  const hasUndo = useStores(canUndo);
  const hasRedo = useStores(canRedo);
  return (
    <span className={classes.undo}>
      <ActionIcon {...button} aria-label="Undo" disabled={!hasUndo} onClick={undo}>
        <IconArrowBackUp {...toolIcon} />
      </ActionIcon>
      <ActionIcon {...button} aria-label="Redo" disabled={!hasRedo} onClick={redo}>
        <IconArrowForwardUp {...toolIcon} />
      </ActionIcon>
    </span>
  );
}

function ToolButtons() {
  const scheme = useComputedColorScheme('light');
  const { setColorScheme } = useMantineColorScheme();
  const other = scheme === 'light' ? 'dark' : 'light';
  return (
    <>
      <ActionIcon {...button} aria-label={`Switch to ${other} colours`} onClick={() => setColorScheme(other)}>
        {scheme === 'light' ? <IconMoon {...toolIcon} /> : <IconSun {...toolIcon} />}
      </ActionIcon>
      <ActionIcon
        {...button}
        aria-label="Keyboard shortcuts and help"
        onClick={() => showScreen({ dialog: 'shortcuts' })}
      >
        <IconHelp {...toolIcon} />
      </ActionIcon>
    </>
  );
}
