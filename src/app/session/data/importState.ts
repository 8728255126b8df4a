/** Transitions of ImportState as pure functions, from a dropped file to a data set. */
import type { OpenedFile } from '../../../dataset/annotation';
import type { Dataset, DemoName } from '../../../dataset/dataset';
import { cellColumns, isRatio, type LabelTarget, type Mapping } from '../../../dataset/mapping';
import { sameMapping } from '../../../dataset/sameMapping';
import type { ChosenColumns } from '../../../dataset/recognise/numericColumns';
import type { Recognition } from '../../../dataset/recognition';
import type { QualityReport } from '../../../dataset/quality/qualityReport';
import type { Truth } from '../../../evaluation/networks/truth';
import { type History, newHistory } from '../history';
import { type AppError, emptyImport, type ImportState, type RunState } from '../state';

/** `parts`: the files, and what is open meanwhile. */
export function reading(
  fileName: string,
  demo: DemoName | null,
  truth: Truth | null,
  parts: Partial<Pick<ImportState, 'files' | 'aside'>> = {},
): ImportState {
  return { ...emptyImport, phase: 'reading', fileName, demo, truth, ...parts };
}

/** A file is being downloaded; the open file stays open. */
export function downloading(state: ImportState, fileName: string): ImportState {
  return { ...state, phase: 'reading', fileName, progress: null, error: null };
}

/** Returns to the open file, if any. */
export function downloadEnded(state: ImportState): ImportState {
  if (state.progress?.phase !== 'downloading') return state;
  const { openFile: fileName } = state.progress;
  const before = { ...state, phase: state.opened ? 'checking' : 'idle', fileName, progress: null } as const;
  return state.mapping ? withMapping(before, state.mapping) : before;
}

export function progressed(state: ImportState, progress: NonNullable<ImportState['progress']>): ImportState {
  return isBusy(state) ? { ...state, progress, isSilent: false } : state;
}

export function fellSilent(state: ImportState): ImportState {
  return isBusy(state) ? { ...state, isSilent: true } : state;
}

function isBusy({ phase }: ImportState): boolean {
  return phase === 'reading' || phase === 'loading';
}

export function opened(state: ImportState, file: OpenedFile, recognition: Recognition): ImportState {
  return {
    ...state,
    phase: 'checking',
    progress: null,
    isSilent: false,
    opened: file,
    recognition,
    mapping: recognition.mapping,
    error: null,
    aside: null,
  };
}

export function readingControls(state: ImportState, file: string): ImportState {
  return { ...state, phase: 'reading', controlsFile: file, progress: null, error: null };
}

/** The open table is read again with other columns as genes. */
export function readingColumns(state: ImportState, columns: ChosenColumns): ImportState {
  return { ...state, phase: 'reading', progress: null, error: null, columns };
}

/** `file` has other genes. The person's changes stay, except of columns that are genes now; values have to be read again. */
export function columnsTaken(
  state: ImportState,
  file: OpenedFile,
  recognition: Recognition,
  columns: ChosenColumns,
): ImportState {
  const isLost = (name: unknown) => typeof name === 'string' && !file.obs.some((own) => own.name === name);
  const changes = Object.fromEntries(
    Object.entries(state.changes).filter(
      ([field, value]) =>
        !cellColumns.some((column) => column === field && column !== 'perturbationColumn') || !isLost(value),
    ),
  );
  // A later reading of the table keeps the columns.
  const files = state.files && { ...state.files, table: { ...state.files.table, ...columns } };
  return { ...openedAgain(state, file, recognition, changes), files, columns: null };
}

/** The open file has other genes or cells. `changes`: the person's, which stay. */
function openedAgain(
  state: ImportState,
  file: OpenedFile,
  recognition: Recognition,
  changes: Partial<Mapping>,
): ImportState {
  return {
    ...opened(state, file, recognition),
    mapping: { ...recognition.mapping, ...changes },
    changes,
    quality: null,
    dataset: null,
    loadedMapping: null,
  };
}

/** Returns to the mapping as it was. */
export function controlsCancelled(state: ImportState): ImportState {
  if (state.controlsFile === null || !state.mapping) return state;
  return withMapping({ ...state, phase: 'checking', controlsFile: null, progress: null }, state.mapping);
}

/** `file` includes the added cells. The person's changes stay, except the control; values have to be read again. */
export function controlsAdded(state: ImportState, file: OpenedFile, recognition: Recognition): ImportState {
  const changes = { ...state.changes, control: recognition.mapping.control };
  return { ...openedAgain(state, file, recognition, changes), controlsFile: null };
}

/** Fields that are recognised from another field: a change of that one replaces them, unless they change with it. */
const dependents: Record<'matrix' | 'perturbationColumn', readonly string[]> = {
  matrix: ['values', 'geneColumn'],
  perturbationColumn: [
    'control',
    'kind',
    'kindColumn',
    'batchColumn',
    'guideColumn',
    'doseColumn',
    'contextColumn',
    'context',
    'heldOut',
    'cells',
  ],
} satisfies Partial<Record<keyof Mapping, readonly (keyof Mapping)[]>>;

