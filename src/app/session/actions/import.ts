/**
 * How a file comes in: opened and scanned in a worker of its own, mapped by the person, loaded when its values are needed.
 * The run on screen stays whatever happens here; only Train replaces it.
 */
import { proxy } from 'comlink';
import type { IngestApi, SimulationApi } from '../../../../workers/protocol';
import type { ReadProgress } from '../../../dataset/import';
import type { Mapping } from '../../../dataset/mapping';
import type { FileGroup } from '../../../dataset/readers/group';
import type { TableReading } from '../../../dataset/readers/text/firstLine';
import type { Truth } from '../../../evaluation/truth';
import type { DemoName, SimulatedDemo } from '../../../dataset/demoNames';
import { download } from '../download';
import { ingestWorker, simulationWorker, type WorkerHandle } from '../clients';
import {
  changed,
  controlsAdded,
  controlsCancelled,
  downloadEnded,
  downloading,
  emptyImport,
  fellSilent,
  importFailed,
  loaded,
  loading,
  opened,
  progressed,
  reading,
  readingControls,
  recognisedAgain,
} from '../importState';
import { latestWins } from '../latestWins';
import { type AfterSilence, MOST_SILENT_SECONDS, SILENT_SECONDS, watchSilence } from '../silence';
import { logged } from '../runState';
import type { WebAddress } from '../webAddress';
import type { AppError } from '../state';
import { useImport, useRun, useScreen } from '../stores';

/** The worker of the import on screen; null where no file is open. */
let worker: WorkerHandle<IngestApi> | null = null;
/** The worker that makes a file first. */
let maker: WorkerHandle<SimulationApi> | null = null;
/** What ends the download of a file, and the name of the file that is open meanwhile. */
let fetching: { readonly controller: AbortController; readonly openFile: string | null } | null = null;

/** Simulates the screen of that demo, with progress; null where that was cancelled, failed or gave way to another file. */
export async function simulate(demo: SimulatedDemo): Promise<{ data: File; truth: File } | null> {
  endWorker();
  const own = simulationWorker();
  maker = own;
  const name = `simulated-${demo}`;
  useImport.setState(reading(`${name}.h5ad`, demo, null), true);
  const told = (percent: number) => {
    if (maker !== own) return;
    useImport.setState((state) => progressed(state, { phase: 'simulating', percent }), true);
  };
  const outcome = await own.ask((simulation) => simulation.simulate(demo, proxy(told)));
  if (maker !== own) return null;
  endWorker();
  if (outcome.ok) {
    const { data, truth } = outcome.value;
    return { data: new File([data], `${name}.h5ad`), truth: new File([truth], `${name}.truth.tsv`) };
  }
  if (outcome.error.tag === 'worker-lost') fail(outcome.error);
  return null;
}

/**
 * Fetches a file from elsewhere, with progress; null where that was cancelled, failed or gave way to another file. What is
 * open stays open meanwhile.
 */
export async function fetchFile(address: WebAddress): Promise<File | null> {
  const { fileName: openFile, phase } = useImport.getState();
  if (phase === 'reading' || phase === 'loading') return null;
  const own = { controller: new AbortController(), openFile };
  fetching = own;
  const { host, file } = address;
  const told = (bytesDone: number, bytesTotal: number) => {
    if (fetching !== own) return;
    const share = { phase: 'downloading', host, bytesDone, bytesTotal } as const;
    useImport.setState((state) => progressed(state, share), true);
  };
  useImport.setState((state) => downloading(state, file), true);
  told(0, 0);
  const outcome = await download(address, told, own.controller.signal);
  if (fetching !== own || !outcome) return null;
  cancelDownload();
  if (outcome.ok) return outcome.value;
  fail(outcome.error);
  return null;
}

function cancelDownload(): void {
  const openFile = fetching?.openFile ?? null;
  fetching?.controller.abort();
  fetching = null;
  useImport.setState((state) => downloadEnded(state, openFile), true);
}

/** The files that were opened last, for a table that is to be read another way. */
let lastFiles: FileGroup<File> | null = null;

/** The same table with its first line or its rows taken for something else; what was said before stays. */
export async function reopen(table: TableReading): Promise<void> {
  if (lastFiles === null) return;
  const { truth } = useImport.getState();
  await open({ ...lastFiles, table: { ...lastFiles.table, ...table } }, { truth, demo: null });
}

/** Reads what the file says about itself; the import is `checking` afterwards, or `idle` with an error. */
export async function open(
  files: FileGroup<File>,
  { truth, demo }: { readonly truth: Truth | null; readonly demo: DemoName | null },
): Promise<void> {
  endWorker();
  lastFiles = files;
  const own = ingestWorker();
  worker = own;
  useImport.setState(reading(files.main.name, demo, truth), true);
  const giveUp = () => {
    if (worker !== own) return;
    endWorker();
    const detail = `Nothing came of it for ${MOST_SILENT_SECONDS} seconds.`;
    fail({ tag: 'damaged-file', file: files.main.name, where: 'a part that has no end', detail });
  };
  const { heard, end } = watched(own, [{ seconds: MOST_SILENT_SECONDS, act: giveUp }]);
  const outcome = await own.ask((ingest) => ingest.open(files, proxy(heard)));
  end();
  if (worker !== own) return;
  if (!outcome.ok) {
    if (outcome.error.tag === 'worker-lost') fail(outcome.error);
  } else if (!outcome.value.ok) fail(outcome.value.error);
  else {
    const { opened: file, recognition } = outcome.value.value;
    useImport.setState((state) => opened(state, file, recognition), true);
    const genes = file.genes[recognition.mapping.matrix]?.index.length ?? 0;
    const event = { tag: 'opened', name: file.name, cells: file.cells, genes } as const;
    useRun.setState((state) => logged(state, event, Date.now()), true);
  }
}

