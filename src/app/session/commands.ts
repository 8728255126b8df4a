/**
 * Every action as one object, for toolbar, menus, palette, shortcut list and keyboard. Labels are the names that tests and
 * screen readers use.
 */
import type { DemoName } from '../../dataset/dataset';
import type { TableReading } from '../../dataset/readers/text/columnRoles';
import { DEFAULT_FITS } from '../../inference/confidence/confidence';
import type { TableCommand } from '../../present/text/datasetErrors';
import { exportTexts } from '../../present/text/share';
import { exportFormats, type ExportFormat } from '../../share/exports/networkExport';
import * as act from './actions';
import { currentNetwork } from './actions/exports';
import { useEvaluation, useImport, useMessages, useRun, useScreen, useView } from './stores';
import { emitViewEvent, hasViewListener, type ViewEvent } from './viewBus';

type CommandGroup = 'Data' | 'Training' | 'Network' | 'Perturb' | 'Edit' | 'Export' | 'Page';

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly group: CommandGroup;
  /**
   * Keys as in KeyboardEvent.key, with 'Mod+' for ⌘ or Ctrl and 'Shift+' where it matters: ' ', '.', 'Mod+z', 'Shift+Mod+z'.
   */
  readonly shortcuts: readonly string[];
  enabled(): boolean;
  run(): void;
}

type Name = Pick<Command, 'id' | 'label'> & { readonly shortcuts?: readonly string[] };
type Behaviour = Pick<Command, 'enabled' | 'run'>;

function define(group: CommandGroup, { id, label, shortcuts = [] }: Name, does: Behaviour): Command {
  return { id, label, group, shortcuts, ...does };
}

/** Sends `event` to a part of the page; enabled while that part listens. */
function viewCommand(group: CommandGroup, event: ViewEvent, name: Name): Command {
  return define(group, name, { enabled: () => hasViewListener(event), run: () => emitViewEvent(event) });
}

function demoCommand(demo: DemoName, label: string): Command {
  return define(
    'Data',
    { id: `open-demo-${demo}`, label },
    {
      enabled: () => !['reading', 'loading'].includes(useImport.getState().phase),
      run: () => void act.openDemo(demo),
    },
  );
}

function tableCommand(id: TableCommand, label: string, reading: TableReading): Command {
  return define(
    'Data',
    { id, label: `Read the table again: ${label}` },
    {
      enabled: () => {
        const { opened, error } = useImport.getState();
        return error?.tag === 'table-unclear' || opened?.table !== undefined;
      },
      run: () => void act.readTableAs(reading),
    },
  );
}

const always = () => true;
const hasNetwork = () => currentNetwork() !== null;
const hasSaved = () => useMessages.getState().saved !== null;

const dataCommands: readonly Command[] = [
  viewCommand('Data', 'chooseFiles', { id: 'open', label: 'Open dataset', shortcuts: ['Mod+o'] }),
  demoCommand('myeloid', 'Open the myeloid demo'),
  demoCommand('hundred', 'Open the demo: 100 genes, 40 knockouts (simulated)'),
  demoCommand('loops', 'Open the demo: loops (simulated)'),
  tableCommand('first-line-names', 'its first line names the columns', { firstLine: 'names' }),
  tableCommand('first-line-values', 'its first line is values', { firstLine: 'values' }),
  tableCommand('rows-are-cells', 'its rows are cells', { rows: 'cells' }),
  tableCommand('rows-are-genes', 'its rows are genes', { rows: 'genes' }),
  define(
    'Data',
    { id: 'restore', label: 'Resume the saved run' },
    { enabled: hasSaved, run: () => void act.restoreSaved() },
  ),
  define(
    'Data',
    { id: 'forget', label: 'Discard the saved run' },
    { enabled: hasSaved, run: () => void act.forgetSaved() },
  ),
];

const isRunning = () => ['running', 'preparing'].includes(useRun.getState().phase);
const isPaused = () => useRun.getState().phase === 'paused';
const isActive = () => (isRunning() || isPaused()) && !useRun.getState().stopping;

const trainingCommands: readonly Command[] = [
  define('Training', { id: 'train', label: 'Train' }, { enabled: act.canTrain, run: () => void act.train() }),
  define(
    'Training',
    { id: 'pause', label: 'Pause' },
    { enabled: () => isRunning() && isActive(), run: () => void act.pause() },
  ),
  define(
    'Training',
    { id: 'resume', label: 'Resume' },
    { enabled: () => isPaused() && isActive(), run: () => void act.resume() },
  ),
  define(
    'Training',
    { id: 'play-pause', label: 'Train, pause or resume', shortcuts: [' '] },
    {
      enabled: () => isActive() || act.canTrain(),
      run: () => {
        if (isPaused()) void act.resume();
        else if (isRunning()) void act.pause();
        else void act.train();
      },
    },
  ),
  define(
    'Training',
    { id: 'step', label: 'One step', shortcuts: ['.'] },
    { enabled: isActive, run: () => void act.stepOnce() },
  ),
  define('Training', { id: 'stop', label: 'Stop' }, { enabled: isActive, run: () => void act.stop() }),
  define(
    'Training',
    { id: 'measure-confidence', label: 'Measure confidence' },
    {
      enabled: () => act.confidenceHindrance(useRun.getState(), useEvaluation.getState()) === null,
      run: () => {
        act.showScreen({ step: 'evaluate' });
        void act.measureConfidence(DEFAULT_FITS);
      },
    },
  ),
  define(
    'Training',
    { id: 'discard', label: 'Discard this run' },
    { enabled: () => useRun.getState().phase !== 'idle', run: () => void act.discard() },
  ),
];

