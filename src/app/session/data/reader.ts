/**
 * The worker that reads the open file, its answers and its silence; it is put aside while another file is read, and comes back where that one is
 * refused. The actions are in import.ts.
 */
import { proxy, type Remote } from 'comlink';
import type { DownloadApi, IngestApi, SimulationApi, WebAddress } from '../../../../workers/protocol';
import type { ReadProgress } from '../../../dataset/import';
import type { SimulatedDemo } from '../../../dataset/dataset';
import type { DatasetError, Outcome } from '../../../dataset/errors';
import type { StartWorker, WorkerHandle } from '../clients';
import * as to from './importState';
import { type AfterSilence, SILENT_SECONDS, watchSilence } from './silence';
import { type AppError, emptyImport, type ImportState } from '../state';
import { log, useFetched, useImport } from '../stores';

export function update(next: (state: ImportState) => ImportState): void {
  useImport.setState(next, true);
}

/** Shows and logs why a file cannot be used. */
export function fail(error: AppError): void {
  update((state) => to.importFailed(state, error));
  log({ tag: 'error', error });
}

/** What else follows the open file. */
interface ReaderHooks {
  /** Its worker ends or is put aside. */
  forget(): void;
  /** Another file is read, which may be refused. */
  setAside(): void;
  /** It is open again as it was, with these questions unanswered. */
  putBack(aside: ImportState): void;
}

export function createReader(startWorker: StartWorker, hooks: ReaderHooks) {
  /** Of the open file, or of the one being read. */
  let worker: WorkerHandle<IngestApi> | null = null;

  /** Of ImportState.aside. */
  let asideWorker: WorkerHandle<IngestApi> | null = null;

  function begin(): WorkerHandle<IngestApi> {
    worker = startWorker('ingest');
    return worker;
  }

  const present = () => worker;
  const isPresent = (own: WorkerHandle<IngestApi>) => worker === own;

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
    if (!outcome.ok && outcome.error.tag === 'worker-lost') closeLost(outcome.error.detail);
    return null;
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
  function closeLost(detail: string): void {
    const { fileName } = useImport.getState();
    if (!putBack()) {
      end();
      useImport.setState({ ...emptyImport, fileName }, true);
    }
    fail({ tag: 'opening-failed', file: fileName ?? '', detail });
  }

  /** Keeps the open file, if any, while another is read; ends the reading of a third. What is open meanwhile, for the next state. */
  function setAside(): ImportState | null {
    const state = to.downloadEnded(useImport.getState());
    const sets = worker !== null && asideWorker === null && state.opened !== null;
    if (sets) {
      hooks.setAside();
      asideWorker = worker;
      worker = null;
    }
    end();
    return sets ? state : state.aside;
  }

  /** Ends the reading, and opens the file that was open before, as it was. False without one. */
  function putBack(): boolean {
    end();
    const { aside } = useImport.getState();
    if (aside === null) return false;
    worker = asideWorker;
    asideWorker = null;
    useImport.setState(to.putBack(aside), true);
    hooks.putBack(aside);
    return true;
  }

  /** Another file is open: the one that was put aside does not come back. */
  function endAside(): void {
    asideWorker?.end();
    asideWorker = null;
  }

  function end(): void {
    hooks.forget();
    worker?.end();
    worker = null;
  }

  return { begin, present, isPresent, answerOf, progress, watched, setAside, putBack, end, endAside };
}

export type Reader = ReturnType<typeof createReader>;

/** Files that are made or fetched before they are read. */
export function createSources(startWorker: StartWorker, reader: Reader) {
  let simulator: WorkerHandle<SimulationApi> | null = null;

  let fetching: WorkerHandle<DownloadApi> | null = null;

  /** Simulates the screen of a demo, with progress; null where that is cancelled, fails or is replaced by another file. */
  async function simulate(demo: SimulatedDemo): Promise<{ data: File; truth: File } | null> {
    const aside = reader.setAside();
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
    reader.end();
    if (outcome.ok) {
      const { data, truth } = outcome.value;
      return { data: new File([data], `${name}.h5ad`), truth: new File([truth], `${name}.truth.tsv`) };
    }
    reader.putBack();
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

  /** False where none is under way. */
  function cancelDownload(): boolean {
    if (!fetching) return false;
    fetching.end();
    fetching = null;
    update(to.downloadEnded);
    return true;
  }

  function end(): void {
    simulator?.end();
    simulator = null;
    fetching?.end();
    fetching = null;
  }

  return { simulate, fetchFile, cancelDownload, end };
}
