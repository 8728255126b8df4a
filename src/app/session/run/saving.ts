/**
 * Keeps the run on screen in the browser's storage: at intervals while it trains, at its end, and its view when it is left.
 * Demos and run files are kept on request (runLibrary.ts).
 */
import type { SavedProgress } from '../../../../workers/protocol';
import type { FinishedRun } from '../../../share/finishedRun';
import type { KeptMethod } from '../../../share/keptMethod';
import { recordVersion, type SavedStart, type SavedView } from '../../../share/savedRun';
import { noMethods } from '../state';
import type * as persistence from './persistence';
import { curvesNow } from './snapshots';
import { notify, useMessages, useRun, useView } from '../stores';
import { placementNow } from '../view/viewBus';

const SAVING_MS = 4000;

/** Fetching progress copies it: large models are saved less often. */
const SAVING_MS_PER_MEGABYTE = 500;

interface Keeping {
  readonly start: SavedStart;
  written: boolean;
  /** The view that is stored. */
  view: FinishedRun['view'] | null;
  /** The methods that are stored, where this page has stored them. */
  methods: readonly KeptMethod[];
}

type Parts = Omit<SavedStart, 'version' | 'id'>;

/** 128 random bits; `randomUUID` is missing on pages without https. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

type Written = Awaited<ReturnType<typeof persistence.writeRun>>;

function viewNow({ dataset }: SavedStart): SavedView {
  return { view: useView.getState().present, placement: placementNow(dataset.genes) };
}

/** Milliseconds until the next save, from the size of the last progress. */
export function savingPause(progress: SavedProgress | null): number {
  const { fits = [], kept = [] } = progress ?? {};
  const checkpoints = fits.reduce((sum, fit) => sum + 3 * fit.parameters.byteLength, 0);
  const parameters = kept.flatMap((one) => one.fits).reduce((sum, fit) => sum + fit.byteLength, 0);
  return Math.max(SAVING_MS, ((checkpoints + parameters) / 1e6) * SAVING_MS_PER_MEGABYTE);
}

/** The methods on screen; null where they are stored. */
function unstored(current: Keeping): readonly KeptMethod[] | null {
  const { methods } = useRun.getState();
  return methods === current.methods ? null : methods;
}

/** What this tab keeps of the run on screen. */
interface Kept {
  keeping: Keeping | null;
  /** Deleted from the list while it was on screen. */
  stopped: Keeping | null;
  /** The run that other tabs know to train here. */
  told: string | null;
  /** Of all that is stored, in any tab. */
  deletions: number;
}

/** Which run is kept. */
function createKeeping(at: Kept) {
  /** Keeps this run from now on as a new one, or none. `trains`: other tabs can tell, until `trainingEnded`. */
  function saveFromNow(next: Parts | null, trains = false): void {
    keep(
      next && {
        start: { version: recordVersion, id: newId(), ...next },
        written: false,
        view: null,
        methods: noMethods,
      },
      trains,
    );
  }

  /** Goes on keeping a run of the list, which is on screen now and which no other tab writes (trainingLock.ts). */
  function saveOnward(start: SavedStart, view: FinishedRun['view'] | null, trains = false): void {
    keep({ start, written: true, view, methods: noMethods }, trains);
  }

  /** Keeps the run on screen from now on, as a new one. False where there is none, or only that of a link, without cells. */
  function keepOnScreen(trains = false): boolean {
    const { dataset, trainedWith, truth, demo, shared } = useRun.getState();
    if (!dataset || !trainedWith || shared) return false;
    saveFromNow({ dataset, settings: trainedWith, truth, demo }, trains);
    return true;
  }

  function keep(next: Keeping | null, trains: boolean): void {
    at.keeping = next;
    at.stopped = null;
    useMessages.setState({ keptAs: next?.written ? next.start.id : null });
    tellTabs(trains && next ? next.start.id : null);
    void import('./trainingLock').then(({ writeAlone }) => writeAlone(next?.start.id ?? null));
  }

  /** Leaves off keeping the run on screen, where it is this one. */
  function stopSaving(id: string): void {
    if (at.keeping?.start.id !== id) return;
    const before = at.keeping;
    keep(null, false);
    at.stopped = before;
  }

  /** Leaves off keeping the run on screen, for good: all that is stored is deleted. */
  function stopSavingAny(): void {
    at.deletions += 1;
    keep(null, false);
  }

  /** Undoes `stopSaving`, where that run is still on screen. */
  function saveAgain(id: string): void {
    if (at.stopped?.start.id === id && at.stopped.start.dataset === useRun.getState().dataset)
      keep(at.stopped, false);
  }

  function trainingEnded(): void {
    tellTabs(null);
  }

  function tellTabs(run: string | null): void {
    if (run === at.told) return;
    at.told = run;
    void import('./trainingLock').then(({ holdLock }) => holdLock(run));
  }

  /** Whether the run on screen is kept, or will be within seconds. */
  function isKeeping(): boolean {
    return at.keeping !== null;
  }

  /** Whether the run on screen can be opened again after another replaced it. */
  function isSaved(): boolean {
    return at.keeping?.written ?? false;
  }

  return {
    saveFromNow,
    saveOnward,
    keepOnScreen,
    stopSaving,
    stopSavingAny,
    saveAgain,
    trainingEnded,
    isKeeping,
    isSaved,
  };
}

