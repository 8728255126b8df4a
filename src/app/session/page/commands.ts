/** Every action as one object, for toolbar, menus, palette, shortcut list and keyboard. Screen readers use the labels. */
import type { DemoName } from '../../../dataset/dataset';
import type { TableReading } from '../../../dataset/readers/text/columnRoles';
import { DEFAULT_FITS } from '../../../inference/run/confidence';
import type { TableCommand } from '../../../present/text/datasetErrors';
import { exportTexts } from '../../../present/text/exports';
import type { EnrichedPart } from '../../../share/exports/enrichment';
import { exportFormats, type ExportFormat } from '../../../share/exports/networkExport';
import type { PredictedFormat } from '../../../share/exports/predictedValues';
import { MAX_SCENARIOS } from '../../../share/view';
import * as act from './actions';
import { currentNetwork } from '../share/exports';
import { networkCommands, perturbCommands } from './networkCommands';
import { installApp } from '../offlineState';
import {
  useEffects,
  useEvaluation,
  useImport,
  useKnowledge,
  useMessages,
  useOffline,
  useRun,
  useScreen,
  useView,
} from '../stores';
import { isKeeping } from './actions';
import { canReplay } from '../run/snapshots';
import type { Centre, PartName, ScreenState, StepName } from '../state';
import { isStepOpen, partNames, partsOf, stepNames, steps } from '../view/stepHistory';
import { emitViewEvent, hasViewListener, type ViewEvent } from '../view/viewBus';
import { canRedo, canUndo, redo, undo } from './undo';

type CommandGroup = 'Data' | 'Training' | 'Network' | 'Perturb' | 'Edit' | 'Export' | 'Page';

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly group: CommandGroup;
  /** Keys as in KeyboardEvent.key, with 'Mod+' for ⌘ or Ctrl and 'Shift+' where it matters: ' ', 'Mod+z', 'Shift+Mod+z'. */
  readonly shortcuts: readonly string[];
  enabled(): boolean;
  run(): void | Promise<void>;
}

type Entry = Pick<Command, 'id' | 'label' | 'run'> & Partial<Pick<Command, 'shortcuts' | 'enabled'>>;

/** Commands without `enabled` always are. */
function inGroup(group: CommandGroup, entries: readonly Entry[]): readonly Command[] {
  return entries.map((entry) => ({ group, shortcuts: [], enabled: () => true, ...entry }));
}

/** Sends `event` to a part of the page; enabled while that part listens. */
function sends(event: ViewEvent): Pick<Command, 'enabled' | 'run'> {
  return { enabled: () => hasViewListener(event), run: () => emitViewEvent(event) };
}

const isNotReading = () => !['reading', 'loading'].includes(useImport.getState().phase);
const hasTable = () => {
  const { opened, error } = useImport.getState();
  return error?.tag === 'table-unclear' || opened?.table !== undefined;
};
const hasNetwork = () => currentNetwork() !== null;
const hasModules = () => (useRun.getState().result?.modules.length ?? 0) > 0;
const hasDemo = () => useRun.getState().demo === 'myeloid';
const hasTruth = () => useRun.getState().truth !== null;
const hasResult = () => useRun.getState().result !== null;
const hasEffects = () => {
  const { found, shared } = useEffects.getState();
  return found !== null || shared !== null;
};
const hasRun = () => useRun.getState().phase !== 'idle';
const hasSaved = () => useMessages.getState().saved?.elsewhere === false;
const canKeep = () => !isKeeping() && hasRun() && !useRun.getState().shared;
const isRunning = () => ['running', 'preparing'].includes(useRun.getState().phase);
const isPaused = () => useRun.getState().phase === 'paused';
const isActive = () => (isRunning() || isPaused()) && !useRun.getState().stopping;
const hasTimeLapse = () => canReplay(useRun.getState());
/** A key alone never ends a run that has a result. */
const canPlay = () => isActive() || (!hasResult() && act.canTrain());
const hasDialog = () => useScreen.getState().dialog !== 'none';
const canGoBack = () => hasDialog() || useView.getState().present.selection !== null;
const hasSliders = () => useView.getState().present.sliders.length > 0;
const hasScenarios = () => useView.getState().present.scenarios.length > 0;
const canKeepScenario = () => hasSliders() && useView.getState().present.scenarios.length < MAX_SCENARIOS;

