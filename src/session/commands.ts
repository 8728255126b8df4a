/**
 * Every action as one object. The registry feeds toolbar, menus, palette, shortcut list and keyboard; labels are the names
 * tests and screen readers know.
 */
import * as act from './actions';
import { useRun, useScreen, useView, useImport } from './stores';
import { emitViewEvent, hasViewListener, type ViewEvent } from './viewBus';

export type CommandGroup = 'Data' | 'Training' | 'Network' | 'Perturb' | 'Edit' | 'Export' | 'Page';

export interface Command {
  readonly id: string;
  readonly label: string;
  /** Name in @tabler/icons-react without the prefix: 'PlayerPlay' is IconPlayerPlay. */
  readonly icon: string;
  /**
   * Key as in KeyboardEvent.key, with 'Mod+' for ⌘ or Ctrl and 'Shift+' where it matters: ' ', '.', 'Mod+z', 'Shift+Mod+z'.
   * Several keys may stand for the same command.
   */
  readonly shortcuts: readonly string[];
  readonly group: CommandGroup;
  enabled(): boolean;
  run(): void;
}

const isRunning = () => ['running', 'preparing'].includes(useRun.getState().phase);
const isPaused = () => useRun.getState().phase === 'paused';
const isActive = () => (isRunning() || isPaused()) && !useRun.getState().stopping;
const hasNetwork = () => act.currentNetwork() !== null;
const always = () => true;

/** A change of the edge budget by one step of about a fifth. */
function changeBudget(factor: number): void {
  const { edgeBudget } = useView.getState().present;
  const changed = Math.round(edgeBudget * factor);
  act.setEdgeBudget(changed === edgeBudget ? edgeBudget + Math.sign(factor - 1) : changed);
  act.endGesture();
}

function nextModule(): void {
  const modules = useRun.getState().result?.modules ?? [];
  const { selection } = useView.getState().present;
  const current = selection?.kind === 'module' ? selection.module : -1;
  act.select({ kind: 'module', module: (current + 1) % modules.length });
}

/** Closes what is open, then clears the selection. */
function back(): void {
  if (useScreen.getState().dialog !== 'none') act.showScreen({ dialog: 'none' });
  else act.select(null);
}

function viewCommand(
  event: ViewEvent,
  rest: Pick<Command, 'id' | 'label' | 'icon' | 'shortcuts' | 'group'>,
): Command {
  return { ...rest, enabled: () => hasViewListener(event), run: () => emitViewEvent(event) };
}