/** Changes the number of edges by about a fifth, by one at least. */
function scaleEdgeBudget(factor: number): void {
  const { edgeBudget } = useView.getState().present;
  const scaled = Math.round(edgeBudget * factor);
  act.setEdgeBudget(scaled === edgeBudget ? edgeBudget + Math.sign(factor - 1) : scaled);
  act.endGesture();
}

function selectNextModule(): void {
  const modules = useRun.getState().result?.modules ?? [];
  const { selection } = useView.getState().present;
  const current = selection?.kind === 'module' ? selection.module : -1;
  act.select({ kind: 'module', module: (current + 1) % modules.length });
}

const networkCommands: readonly Command[] = [
  viewCommand('Network', 'fit', { id: 'fit', label: 'Fit to view', shortcuts: ['f', '0'] }),
  viewCommand('Network', 'zoomIn', { id: 'zoom-in', label: 'Zoom in', shortcuts: ['+', '='] }),
  viewCommand('Network', 'zoomOut', { id: 'zoom-out', label: 'Zoom out', shortcuts: ['-'] }),
  define(
    'Network',
    { id: 'fewer-edges', label: 'Fewer edges', shortcuts: ['['] },
    { enabled: hasNetwork, run: () => scaleEdgeBudget(0.8) },
  ),
  define(
    'Network',
    { id: 'more-edges', label: 'More edges', shortcuts: [']'] },
    { enabled: hasNetwork, run: () => scaleEdgeBudget(1.25) },
  ),
  viewCommand('Network', 'pinSelected', { id: 'pin', label: 'Pin the selected gene', shortcuts: ['p'] }),
  define(
    'Network',
    { id: 'freeze', label: 'Freeze the layout', shortcuts: ['l'] },
    { enabled: hasNetwork, run: act.toggleLayoutFrozen },
  ),
  define(
    'Network',
    { id: 'next-module', label: 'Next module', shortcuts: ['m'] },
    { enabled: () => (useRun.getState().result?.modules.length ?? 0) > 0, run: selectNextModule },
  ),
  define(
    'Network',
    { id: 'truth-overlay', label: 'Compare with truth' },
    { enabled: () => useRun.getState().truth !== null && hasNetwork(), run: act.toggleTruthOverlay },
  ),
  define(
    'Perturb',
    { id: 'release-all', label: 'Release all genes' },
    { enabled: () => useView.getState().present.sliders.length > 0, run: act.releaseAllSliders },
  ),
];

const shareCommands: readonly Command[] = [
  define(
    'Export',
    { id: 'share', label: 'Share' },
    {
      enabled: () => useRun.getState().result !== null,
      run: () => act.showScreen({ dialog: 'share' }),
    },
  ),
  define(
    'Export',
    { id: 'save-run', label: 'Save run', shortcuts: ['Mod+s'] },
    { enabled: act.canSaveRun, run: () => void act.saveRunFile() },
  ),
  ...exportFormats.map((format) => {
    const { name } = exportTexts[format];
    return define(
      'Export',
      {
        id: exportCommand(format),
        label: `Download ${name.charAt(0).toLowerCase()}${name.slice(1)}`,
      },
      { enabled: () => act.canExport(format), run: () => void act.downloadExport(format) },
    );
  }),
];

/** Id of the command that downloads this format. */
export function exportCommand(format: ExportFormat): `download-${ExportFormat}` {
  return `download-${format}`;
}

/** Closes what is open, then clears the selection. */
function goBack(): void {
  if (useScreen.getState().dialog !== 'none') act.showScreen({ dialog: 'none' });
  else act.select(null);
}

const pageCommands: readonly Command[] = [
  define(
    'Edit',
    { id: 'undo', label: 'Undo', shortcuts: ['Mod+z'] },
    { enabled: () => useView.getState().past.length > 0, run: act.undoView },
  ),
  define(
    'Edit',
    { id: 'redo', label: 'Redo', shortcuts: ['Shift+Mod+z', 'Mod+y'] },
    { enabled: () => useView.getState().future.length > 0, run: act.redoView },
  ),
  define(
    'Export',
    { id: 'export', label: 'Export', shortcuts: ['Mod+e'] },
    { enabled: hasNetwork, run: () => act.showScreen({ dialog: 'export' }) },
  ),
  viewCommand('Export', 'exportSvg', { id: 'export-svg', label: 'Download figure (SVG)' }),
  viewCommand('Export', 'exportPng', { id: 'export-png', label: 'Download figure (PNG)' }),
  define(
    'Page',
    { id: 'search', label: 'Search gene or command', shortcuts: ['/', 'Mod+k'] },
    { enabled: always, run: () => act.showScreen({ dialog: 'palette' }) },
  ),
  define(
    'Page',
    { id: 'shortcuts', label: 'Keyboard shortcuts', shortcuts: ['?'] },
    { enabled: always, run: () => act.showScreen({ dialog: 'shortcuts' }) },
  ),
  define(
    'Page',
    { id: 'single-keys', label: 'Single-key shortcuts on or off' },
    {
      enabled: always,
      run: () => act.showScreen({ singleKeyShortcuts: !useScreen.getState().singleKeyShortcuts }),
    },
  ),
  define(
    'Page',
    { id: 'back', label: 'Back', shortcuts: ['Escape'] },
    {
      enabled: () => useScreen.getState().dialog !== 'none' || useView.getState().present.selection !== null,
      run: goBack,
    },
  ),
];

export const commands: readonly Command[] = [
  ...dataCommands,
  ...trainingCommands,
  ...networkCommands,
  ...shareCommands,
  ...pageCommands,
];

/** The command with that id; throws where there is none. */
export function command(id: string): Command {
  const found = commands.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`There is no command '${id}'.`);
  return found;
}
