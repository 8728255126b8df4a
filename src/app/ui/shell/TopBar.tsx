/** The bar at the top: which data, the controls of the run, its live numbers, search, undo, export, theme and help. */
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
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipForward,
  IconPlayerStop,
  IconSearch,
  IconShare2,
  IconSun,
} from '@tabler/icons-react';
import { demoNames } from '../../../dataset/demoNames';
import { count, duration, timeLeft } from '../../../present/text/format';
import {
  canTrain,
  pause,
  redoView,
  resume,
  showScreen,
  stepOnce,
  stop,
  train,
  undoView,
} from '../../session/actions';
import { command } from '../../session/commands';
import { fileWaits } from '../../session/importState';
import { useImport, useRun, useScreen, useView } from '../../session/stores';
import { runCommand } from '../kit/commands';
import { Brand } from '../kit/marks';
import { dataName, demoTexts } from '../text/data';
import { shareText } from '../text/share';
import { ExportMenu } from './ExportMenu';
import classes from './TopBar.module.css';

export function TopBar() {
  // What a link brought has no cells: there is nothing to train until a file is open.
  const shared = useRun((run) => run.shared !== null);
  const noFile = useImport((opened) => opened.phase === 'idle');
  return (
    <header className={classes.bar}>
      <Brand />
      <DatasetMenu />
      {shared && noFile ? null : (
        <>
          <Divider orientation="vertical" className={classes.rule} />
          <RunControls />
        </>
      )}
      {shared ? null : <RunNumbers />}
      <span className={classes.space} />
      <SearchButton />
      <span className={classes.undo}>
        <UndoButtons />
      </span>
      <Divider orientation="vertical" className={classes.rule} />
      <ShareButton />
      <ExportMenu />
      <ToolButtons />
    </header>
  );
}

/** The file being checked or the data set on screen, by name, and other data to open. */
function DatasetMenu() {
  const atFile = useScreen(({ step }) => step === 'data' || step === 'check' || step === 'model');
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
        <Entry id="restore" />
        <Entry id="forget" />
      </Menu.Dropdown>
    </Menu>
  );
}

function Entry({ id, label }: { id: string; label?: string }) {
  const entry = command(id);
  useRun((run) => run.saved);
  useImport((state) => state.phase);
  return (
    <Menu.Item disabled={!entry.enabled()} onClick={runCommand(id)}>
      {label ?? entry.label}
    </Menu.Item>
  );
}

/** Train, Pause, one step, Stop: which of them show follows from the run, and from a new file that waits to be trained. */

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;

function RunControls() {
  const phase = useRun((run) => run.phase);
  const stopping = useRun((run) => run.stopping);
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
            // The second half of a double click on Train, whose place this button has taken.
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
            disabled={phase === 'preparing' || stopping}
            onClick={() => void stepOnce()}
          >
            <IconPlayerSkipForward {...icon} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={30}
            aria-label="Stop"
            title="Stop and keep what was learned"
            disabled={stopping}
            onClick={() => void stop()}
          >
            <IconPlayerStop {...icon} />
          </ActionIcon>
        </>
      ) : null}
    </fieldset>
  );
}

function TrainButton() {
  useImport();
  useRun((run) => run.dataset);
  return (
    <Button leftSection={<IconPlayerPlay {...icon} />} disabled={!canTrain()} onClick={() => void train()}>
      Train
    </Button>
  );
}

/** Step, error on perturbations left out and time left; changes a few times a second, and only this re-renders. */
function RunNumbers() {
  const summary = useRun((run) => run.summary);
  const phase = useRun((run) => run.phase);
  const dataset = useRun((run) => run.dataset);
  const demo = useRun((run) => run.demo);
  const waits = useImport((opened) => fileWaits(opened, { dataset }));
  if (phase === 'idle' || phase === 'failed') return null;
  // Numbers of an earlier run beside the name of a file that waits would be read as that file's.
  if (waits && phase !== 'running' && phase !== 'preparing') return null;
  if (phase === 'preparing') return <div className={classes.numbers}>preparing</div>;
  const ended = phase === 'finished' || phase === 'stopped';
  return (
    <div className={classes.numbers}>
      {waits ? (
        <span className={classes.whose}>{demo ? demoTexts[demo].inSentence : dataset?.name}:</span>
      ) : null}
      {summary.refining && !ended ? (
        <>
          <span>
            fit <b>{summary.refining.fit}</b> of {summary.refining.fits}
          </span>
          <span>
            step <b>{count(summary.refining.step)}</b>
          </span>
        </>
      ) : (
        <span>
          {ended ? `${phase} at step` : 'step'} <b>{count(summary.step)}</b>
        </span>
      )}
      {summary.heldOutError === null ? null : (
        <span>
          error, left out <b>{summary.heldOutError.toFixed(2)}</b>
        </span>
      )}
      <span className={classes.secondary}>
        <b>{duration(summary.secondsElapsed)}</b>
        {phase === 'running' && summary.secondsLeft ? `, ${timeLeft(summary.secondsLeft)}` : null}
      </span>
    </div>
  );
}

/** Opens the palette: genes and commands by name. */
function SearchButton() {
  return (
    <button
      type="button"
      className={classes.search}
      aria-label="Gene or command"
      onClick={() => {
        showScreen({ dialog: 'palette' });
      }}
    >
      <IconSearch size={15} stroke={1.75} aria-hidden />
      <span>Gene or command</span>
      <kbd>⌘K</kbd>
    </button>
  );
}

/** Opens the dialog of links and run files; nothing can be shared before something was learned. */
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

/** Undo, redo, light or dark, and the list of shortcuts. */

const toolIcon = { size: 17, stroke: 1.75, 'aria-hidden': true } as const;
const button = { variant: 'subtle', color: 'gray', size: 30 } as const;

function UndoButtons() {
  const canUndo = useView((history) => history.past.length > 0);
  const canRedo = useView((history) => history.future.length > 0);
  return (
    <>
      <ActionIcon {...button} aria-label="Undo" disabled={!canUndo} onClick={undoView}>
        <IconArrowBackUp {...toolIcon} />
      </ActionIcon>
      <ActionIcon {...button} aria-label="Redo" disabled={!canRedo} onClick={redoView}>
        <IconArrowForwardUp {...toolIcon} />
      </ActionIcon>
    </>
  );
}

function ToolButtons() {
  const scheme = useComputedColorScheme('light');
  const { setColorScheme } = useMantineColorScheme();
  const other = scheme === 'light' ? 'dark' : 'light';
  return (
    <>
      <ActionIcon
        {...button}
        aria-label={`Switch to ${other} colours`}
        onClick={() => {
          setColorScheme(other);
        }}
      >
        {scheme === 'light' ? <IconMoon {...toolIcon} /> : <IconSun {...toolIcon} />}
      </ActionIcon>
      <ActionIcon
        {...button}
        aria-label="Keyboard shortcuts and help"
        onClick={() => {
          showScreen({ dialog: 'shortcuts' });
        }}
      >
        <IconHelp {...toolIcon} />
      </ActionIcon>
    </>
  );
}