/** Puts the cells of a file of controls beside the open file, which stays as it is where that file is refused. */
export async function addControls(file: File): Promise<void> {
  const own = worker;
  const { mapping, phase, changes } = useImport.getState();
  if (!own || !mapping || (phase !== 'checking' && phase !== 'ready')) return;
  useImport.setState((state) => readingControls(state, file.name), true);
  const outcome = await own.ask((ingest) => ingest.addControls(file, mapping, proxy(progress(own))));
  if (worker !== own) return;
  if (!outcome.ok) {
    if (outcome.error.tag === 'worker-lost') fail(outcome.error);
    return;
  }
  const answer = outcome.value;
  if (!answer.ok) {
    if (answer.error.tag !== 'cancelled') fail(answer.error);
    return;
  }
  const { opened: both, recognition } = answer.value;
  const changedMeanwhile = useImport.getState().changes !== changes;
  useImport.setState((state) => controlsAdded(state, both, recognition), true);
  if (changedMeanwhile) guesses.ask(useImport.getState().changes);
}

/** Ends the reading of a file of controls; the screen stays open. */
export function cancelControls(): void {
  useImport.setState(controlsCancelled, true);
  void worker?.ask((ingest) => ingest.cancelControls());
}

/** The worker of the open file. */
export function openIngest(): WorkerHandle<IngestApi> | null {
  return worker;
}

/** Ends a download, or the reading, and then closes the file; the run on screen is not touched. */
export function cancelImport(): void {
  if (fetching) {
    cancelDownload();
    return;
  }
  endWorker();
  useImport.setState(emptyImport, true);
  useScreen.setState({ step: useRun.getState().dataset ? 'train' : 'data' });
}

export function dismissImportError(): void {
  useImport.setState({ error: null });
}

/** Shows at once; the guesses that rest on it follow. */
export function changeMapping(change: Partial<Mapping>): void {
  if (!useImport.getState().mapping) return;
  useImport.setState((state) => changed(state, change), true);
  guesses.ask(useImport.getState().changes);
}

const guesses = latestWins(
  async (changes: Partial<Mapping>) => {
    const asked = worker;
    const outcome = await asked?.ask((ingest) => ingest.recognise(changes));
    if (!outcome || worker !== asked) return null;
    if (!outcome.ok) return null;
    if (outcome.value.ok) return outcome.value.value;
    fail(outcome.value.error);
    return null;
  },
  (_, recognition) => useImport.setState((state) => recognisedAgain(state, recognition), true),
);

/** Settles the mapping: reads the values and goes on to the model. */
export async function confirmMapping(): Promise<void> {
  if (await loadMapping()) useScreen.setState({ step: 'model' });
}

/** Reads the values the mapping names, unless they were. False where that failed (the reason is in useImport). */
export async function loadMapping(): Promise<boolean> {
  const { phase, mapping } = useImport.getState();
  if (phase === 'ready') return true;
  const own = worker;
  if (phase !== 'checking' || !mapping || !own) return false;
  useImport.setState(loading, true);
  // Not given up: choosing genes of a very large file gives no signs either, and Cancel ends it.
  const { heard, end } = watched(own, []);
  const outcome = await own.ask((ingest) => ingest.load(mapping, proxy(heard)));
  end();
  if (worker !== own) return false;
  if (!outcome.ok) {
    if (outcome.error.tag === 'worker-lost') fail(outcome.error);
    return false;
  }
  const answer = outcome.value;
  if (!answer.ok) {
    fail(answer.error);
    return false;
  }
  useImport.setState((state) => loaded(state, answer.value, mapping), true);
  return useImport.getState().phase === 'ready';
}

function progress(own: WorkerHandle<IngestApi>): (read: ReadProgress) => void {
  return (read) => {
    if (worker === own) useImport.setState((state) => progressed(state, read), true);
  };
}

/** Tells of progress, and where none comes for long that this is so; `acts` are done then too. */
function watched(
  own: WorkerHandle<IngestApi>,
  acts: readonly AfterSilence[],
): { readonly heard: (read: ReadProgress) => void; readonly end: () => void } {
  const notice = () => {
    if (worker === own) useImport.setState(fellSilent, true);
  };
  const silence = watchSilence([{ seconds: SILENT_SECONDS, act: notice }, ...acts]);
  const told = progress(own);
  return {
    heard: (read) => {
      silence.heard();
      told(read);
    },
    end: () => silence.end(),
  };
}

/** Says why a file cannot be used; what was open stays. */
export function fail(error: AppError): void {
  if (error.tag === 'worker-lost') endWorker();
  useImport.setState((state) => importFailed(state, error), true);
  useRun.setState((state) => logged(state, { tag: 'error', error }, Date.now()), true);
}

function endWorker(): void {
  guesses.forget();
  worker?.end();
  worker = null;
  maker?.end();
  maker = null;
  fetching?.controller.abort();
  fetching = null;
}