/** Takes effect at once; the new recognition follows through `recognisedAgain`. */
export function changed(state: ImportState, change: Partial<Mapping>): ImportState {
  if (!state.mapping) return state;
  const stale = (['matrix', 'perturbationColumn'] as const)
    .filter((field) => change[field] !== undefined && change[field] !== state.mapping?.[field])
    .flatMap((field) => dependents[field]);
  const kept = Object.fromEntries(Object.entries(state.changes).filter(([field]) => !stale.includes(field)));
  const mapping = { ...state.mapping, ...change };
  const quality = Object.keys(change).every((field) => KEEPS_CELLS.has(field)) ? state.quality : null;
  return withMapping({ ...state, quality, changes: { ...kept, ...change }, error: null }, mapping);
}

/** What labels name is corrected, or a correction taken back. */
export function corrected(
  state: ImportState,
  step: (history: History<readonly LabelTarget[]>) => History<readonly LabelTarget[]>,
): ImportState {
  if (!state.mapping) return state;
  const before = state.corrections ?? newHistory(state.mapping.targets ?? []);
  const corrections = step(before);
  return corrections === before
    ? state
    : changed({ ...state, corrections }, { targets: corrections.present });
}

/** Changes that keep the cells and values, and so the measured quality. */
const KEEPS_CELLS = new Set<string>([
  'filter',
  'genes',
  'regulators',
  'candidates',
  'batchColumn',
  'cells',
] satisfies (keyof Mapping)[]);

export function qualityProgressed(state: ImportState, share: number): ImportState {
  return state.phase === 'checking' || state.phase === 'ready' ? { ...state, qualityShare: share } : state;
}

/** The measurement has ended. A report for another mapping than the present one is ignored; null keeps the known one. */
export function qualityEnded(
  state: ImportState,
  report: QualityReport | null,
  mapping: Mapping,
): ImportState {
  const quality = report !== null && sameMapping(state.mapping, mapping) ? report : state.quality;
  return { ...state, quality, qualityShare: null };
}

export function qualityCancelled(state: ImportState): ImportState {
  return { ...state, quality: null, qualityShare: null };
}

export function recognisedAgain(state: ImportState, recognition: Recognition): ImportState {
  return withMapping({ ...state, recognition }, { ...recognition.mapping, ...state.changes });
}

function withMapping(state: ImportState, mapping: Mapping): ImportState {
  const settled = state.phase === 'checking' || state.phase === 'ready';
  if (!settled) return { ...state, mapping };
  const phase = state.dataset && sameMapping(mapping, state.loadedMapping) ? 'ready' : 'checking';
  return { ...state, mapping, phase };
}

export function loading(state: ImportState): ImportState {
  return { ...state, phase: 'loading', progress: null, isSilent: false, qualityShare: null, error: null };
}

/** `mapping`: the one that was loaded; the person may have changed it meanwhile. */
export function loaded(state: ImportState, dataset: Dataset, mapping: Mapping): ImportState {
  const phase = sameMapping(state.mapping, mapping) ? 'ready' : 'checking';
  return {
    ...state,
    phase,
    progress: null,
    isSilent: false,
    dataset,
    loadedMapping: mapping,
    error: null,
  };
}

/** Returns to the mapping, with its values where they were read; a file that could not be opened leaves its name and the error. */
export function importFailed(state: ImportState, error: AppError): ImportState {
  return { ...putBack(state), error };
}

/** The open file as it was before it was read again or another was, without what had begun. */
export function putBack(state: ImportState): ImportState {
  const before = {
    ...state,
    phase: state.opened ? 'checking' : 'idle',
    controlsFile: null,
    progress: null,
    isSilent: false,
    qualityShare: null,
    error: null,
    columns: null,
  } as const;
  return state.mapping ? withMapping(before, state.mapping) : before;
}

/** Whether a network cannot be trained from the open file, whatever is answered: no perturbation has a measured target. */
export function isForEffects({ recognition }: Pick<ImportState, 'recognition'>): boolean {
  return recognition?.blocked === 'effects-only';
}

/** Whether effects can be measured in the open file as it was recognised; what a person has to answer is asked on Check. */
export function isUnderstood({
  recognition,
  mapping,
}: Pick<ImportState, 'recognition' | 'mapping'>): boolean {
  if (mapping === null || (recognition?.blocked !== null && !isForEffects({ recognition }))) return false;
  return mapping.control.mode === 'cells' || isRatio(mapping.values);
}

/** Whether a run is of the values that were read from the open file, with or without a known network. */
export function isOfOpenFile({ dataset }: Pick<ImportState, 'dataset'>, of: RunState['dataset']): boolean {
  return dataset !== null && dataset.conditions === of?.conditions;
}

/** Whether the open file is not the one of the run on screen. */
export function fileWaits(
  file: Pick<ImportState, 'phase' | 'dataset'>,
  run: Pick<RunState, 'dataset'>,
): boolean {
  return file.phase !== 'idle' && !(file.phase === 'ready' && isOfOpenFile(file, run.dataset));
}
