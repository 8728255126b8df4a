/**
 * Opening a data file: scanned in a worker of its own, its mapping checked by the person, its values read when needed. The
 * run on screen stays until the next training.
 */
import { proxy, type Remote } from 'comlink';
import type { DownloadApi, IngestApi, SimulationApi, WebAddress } from '../../../../workers/protocol';
import type { ReadProgress } from '../../../dataset/import';
import type { Mapping } from '../../../dataset/mapping';
import type { FileGroup } from '../../../dataset/readers/fileGroup';
import type { TableReading } from '../../../dataset/readers/text/columnRoles';
import type { ChosenColumns } from '../../../dataset/recognise/numericColumns';
import type { Truth } from '../../../evaluation/networks/truth';
import type { Dataset, DemoName, SimulatedDemo } from '../../../dataset/dataset';
import type { DatasetError, Outcome } from '../../../dataset/errors';
import type { StartWorker, WorkerHandle } from '../clients';
import * as to from './importState';
import { latestWins } from '../latestWins';
import { type AfterSilence, MAX_SILENT_SECONDS, SILENT_SECONDS, watchSilence } from './silence';
import { type AppError, emptyImport, type ImportState } from '../state';
import { changeInPlace } from '../view/stepHistory';
import { log, useFetched, useImport, useRun, useScreen } from '../stores';

function failUnlessCancelled(error: DatasetError): void {
  if (error.tag !== 'cancelled') fail(error);
}

function update(next: (state: ImportState) => ImportState): void {
  useImport.setState(next, true);
}

/** Shows and logs why a file cannot be used. */
export function fail(error: AppError): void {
  update((state) => to.importFailed(state, error));
  log({ tag: 'error', error });
}

export const dismissImportError = () => useImport.setState({ error: null });

