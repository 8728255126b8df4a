/** Transitions of ImportState as pure functions: what a file goes through from the drop to a data set. */
import type { OpenedFile } from '../../dataset/annotation';
import type { Dataset } from '../../dataset/dataset';
import type { Mapping, Recognition } from '../../dataset/mapping';
import type { QualityReport } from '../../dataset/quality/qualityReport';
import type { Truth } from '../../evaluation/truth';
import type { DemoName } from '../../dataset/demoNames';
import type { AppError, ImportState } from './state';

export const emptyImport: ImportState = {
  phase: 'idle',
  demo: null,
  fileName: null,
  controlsFile: null,
  progress: null,
  isSilent: false,
  opened: null,
  recognition: null,
  mapping: null,
  changes: {},
  quality: null,
  qualityShare: null,
  dataset: null,
  loadedMapping: null,
  truth: null,
  error: null,
};

export function reading(fileName: string, demo: DemoName | null, truth: Truth | null): ImportState {
  return { ...emptyImport, phase: 'reading', fileName, demo, truth };
}

/** A file on its way from elsewhere; what is open stays so. */
export function downloading(state: ImportState, fileName: string): ImportState {
  return { ...state, phase: 'reading', fileName, progress: null, error: null };
}

/** Back to the file that is open, if any; `fileName` is its name. */
export function downloadEnded(state: ImportState, fileName: string | null): ImportState {
  if (state.progress?.phase !== 'downloading') return state;
  const before = { ...state, phase: state.opened ? 'checking' : 'idle', fileName, progress: null } as const;
  return state.mapping ? withMapping(before, state.mapping) : before;
}

export function progressed(state: ImportState, progress: NonNullable<ImportState['progress']>): ImportState {
  return state.phase === 'reading' || state.phase === 'loading'
    ? { ...state, progress, isSilent: false }
    : state;
}

export function fellSilent(state: ImportState): ImportState {
  return state.phase === 'reading' || state.phase === 'loading' ? { ...state, isSilent: true } : state;
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
  };
}

export function readingControls(state: ImportState, file: string): ImportState {
  return { ...state, phase: 'reading', controlsFile: file, progress: null, error: null };
}

/** Back to the questions as they were. */
export function controlsCancelled(state: ImportState): ImportState {
  if (state.controlsFile === null || !state.mapping) return state;
  return withMapping({ ...state, phase: 'checking', controlsFile: null, progress: null }, state.mapping);
}

/** `file` holds the added cells; what the person changed stays, but for the control. Values have to be read anew. */
export function controlsAdded(state: ImportState, file: OpenedFile, recognition: Recognition): ImportState {
  const changes = { ...state.changes, control: recognition.mapping.control };
  return {
    ...opened(state, file, recognition),
    controlsFile: null,
    mapping: { ...recognition.mapping, ...changes },
    changes,
    quality: null,
    dataset: null,
    loadedMapping: null,
  };
}

/** Guesses that rest on another one are made anew when that one changes, unless they were changed with it. */
const resting: Partial<Record<keyof Mapping, readonly (keyof Mapping)[]>> = {
  matrix: ['values', 'geneColumn'],
  perturbationColumn: ['control', 'kind', 'kindColumn', 'batchColumn', 'heldOut'],
};

/** The change shows at once; the ingest worker's new guess follows through `recognisedAgain`. */
export function changed(state: ImportState, change: Partial<Mapping>): ImportState {
  if (!state.mapping) return state;
  const stale = new Set(
    (['matrix', 'perturbationColumn'] as const)
      .filter((field) => change[field] !== undefined && change[field] !== state.mapping?.[field])
      .flatMap((field) => resting[field] ?? []),
  );
  const kept = Object.fromEntries(
    Object.entries(state.changes).filter(([field]) => ![...stale].some((name) => name === field)),
  );
  const mapping = { ...state.mapping, ...change };
  const quality = Object.keys(change).every((field) => sparesCells.includes(field)) ? state.quality : null;
  return withMapping({ ...state, quality, changes: { ...kept, ...change }, error: null }, mapping);
}

/** Changes after which the quality of the same cells is told: at once, from what is known. */
const sparesCells: readonly string[] = [
  'filter',
  'genes',
  'regulators',
  'batchColumn',
] satisfies (keyof Mapping)[];

export function qualityProgressed(state: ImportState, share: number): ImportState {
  return state.phase === 'checking' || state.phase === 'ready' ? { ...state, qualityShare: share } : state;
}

/** Nothing is read for it any more; without a `report`, as far as that is of the mapping on screen, what was known stays. */
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

/** `mapping` is what was loaded; the person may have changed the wanted one meanwhile. */
export function loaded(state: ImportState, dataset: Dataset, mapping: Mapping): ImportState {
  const phase = sameMapping(state.mapping, mapping) ? 'ready' : 'checking';
  return { ...state, phase, progress: null, isSilent: false, dataset, loadedMapping: mapping, error: null };
}

/** Back to where the person can change something; a file that could not be opened leaves only its name and reason. */
export function importFailed(state: ImportState, error: AppError): ImportState {
  return {
    ...state,
    phase: state.opened ? 'checking' : 'idle',
    controlsFile: null,
    progress: null,
    isSilent: false,
    error,
  };
}

function sameMapping(a: Mapping | null, b: Mapping | null): boolean {
  return canonical(a) === canonical(b);
}

function canonical(mapping: Mapping | null): string {
  return JSON.stringify(mapping, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