export const commands: readonly Command[] = [
  viewCommand('chooseFiles', {
    id: 'open',
    label: 'Open dataset',
    icon: 'FileUpload',
    shortcuts: ['Mod+o'],
    group: 'Data',
  }),
  {
    id: 'open-demo',
    label: 'Open the demo',
    icon: 'Flask',
    shortcuts: [],
    group: 'Data',
    enabled: () => useImport.getState().phase !== 'reading' && useImport.getState().phase !== 'loading',
    run: () => void act.openDemo(),
  },
  {
    id: 'restore',
    label: 'Go on with the saved run',
    icon: 'History',
    shortcuts: [],
    group: 'Data',
    enabled: () => useRun.getState().saved !== null,
    run: () => void act.restoreSaved(),
  },
  {
    id: 'forget',
    label: 'Forget the saved run',
    icon: 'Trash',
    shortcuts: [],
    group: 'Data',
    enabled: () => useRun.getState().saved !== null,
    run: () => void act.forgetSaved(),
  },
  {
    id: 'train',
    label: 'Train',
    icon: 'PlayerPlay',
    shortcuts: [],
    group: 'Training',
    enabled: act.canTrain,
    run: () => void act.train(),
  },
  {
    id: 'pause',
    label: 'Pause',
    icon: 'PlayerPause',
    shortcuts: [],
    group: 'Training',
    enabled: () => isRunning() && isActive(),
    run: () => void act.pause(),
  },
  {
    id: 'resume',
    label: 'Resume',
    icon: 'PlayerPlay',
    shortcuts: [],
    group: 'Training',
    enabled: () => isPaused() && isActive(),
    run: () => void act.resume(),
  },
  {
    id: 'play-pause',
    label: 'Train, pause or resume',
    icon: 'PlayerPlay',
    shortcuts: [' '],
    group: 'Training',
    enabled: () => isActive() || act.canTrain(),
    run: () => {
      if (isPaused()) void act.resume();
      else if (isRunning()) void act.pause();
      else void act.train();
    },
  },
  {
    id: 'step',
    label: 'One step',
    icon: 'PlayerTrackNext',
    shortcuts: ['.'],
    group: 'Training',
    enabled: isActive,
    run: () => void act.stepOnce(),
  },
  {
    id: 'stop',
    label: 'Stop',
    icon: 'PlayerStop',
    shortcuts: [],
    group: 'Training',
    enabled: isActive,
    run: () => void act.stop(),
  },
  {
    id: 'discard',
    label: 'Discard this run',
    icon: 'Trash',
    shortcuts: [],
    group: 'Training',
    enabled: () => useRun.getState().phase !== 'idle',
    run: () => void act.discard(),
  },
  viewCommand('fit', {
    id: 'fit',
    label: 'Fit to view',
    icon: 'Maximize',
    shortcuts: ['f', '0'],
    group: 'Network',
  }),
  viewCommand('zoomIn', {
    id: 'zoom-in',
    label: 'Zoom in',
    icon: 'Plus',
    shortcuts: ['+', '='],
    group: 'Network',
  }),
  viewCommand('zoomOut', {
    id: 'zoom-out',
    label: 'Zoom out',
    icon: 'Minus',
    shortcuts: ['-'],
    group: 'Network',
  }),
  {
    id: 'fewer-edges',
    label: 'Fewer edges',
    icon: 'ChevronLeft',
    shortcuts: ['['],
    group: 'Network',
    enabled: hasNetwork,
    run: () => changeBudget(0.8),
  },
  {
    id: 'more-edges',
    label: 'More edges',
    icon: 'ChevronRight',
    shortcuts: [']'],
    group: 'Network',
    enabled: hasNetwork,
    run: () => changeBudget(1.25),
  },
  viewCommand('pinSelected', {
    id: 'pin',
    label: 'Pin the selected gene',
    icon: 'Pin',
    shortcuts: ['p'],
    group: 'Network',
  }),
  {
    id: 'freeze',
    label: 'Freeze the layout',
    icon: 'Snowflake',
    shortcuts: ['l'],
    group: 'Network',
    enabled: hasNetwork,
    run: act.toggleLayoutFrozen,
  },
  {
    id: 'next-module',
    label: 'Next module',
    icon: 'ArrowRight',
    shortcuts: ['m'],
    group: 'Network',
    enabled: () => (useRun.getState().result?.modules.length ?? 0) > 0,
    run: nextModule,
  },
  {
    id: 'truth-overlay',
    label: 'Compare with truth',
    icon: 'CircleCheck',
    shortcuts: [],
    group: 'Network',
    enabled: () => useRun.getState().truth !== null && hasNetwork(),
    run: act.toggleTruthOverlay,
  },
  {
    id: 'release-all',
    label: 'Release all genes',
    icon: 'Refresh',
    shortcuts: [],
    group: 'Perturb',
    enabled: () => useView.getState().present.sliders.length > 0,
    run: act.releaseAllSliders,
  },
  {
    id: 'undo',
    label: 'Undo',
    icon: 'ArrowBackUp',
    shortcuts: ['Mod+z'],
    group: 'Edit',
    enabled: () => useView.getState().past.length > 0,
    run: act.undoView,
  },
  {
    id: 'redo',
    label: 'Redo',
    icon: 'ArrowForwardUp',
    shortcuts: ['Shift+Mod+z', 'Mod+y'],
    group: 'Edit',
    enabled: () => useView.getState().future.length > 0,
    run: act.redoView,
  },
  {
    id: 'export',
    label: 'Export',
    icon: 'Download',
    shortcuts: ['Mod+e'],
    group: 'Export',
    enabled: hasNetwork,
    run: () => act.showScreen({ dialog: 'export' }),
  },
  {
    id: 'download-edges',
    label: 'Download edges (TSV)',
    icon: 'Table',
    shortcuts: [],
    group: 'Export',
    enabled: hasNetwork,
    run: () => void act.downloadEdges(),
  },
  viewCommand('exportSvg', {
    id: 'export-svg',
    label: 'Download figure (SVG)',
    icon: 'Vector',
    shortcuts: [],
    group: 'Export',
  }),
  viewCommand('exportPng', {
    id: 'export-png',
    label: 'Download figure (PNG)',
    icon: 'Photo',
    shortcuts: [],
    group: 'Export',
  }),
  {
    id: 'search',
    label: 'Search gene or command',
    icon: 'Search',
    shortcuts: ['/', 'Mod+k'],
    group: 'Page',
    enabled: always,
    run: () => act.showScreen({ dialog: 'palette' }),
  },
  {
    id: 'shortcuts',
    label: 'Keyboard shortcuts',
    icon: 'Keyboard',
    shortcuts: ['?'],
    group: 'Page',
    enabled: always,
    run: () => act.showScreen({ dialog: 'shortcuts' }),
  },
  {
    id: 'single-keys',
    label: 'Single-key shortcuts on or off',
    icon: 'KeyboardOff',
    shortcuts: [],
    group: 'Page',
    enabled: always,
    run: () => act.showScreen({ singleKeyShortcuts: !useScreen.getState().singleKeyShortcuts }),
  },
  {
    id: 'back',
    label: 'Back',
    icon: 'ArrowLeft',
    shortcuts: ['Escape'],
    group: 'Page',
    enabled: () => useScreen.getState().dialog !== 'none' || useView.getState().present.selection !== null,
    run: back,
  },
];

/** The command of that id; an unknown id is a bug of the caller. */
export function command(id: string): Command {
  const found = commands.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`There is no command '${id}'.`);
  return found;
}