function opensDemo(demo: DemoName, label: string): Entry {
  return { id: `open-demo-${demo}`, label, enabled: isNotReading, run: () => act.openDemo(demo) };
}

function readsTable(id: TableCommand, label: string, reading: TableReading): Entry {
  const run = () => act.readTableAs(reading);
  return { id, label: `Read the table again: ${label}`, enabled: hasTable, run };
}

/** Id of the command that downloads this format. */
export function exportCommand(format: ExportFormat): `download-${ExportFormat}` {
  return `download-${format}`;
}

function downloads(format: ExportFormat): Entry {
  const { name } = exportTexts[format];
  return {
    id: exportCommand(format),
    label: `Download ${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    enabled: () => act.canExport(format),
    run: () => act.downloadExport(format),
  };
}

function playOrPause(): void {
  if (isPaused()) void act.resume();
  else if (isRunning()) void act.pause();
  else void act.train();
}

function showKnowledge(): void {
  useKnowledge.setState({ isAsked: true });
  act.showScreen({ step: 'model' });
}

function measureConfidence(): void {
  act.showScreen({ step: 'evaluate', section: 'confidence' });
  void act.measureConfidence(DEFAULT_FITS);
}

/** Changes the number of edges by about a fifth, by one at least. */
function scalesEdges(factor: number): () => void {
  return () => {
    const { edgeBudget } = useView.getState().present;
    const scaled = Math.round(edgeBudget * factor);
    act.setEdgeBudget(scaled === edgeBudget ? edgeBudget + Math.sign(factor - 1) : scaled);
    act.endGesture();
  };
}

function selectNextModule(): void {
  const modules = useRun.getState().result?.modules ?? [];
  const { selection } = useView.getState().present;
  const current = selection?.kind === 'module' ? selection.module : -1;
  act.select({ kind: 'module', module: (current + 1) % modules.length });
}

function opens(dialog: ScreenState['dialog']): () => void {
  return () => act.showScreen({ dialog });
}

/** Closes what is open, then clears the selection. */
function goBack(): void {
  if (hasDialog()) act.showScreen({ dialog: 'none' });
  else act.select(null);
}

function showsCentre(centre: Centre, label: string): Entry {
  const run = () => act.showScreen({ step: 'explore', centre });
  return { id: `show-${centre}`, label, enabled: hasNetwork, run };
}

/** Below the network of Perturb. */
function opensBelow(perturbPanel: ScreenState['perturbPanel'], label: string): Entry {
  const run = () => act.showScreen({ step: 'perturb', perturbPanel });
  return { id: perturbPanel, label, enabled: act.hasModel, run };
}

async function keepScenario(): Promise<void> {
  (await import('../predict/scenarioActions')).keepScenario();
}

/** Of the sliders and the kept scenarios. */
function downloadsPredicted(format: PredictedFormat): Entry {
  return {
    id: `predicted-${format}`,
    label: `Download predicted values (${format === 'tsv' ? 'TSV' : format})`,
    enabled: () => act.hasModel() && (hasSliders() || hasScenarios()),
    run: () => act.downloadPredicted(format, 'all'),
  };
}

function enriches(of: EnrichedPart, label: string): Entry {
  const run = async () => (await import('../methods/enrichment')).openEnrichment(of);
  return { id: `enrich-${of}`, label, enabled: hasResult, run };
}

function toggleSingleKeys(): void {
  act.showScreen({ singleKeyShortcuts: !useScreen.getState().singleKeyShortcuts });
}

function startTour(): void {
  act.showScreen({ tour: 0, step: 'train', dialog: 'none' });
}

function goesTo(step: StepName, part: PartName): Entry {
  const name = partNames[part];
  return {
    id: `go-to-${part}`,
    label: `Go to ${stepNames[step]}${name === undefined ? '' : `: ${name.toLowerCase()}`}`,
    enabled: () => isStepOpen(part),
    run: () => (part === 'perturb' ? act.showPerturb() : act.showScreen({ step: part })),
  };
}

export const commands: readonly Command[] = [
  ...inGroup('Data', [
    { id: 'open', label: 'Open dataset', shortcuts: ['Mod+o'], ...sends('chooseFiles') },
    opensDemo('myeloid', 'Open the myeloid demo'),
    opensDemo('sachs', 'Open the demo: signalling proteins (measured)'),
    opensDemo('hundred', 'Open the demo: 100 genes, 40 knockouts (simulated)'),
    opensDemo('loops', 'Open the demo: loops (simulated)'),
    readsTable('first-line-names', 'its first line names the columns', { firstLine: 'names' }),
    readsTable('first-line-values', 'its first line is values', { firstLine: 'values' }),
    readsTable('rows-are-cells', 'its rows are cells', { rows: 'cells' }),
    readsTable('rows-are-genes', 'its rows are genes', { rows: 'genes' }),
    { id: 'restore', label: 'Open the run kept last', enabled: hasSaved, run: act.restoreSaved },
    { id: 'runs', label: 'Runs kept in this browser', run: opens('runs') },
    { id: 'keep', label: 'Keep this run in this browser', enabled: canKeep, run: act.keepRun },
  ]),
  ...inGroup('Training', [
    { id: 'train', label: 'Train', enabled: act.canTrain, run: act.train },
    { id: 'pause', label: 'Pause', enabled: () => isRunning() && isActive(), run: act.pause },
    { id: 'resume', label: 'Resume', enabled: () => isPaused() && isActive(), run: act.resume },
    {
      id: 'play-pause',
      label: 'Train, pause or resume',
      shortcuts: [' '],
      enabled: canPlay,
      run: playOrPause,
    },
    {
      id: 'knowledge',
      label: 'Knowledge: learn with a known network',
      enabled: act.canTrain,
      run: showKnowledge,
    },
    { id: 'step', label: 'One step', shortcuts: ['.'], enabled: isActive, run: act.stepOnce },
    { id: 'stop', label: 'Stop', enabled: isActive, run: act.stopRun },
    {
      id: 'measure-confidence',
      label: 'Measure confidence',
      enabled: () => act.confidenceHindrance(useRun.getState(), useEvaluation.getState()) === null,
      run: measureConfidence,
    },
    {
      id: 'time-lapse',
      label: 'Time-lapse of learning',
      enabled: hasTimeLapse,
      run: () => act.showScreen({ step: 'train', drawer: 'timelapse' }),
    },
    {
      id: 'save-time-lapse',
      label: 'Save the time-lapse (GIF or video)',
      enabled: hasTimeLapse,
      run: () => act.showScreen({ step: 'train', drawer: 'timelapse', dialog: 'timelapse' }),
    },
    { id: 'discard', label: 'Discard this run', enabled: hasRun, run: act.discard },
  ]),
  ...inGroup('Network', [
    { id: 'fit', label: 'Fit to view', shortcuts: ['f', '0'], ...sends('fit') },
    { id: 'zoom-in', label: 'Zoom in', shortcuts: ['+', '='], ...sends('zoomIn') },
    { id: 'zoom-out', label: 'Zoom out', shortcuts: ['-'], ...sends('zoomOut') },
    { id: 'fewer-edges', label: 'Fewer edges', shortcuts: ['['], enabled: hasNetwork, run: scalesEdges(0.8) },
    { id: 'more-edges', label: 'More edges', shortcuts: [']'], enabled: hasNetwork, run: scalesEdges(1.25) },
    { id: 'pin', label: 'Pin the selected gene', shortcuts: ['p'], ...sends('pinSelected') },
    {
      id: 'freeze',
      label: 'Freeze the layout',
      shortcuts: ['l'],
      enabled: hasNetwork,
      run: act.toggleLayoutFrozen,
    },
    ...networkCommands,
    showsCentre('network', 'Show the network'),
    showsCentre('matrix', 'Show the network as a heat map'),
    showsCentre('layers', 'Show regulators and modules'),
    showsCentre('table', 'Show the table of edges'),
    showsCentre('cells', 'Show the cells'),
    enriches('modules', 'Enrich: gene sets in the modules'),
    enriches('targets', 'Enrich: gene sets among the targets of regulators'),
    enriches('responders', 'Enrich: gene sets among the responders'),
    {
      id: 'name-modules',
      label: 'Name modules after their best gene sets',
      enabled: hasModules,
      run: async () => (await import('../methods/enrichment')).nameModulesNow(),
    },
    { id: 'next-module', label: 'Next module', shortcuts: ['m'], enabled: hasModules, run: selectNextModule },
    {
      id: 'compare',
      label: 'Compare with a run, a link or known edges',
      enabled: hasResult,
      run: opens('compare'),
    },
    {
      id: 'knowledge-against-data',
      label: 'Compare known edges with measured responses',
      enabled: () => {
        const { truth, dataset } = useRun.getState();
        return hasResult() && (truth !== null || dataset?.knowledge !== undefined);
      },
      run: async () => {
        const { knownToCompare, useCompared } = await import('../methods/compared');
        const second = knownToCompare(useRun.getState());
        useCompared.setState({ first: { kind: 'screen' }, second, known: 'responses' });
        act.showScreen({ dialog: 'compare' });
      },
    },
    {
      id: 'run-methods',
      label: 'Run other methods',
      enabled: act.hasModel,
      run: () => act.showScreen({ step: 'methods', dialog: 'none' }),
    },
    {
      id: 'truth-overlay',
      label: 'Compare with the reference network',
      enabled: () => hasTruth() && hasNetwork(),
      run: act.toggleTruthOverlay,
    },
  ]),
  ...inGroup('Perturb', [
    ...perturbCommands,
    opensBelow('screen', 'Screen: rank perturbations by an outcome'),
    opensBelow('sweep', 'Sweep the level of a gene, or time'),
    opensBelow('additivity', 'Compare a combination with its single changes'),
    {
      id: 'keep-scenario',
      label: 'Keep the perturbation as a scenario',
      enabled: canKeepScenario,
      run: keepScenario,
    },
    { id: 'scenarios', label: 'Compare scenarios', enabled: hasScenarios, run: opens('scenarios') },
    downloadsPredicted('tsv'),
    downloadsPredicted('h5ad'),
    { id: 'release-all', label: 'Release all genes', enabled: hasSliders, run: act.releaseAllSliders },
  ]),
  ...inGroup('Export', [
    { id: 'share', label: 'Share', enabled: hasResult, run: opens('share') },
    { id: 'share-effects', label: 'Share effects', enabled: hasEffects, run: opens('share-effects') },
    {
      id: 'save-run',
      label: 'Save run',
      shortcuts: ['Mod+s'],
      enabled: act.canSaveRun,
      run: act.saveRunFile,
    },
    ...exportFormats.map(downloads),
  ]),
  ...inGroup('Edit', [
    { id: 'undo', label: 'Undo', shortcuts: ['Mod+z'], enabled: canUndo, run: undo },
    { id: 'redo', label: 'Redo', shortcuts: ['Shift+Mod+z', 'Mod+y'], enabled: canRedo, run: redo },
  ]),
  ...inGroup('Export', [
    { id: 'export', label: 'Export', shortcuts: ['Mod+e'], enabled: hasNetwork, run: opens('export') },
    { id: 'export-svg', label: 'Download figure (SVG)', ...sends('exportSvg') },
    { id: 'export-png', label: 'Download figure (PNG)', ...sends('exportPng') },
    { id: 'add-to-figure', label: 'Add the view on screen to a figure', ...sends('addToFigure') },
    { id: 'methods', label: 'Methods and citations', enabled: hasResult, run: opens('methods') },
    { id: 'compose', label: 'Compose a figure', run: opens('composer') },
  ]),
  ...inGroup('Page', [
    ...steps.flatMap((step) => partsOf[step].map((part) => goesTo(step, part))),
    { id: 'search', label: 'Search gene or command', shortcuts: ['/', 'Mod+k'], run: opens('palette') },
    { id: 'shortcuts', label: 'Keyboard shortcuts', shortcuts: ['?'], run: opens('shortcuts') },
    { id: 'tour', label: 'Tour of the demo', enabled: hasDemo, run: startTour },
    {
      id: 'install',
      label: 'Install Modulode as an app',
      enabled: () => useOffline.getState().offer !== null,
      run: installApp,
    },
    {
      id: 'new-version',
      label: 'Reload into the new version',
      enabled: () => useOffline.getState().newVersion,
      run: async () => (await import('./offline')).showNewVersion(),
    },
    { id: 'stored', label: 'What is stored, and delete everything', run: opens('stored') },
    { id: 'single-keys', label: 'Single-key shortcuts on or off', run: toggleSingleKeys },
    { id: 'back', label: 'Back', shortcuts: ['Escape'], enabled: canGoBack, run: goBack },
  ]),
];

/** The command with that id; throws where there is none. */
export function command(id: string): Command {
  const found = commands.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`There is no command '${id}'.`);
  return found;
}