/** Of the open file and of the one being read. */
export function createImport(startWorker: StartWorker) {
  /** The worker of the open file, or of the one being read. */
  let worker: WorkerHandle<IngestApi> | null = null;

  /** The worker of ImportState.aside. */
  let asideWorker: WorkerHandle<IngestApi> | null = null;

  let simulator: WorkerHandle<SimulationApi> | null = null;

  let fetching: WorkerHandle<DownloadApi> | null = null;

  /** Simulates the screen of a demo, with progress; null where that is cancelled, fails or is replaced by another file. */
  async function simulate(demo: SimulatedDemo): Promise<{ data: File; truth: File } | null> {
    const aside = setAside();
    const own = startWorker('simulation');
    simulator = own;
    const name = `simulated-${demo}`;
    useImport.setState(to.reading(`${name}.h5ad`, demo, null, { aside }), true);
    const report = (percent: number) => {
      if (simulator !== own) return;
      update((state) => to.progressed(state, { phase: 'simulating', percent }));
    };
    const outcome = await own.ask((simulation) => simulation.simulate(demo, proxy(report)));
    if (simulator !== own) return null;
    endWorkers();
    if (outcome.ok) {
      const { data, truth } = outcome.value;
      return { data: new File([data], `${name}.h5ad`), truth: new File([truth], `${name}.truth.tsv`) };
    }
    putBack();
    if (outcome.error.tag === 'worker-lost') fail(outcome.error);
    return null;
  }

  /** Downloads a file, with progress; null where that is cancelled, fails or is replaced. The open file stays open meanwhile. */
  async function fetchFile(address: WebAddress): Promise<File | null> {
    const { fileName: openFile, phase } = useImport.getState();
    if (phase === 'reading' || phase === 'loading') return null;
    const own = startWorker('download');
    fetching = own;
    const { host, file } = address;
    const report = (bytesDone: number, bytesTotal: number) => {
      if (fetching !== own) return;
      const share = { phase: 'downloading', host, openFile, bytesDone, bytesTotal } as const;
      update((state) => to.progressed(state, share));
    };
    update((state) => to.downloading(state, file));
    report(0, 0);
    useFetched.setState((urls) => [...urls, address.url], true);
    const answer = await own.ask((download) => download.download(address, proxy(report)));
    if (fetching !== own) return null;
    cancelDownload();
    const outcome = answer.ok ? answer.value : answer;
    if (outcome.ok) return outcome.value;
    if (outcome.error.tag !== 'worker-ended') fail(outcome.error);
    return null;
  }

  function cancelDownload(): void {
    fetching?.end();
    fetching = null;
    update(to.downloadEnded);
  }

  /** Opens the table with an open question, or else the open one, with another reading of its first line or rows; earlier answers stay. False where that fails. */
  async function reopen(table: TableReading): Promise<boolean> {
    const { truth, error, files: last, refused } = useImport.getState();
    const again = error?.tag === 'table-unclear' && refused ? refused : last && { files: last, truth };
    if (again === null) return false;
    const files = { ...again.files, table: { ...again.files.table, ...table } };
    return open(files, { truth: again.truth, demo: null });
  }

  /** Takes other columns of the open table as genes; on failure everything stays as it was. */
  const takeColumns = (columns: ChosenColumns) => columnRequests.ask(columns);

  const columnRequests = latestWins(
    async (columns: ChosenColumns) => {
      const own = worker;
      const { phase, changes } = useImport.getState();
      if (!own || (phase !== 'checking' && phase !== 'ready')) return null;
      update((state) => to.readingColumns(state, columns));
      const answer = await answerOf(own, (ingest) =>
        ingest.takeColumns(columns, changes, proxy(progress(own))),
      );
      return answer && { ...answer, changes };
    },
    (columns, { opened, recognition, changes }) => {
      const changedMeanwhile = useImport.getState().changes !== changes;
      update((state) => to.columnsTaken(state, opened, recognition, columns));
      if (changedMeanwhile) recognitions.ask(useImport.getState().changes);
    },
  );

  /**
   * Reads the description of the file. True where the import is `checking` it afterwards; where it is refused or cancelled the file that
   * was open before is open as it was, and without one the import is `idle` with the error.
   */
  async function open(
    files: FileGroup<File>,
    { truth, demo }: { readonly truth: Truth | null; readonly demo: DemoName | null },
  ): Promise<boolean> {
    const aside = setAside();
    const own = startWorker('ingest');
    worker = own;
    useImport.setState(to.reading(files.main.name, demo, truth, { files, aside }), true);
    const giveUp = () => {
      if (worker !== own) return;
      putBack();
      fail({ tag: 'file-silent', file: files.main.name, seconds: MAX_SILENT_SECONDS });
    };
    const { onProgress, end } = watched(own, [{ seconds: MAX_SILENT_SECONDS, act: giveUp }]);
    const refused = (error: DatasetError) => {
      putBack();
      fail(error);
      if (error.tag === 'table-unclear') useImport.setState({ refused: { files, truth } });
    };
    const answer = await answerOf(own, (ingest) => ingest.open(files, proxy(onProgress)), refused);
    end();
    if (!answer) return false;
    asideWorker?.end();
    asideWorker = null;
    const { opened: file, recognition } = answer;
    update((state) => to.opened(state, file, recognition));
    const genes = file.genes[recognition.mapping.matrix]?.index.length ?? 0;
    log({ tag: 'opened', name: file.name, cells: file.cells, genes });
    return true;
  }

  /** The answer of the reader; null where it refuses (`refused` gets the reason), is lost, or the file was closed meanwhile. */
  async function answerOf<Value>(
    own: WorkerHandle<IngestApi>,
    question: (ingest: Remote<IngestApi>) => Promise<Outcome<Value, DatasetError>>,
    refused: (error: DatasetError) => void = fail,
  ): Promise<Value | null> {
    const outcome = await own.ask(question);
    if (worker !== own) return null;
    if (outcome.ok && outcome.value.ok) return outcome.value.value;
    if (outcome.ok && !outcome.value.ok) refused(outcome.value.error);
    if (!outcome.ok && outcome.error.tag === 'worker-lost') endReader(outcome.error.detail);
    return null;
  }

  /** Adds the cells of a file of controls to the open file, which is unchanged where that file is refused. */
  async function addControls(file: File): Promise<void> {
    const own = worker;
    const { mapping, phase, changes } = useImport.getState();
    if (!own || !mapping || (phase !== 'checking' && phase !== 'ready')) return;
    update((state) => to.readingControls(state, file.name));
    const answer = await answerOf(
      own,
      (ingest) => ingest.addControls(file, mapping, proxy(progress(own))),
      failUnlessCancelled,
    );
    if (!answer) return;
    const { opened: both, recognition } = answer;
    const changedMeanwhile = useImport.getState().changes !== changes;
    update((state) => to.controlsAdded(state, both, recognition));
    if (changedMeanwhile) recognitions.ask(useImport.getState().changes);
  }

  /** Ends the reading of a file of controls; the open file stays. */
  function cancelControls(): void {
    update(to.controlsCancelled);
    void worker?.ask((ingest) => ingest.cancelControls());
  }

  /** Ends a download or the reading of another file, or closes the file; the run on screen stays. */
  function cancelImport(): void {
    if (fetching) {
      cancelDownload();
      return;
    }
    if (useImport.getState().aside) {
      putBack();
      return;
    }
    endWorkers();
    // A new object, so that a demo that is being fetched notices.
    useImport.setState({ ...emptyImport }, true);
    changeInPlace({ step: useRun.getState().dataset ? 'train' : 'data' });
  }

  /** Takes effect at once; the fields recognised from it follow. */
  function changeMapping(change: Partial<Mapping>): void {
    if (!useImport.getState().mapping) return;
    update((state) => to.changed(state, change));
    recognitions.ask(useImport.getState().changes);
  }

  const recognitions = latestWins(
    async (changes: Partial<Mapping>) => worker && answerOf(worker, (ingest) => ingest.recognise(changes)),
    (_, recognition) => update((state) => to.recognisedAgain(state, recognition)),
  );

  /** Reads the values and opens the step Model. */
  async function confirmMapping(): Promise<void> {
    if (await loadMapping()) useScreen.setState({ step: 'model' });
  }

  /** Reads the values of the mapping, unless they are there. False where that fails, with the error in useImport. */
  async function loadMapping(): Promise<boolean> {
    const { phase, mapping } = useImport.getState();
    if (phase === 'ready') return true;
    const own = worker;
    if (phase !== 'checking' || !mapping || !own) return false;
    update(to.loading);
    // No limit: the choice of genes in a very large file reports nothing either, and Cancel ends it.
    const { onProgress, end } = watched(own, []);
    const dataset = await answerOf(own, (ingest) => ingest.load(mapping, proxy(onProgress)));
    end();
    if (!dataset) return false;
    update((state) => to.loaded(state, dataset, mapping));
    void askForEffects(own, dataset);
    return useImport.getState().phase === 'ready';
  }

  /** Measured after the values have arrived, so that nothing waits for it. */
  async function askForEffects(own: WorkerHandle<IngestApi>, dataset: Dataset): Promise<void> {
    const outcome = await own.ask((ingest) => ingest.effects());
    if (worker === own && outcome.ok) update((state) => to.effectsMeasured(state, dataset, outcome.value));
  }

  function progress(own: WorkerHandle<IngestApi>): (read: ReadProgress) => void {
    return (read) => {
      if (worker === own) update((state) => to.progressed(state, read));
    };
  }

  /** Reports progress, and a silence of SILENT_SECONDS; `acts`: what follows longer silences. */
  function watched(own: WorkerHandle<IngestApi>, acts: readonly AfterSilence[]) {
    const notice = () => {
      if (worker === own) update(to.fellSilent);
    };
    const silence = watchSilence([{ seconds: SILENT_SECONDS, act: notice }, ...acts]);
    const onProgress = (read: ReadProgress) => {
      silence.sign();
      progress(own)(read);
    };
    return { onProgress, end: () => silence.end() };
  }

  /** Closes the file whose worker was lost, with the reason: what the worker had read is gone. */
  function endReader(detail: string): void {
    const { fileName } = useImport.getState();
    if (!putBack()) {
      endWorkers();
      useImport.setState({ ...emptyImport, fileName }, true);
    }
    fail({ tag: 'opening-failed', file: fileName ?? '', detail });
  }

  /** Keeps the open file, if any, while another is read; ends the reading of a third. What is open meanwhile, for the next state. */
  function setAside(): ImportState | null {
    const state = to.downloadEnded(useImport.getState());
    const sets = worker !== null && asideWorker === null && state.opened !== null;
    if (sets) {
      asideWorker = worker;
      worker = null;
    }
    endWorkers();
    return sets ? state : state.aside;
  }

  /** Ends the reading, and opens the file that was open before, as it was. False without one. */
  function putBack(): boolean {
    endWorkers();
    const { aside } = useImport.getState();
    if (aside === null) return false;
    worker = asideWorker;
    asideWorker = null;
    useImport.setState(to.putBack(aside), true);
    if (aside.columns) takeColumns(aside.columns);
    else if (Object.keys(aside.changes).length > 0) recognitions.ask(aside.changes);
    return true;
  }

  function endWorkers(): void {
    recognitions.forget();
    columnRequests.forget();
    worker?.end();
    worker = null;
    simulator?.end();
    simulator = null;
    fetching?.end();
    fetching = null;
  }

  /** Measures the quality of cells and genes in the open file; values are read again only for other cells. */
  function measureQuality(mapping: Mapping): void {
    qualityRequests.ask(mapping);
  }

  function cancelQuality(): void {
    update(to.qualityCancelled);
    void worker?.ask((ingest) => ingest.cancelQuality());
  }

  const qualityRequests = latestWins(
    async (mapping: Mapping) => {
      const own = worker;
      const { phase, mapping: shown } = useImport.getState();
      // Not while values are read for the run or another file is opened.
      const isSettled = shown === mapping && (phase === 'checking' || phase === 'ready');
      if (!own || !isSettled) return null;
      let ended = false;
      const report = ({ bytesDone, bytesTotal }: ReadProgress) => {
        if (ended || worker !== own) return;
        const share = bytesTotal > 0 ? bytesDone / bytesTotal : 0;
        update((state) => to.qualityProgressed(state, share));
      };
      const refused = (error: DatasetError) => {
        update((state) => to.qualityEnded(state, null, mapping));
        failUnlessCancelled(error);
      };
      const answer = await answerOf(own, (ingest) => ingest.quality(mapping, proxy(report)), refused);
      ended = true;
      return answer;
    },
    (mapping, report) => update((state) => to.qualityEnded(state, report, mapping)),
  );

  return {
    simulate,
    fetchFile,
    reopen,
    takeColumns,
    open,
    addControls,
    cancelControls,
    cancelImport,
    changeMapping,
    confirmMapping,
    loadMapping,
    measureQuality,
    cancelQuality,
  };
}

export type Imports = ReturnType<typeof createImport>;