export function createSaving() {
  const at: Kept = { keeping: null, stopped: null, told: null, deletions: 0 };

  /** Where storage is full or forbidden, one notice says so, and the run continues in memory. False where it is not kept. */
  async function saveState(progress: SavedProgress | null): Promise<boolean> {
    const current = at.keeping;
    if (!current) return false;
    const { result, summary, methods } = useRun.getState();
    const view = viewNow(current.start);
    const state = {
      version: recordVersion,
      id: current.start.id,
      savedAt: Date.now(),
      // The summary lags a little behind the progress.
      summary: { ...summary, step: progress?.step ?? summary.step },
      progress,
      result,
      curves: curvesNow(),
    };
    const { writeRun } = await import('./persistence');
    const write = () => writeRun(current.start, !current.written, state, view, unstored(current));
    const written = current.written ? await write() : await writtenFirst(write);
    if (written.ok) {
      current.written = true;
      current.view = view.view;
      current.methods = methods;
    }
    if (current !== at.keeping) return written.ok;
    if (written.ok) {
      if (useMessages.getState().keptAs !== current.start.id)
        useMessages.setState({ keptAs: current.start.id });
      return true;
    }
    at.keeping = null;
    useMessages.setState({ keptAs: null });
    if (written.error.tag !== 'run-deleted') notify(written.error);
    return false;
  }

  /** The first save of a run makes the storage where there is none: it ends before another tab deletes everything, or is left out. */
  async function writtenFirst(write: () => Promise<Written>): Promise<Written> {
    const before = at.deletions;
    const { withStorage } = await import('./trainingLock');
    return withStorage('shared', async () =>
      before === at.deletions ? write() : { ok: false, error: { tag: 'run-deleted' } },
    );
  }

  /** Keeps the view of the run on screen, such as the names of its modules, and what other methods found, where they have changed. */
  async function saveView(): Promise<void> {
    const current = at.keeping;
    if (!current?.written || useRun.getState().result === null) return;
    const view = viewNow(current.start);
    const methods = unstored(current);
    if (view.view === current.view && methods === null) return;
    current.view = view.view;
    current.methods = methods ?? current.methods;
    const { writeView } = await import('./persistence');
    await writeView(current.start.id, view, methods);
  }

  /** Keeps what other methods found on the run on screen as they end. Returns the unsubscribe function. */
  function followMethods(): () => void {
    return useRun.subscribe((run, before) => {
      if (run.id === before.id && run.methods !== before.methods) void saveView();
    });
  }

  return { ...createKeeping(at), saveState, saveView, followMethods };
}

export type Saving = ReturnType<typeof createSaving>;
