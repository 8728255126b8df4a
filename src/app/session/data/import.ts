/**
 * Opening a data file: scanned in a worker of its own, its mapping checked by the person, its values read when needed. The
 * run on screen stays until the next training.
 */
import { proxy } from 'comlink';
import type { ReadProgress } from '../../../dataset/import';
import type { LabelTarget, Mapping } from '../../../dataset/mapping';
import type { FileGroup } from '../../../dataset/readers/fileGroup';
import type { TableReading } from '../../../dataset/readers/text/columnRoles';
import type { TakenLabel } from '../../../dataset/recognise/taken';
import type { ChosenColumns } from '../../../dataset/recognise/numericColumns';
import type { Truth } from '../../../evaluation/networks/truth';
import type { Dataset, DemoName } from '../../../dataset/dataset';
import type { DatasetError } from '../../../dataset/errors';
import type { StartWorker } from '../clients';
import * as to from './importState';
import { edit, redo, undo } from '../history';
import { latestWins } from '../latestWins';
import { createReader, createSources, fail, type Reader, update } from './reader';
import { MAX_SILENT_SECONDS } from './silence';
import { emptyImport, type ImportState } from '../state';
import { createEffects, leaveSharedEffects } from './effects';
import { changeInPlace } from '../view/stepHistory';
import { log, useImport, useRun, useScreen } from '../stores';

function failUnlessCancelled(error: DatasetError): void {
  if (error.tag !== 'cancelled') fail(error);
}

export const dismissImportError = () => useImport.setState({ error: null });

/** What is asked about the open file while it is checked; of each kind only the latest question counts. */
function createQuestions(reader: Reader) {
  /** Takes other columns of the open table as genes; on failure everything stays as it was. */
  const takeColumns = (columns: ChosenColumns) => columnRequests.ask(columns);

  const columnRequests = latestWins(
    async (columns: ChosenColumns) => {
      const own = reader.present();
      const { phase, changes } = useImport.getState();
      if (!own || (phase !== 'checking' && phase !== 'ready')) return null;
      update((state) => to.readingColumns(state, columns));
      const answer = await reader.answerOf(own, (ingest) =>
        ingest.takeColumns(columns, changes, proxy(reader.progress(own))),
      );
      return answer && { ...answer, changes };
    },
    (columns, { opened, recognition, changes }) => {
      const changedMeanwhile = useImport.getState().changes !== changes;
      update((state) => to.columnsTaken(state, opened, recognition, columns));
      if (changedMeanwhile) recogniseAgain();
    },
  );

  /** Takes effect at once; the fields recognised from it follow. */
  function changeMapping(change: Partial<Mapping>): void {
    if (!useImport.getState().mapping) return;
    update((state) => to.changed(state, change));
    recogniseAgain();
  }

  const stepCorrections = (step: Parameters<typeof to.corrected>[1]) => {
    const before = useImport.getState();
    update((state) => to.corrected(state, step));
    if (useImport.getState() !== before) recogniseAgain();
  };
  const corrections = {
    /** What a label names, and its kind, as a person says. */
    nameTarget: (entry: LabelTarget) =>
      stepCorrections((history) =>
        edit(history, [...history.present.filter(({ label }) => label !== entry.label), entry], null),
      ),
    undoTarget: () => stepCorrections(undo),
    redoTarget: () => stepCorrections(redo),
  };

  const recognitions = latestWins(
    async (changes: Partial<Mapping>) => {
      const own = reader.present();
      return own && reader.answerOf(own, (ingest) => ingest.recognise(changes));
    },
    (_, recognition) => update((state) => to.recognisedAgain(state, recognition)),
  );

  /** Counted where the cells are; null where the file is gone. */
  async function takenLabels(mapping: Mapping): Promise<readonly TakenLabel[] | null> {
    const own = reader.present();
    return own && reader.answerOf(own, (ingest) => ingest.takenLabels(mapping));
  }

  /** Measures the quality of cells and genes in the open file; values are read again only for other cells. */
  function measureQuality(mapping: Mapping): void {
    qualityRequests.ask(mapping);
  }

  function cancelQuality(): void {
    update(to.qualityCancelled);
    void reader.present()?.ask((ingest) => ingest.cancelQuality());
  }

  const qualityRequests = latestWins(
    async (mapping: Mapping) => {
      const own = reader.present();
      const { phase, mapping: shown } = useImport.getState();
      // Not while values are read for the run or another file is opened.
      const isSettled = shown === mapping && (phase === 'checking' || phase === 'ready');
      if (!own || !isSettled) return null;
      let ended = false;
      const report = ({ bytesDone, bytesTotal }: ReadProgress) => {
        if (ended || !reader.isPresent(own)) return;
        const share = bytesTotal > 0 ? bytesDone / bytesTotal : 0;
        update((state) => to.qualityProgressed(state, share));
      };
      const refused = (error: DatasetError) => {
        update((state) => to.qualityEnded(state, null, mapping));
        failUnlessCancelled(error);
      };
      const answer = await reader.answerOf(own, (ingest) => ingest.quality(mapping, proxy(report)), refused);
      ended = true;
      return answer;
    },
    (mapping, report) => update((state) => to.qualityEnded(state, report, mapping)),
  );

  /** With the changes that were made while the file was read. */
  function recogniseAgain(): void {
    recognitions.ask(useImport.getState().changes);
  }

  /** The file is closed, or another is read. */
  function forget(): void {
    recognitions.forget();
    columnRequests.forget();
  }

  /** The file is open again as it was: what was asked of it is asked again. */
  function askAgain({ columns, changes }: ImportState): void {
    if (columns) takeColumns(columns);
    else if (Object.keys(changes).length > 0) recognitions.ask(changes);
  }

  return {
    takeColumns,
    changeMapping,
    corrections,
    takenLabels,
    measureQuality,
    cancelQuality,
    recogniseAgain,
    forget,
    askAgain,
  };
}

/** Reads the values of the open file. */
function createLoading(reader: Reader) {
  /** Reads the values, where a model can be trained on them, and opens the settings of the model. */
  async function confirmMapping(): Promise<void> {
    if (to.isForEffects(useImport.getState()) || (await loadMapping())) useScreen.setState({ step: 'model' });
  }

  /** Reads the values of the mapping, unless they are there. False where that fails, with the error in useImport. */
  async function loadMapping(): Promise<boolean> {
    const { phase, mapping } = useImport.getState();
    if (phase === 'ready') return true;
    const own = reader.present();
    if (phase !== 'checking' || !mapping || !own) return false;
    update(to.loading);
    // No limit: the choice of genes in a very large file reports nothing either, and Cancel ends it.
    const { onProgress, end } = reader.watched(own, []);
    const dataset = await reader.answerOf(own, (ingest) => ingest.load(mapping, proxy(onProgress)));
    end();
    if (!dataset) return false;
    update((state) => to.loaded(state, dataset, mapping));
    return useImport.getState().phase === 'ready';
  }

  /** The values with another mapping, for another run; what is shown stays. null where they are refused, with the reason, or the file was closed. */
  const valuesOf = async (
    mapping: Mapping,
    refused: (error: DatasetError) => void,
  ): Promise<Dataset | null> => {
    const own = reader.present();
    return (
      own &&
      reader.answerOf(
        own,
        (ingest) =>
          ingest.load(
            mapping,
            proxy(() => undefined),
          ),
        refused,
      )
    );
  };

  return { confirmMapping, loadMapping, valuesOf };
}

/** Adds a file of controls to the open file. */
function createControls(reader: Reader, recogniseAgain: () => void) {
  /** Adds the cells of a file of controls to the open file, which is unchanged where that file is refused. */
  async function addControls(file: File): Promise<void> {
    const own = reader.present();
    const { mapping, phase, changes } = useImport.getState();
    if (!own || !mapping || (phase !== 'checking' && phase !== 'ready')) return;
    update((state) => to.readingControls(state, file.name));
    const answer = await reader.answerOf(
      own,
      (ingest) => ingest.addControls(file, mapping, proxy(reader.progress(own))),
      failUnlessCancelled,
    );
    if (!answer) return;
    const { opened: both, recognition } = answer;
    const changedMeanwhile = useImport.getState().changes !== changes;
    update((state) => to.controlsAdded(state, both, recognition));
    if (changedMeanwhile) recogniseAgain();
  }

  /** Ends the reading of a file of controls; the open file stays. */
  function cancelControls(): void {
    update(to.controlsCancelled);
    void reader.present()?.ask((ingest) => ingest.cancelControls());
  }

  return { addControls, cancelControls };
}

/** Of the open file and of the one being read. */
export function createImport(startWorker: StartWorker) {
  const reader = createReader(startWorker, {
    forget: () => {
      questions.forget();
      ofFile.forget();
      sources.end();
    },
    setAside: () => ofFile.setAside(),
    putBack: (aside) => {
      ofFile.putBack();
      questions.askAgain(aside);
    },
  });
  const sources = createSources(startWorker, reader);
  const questions = createQuestions(reader);
  const { ofFile, ...effects } = createEffects(reader);

  /** Opens the table with an open question, or else the open one, with another reading of its first line or rows; earlier answers stay. False where that fails. */
  async function reopen(table: TableReading): Promise<boolean> {
    const { truth, error, files: last, refused } = useImport.getState();
    const again = error?.tag === 'table-unclear' && refused ? refused : last && { files: last, truth };
    if (again === null) return false;
    const files = { ...again.files, table: { ...again.files.table, ...table } };
    return open(files, { truth: again.truth, demo: null });
  }

  /**
   * Reads the description of the file. True where the import is `checking` it afterwards; where it is refused or cancelled the file that
   * was open before is open as it was, and without one the import is `idle` with the error.
   */
  async function open(
    files: FileGroup<File>,
    { truth, demo }: { readonly truth: Truth | null; readonly demo: DemoName | null },
  ): Promise<boolean> {
    const aside = reader.setAside();
    const own = reader.begin();
    useImport.setState(to.reading(files.main.name, demo, truth, { files, aside }), true);
    const giveUp = () => {
      if (!reader.isPresent(own)) return;
      reader.putBack();
      fail({ tag: 'file-silent', file: files.main.name, seconds: MAX_SILENT_SECONDS });
    };
    const { onProgress, end } = reader.watched(own, [{ seconds: MAX_SILENT_SECONDS, act: giveUp }]);
    const refused = (error: DatasetError) => {
      reader.putBack();
      fail(error);
      if (error.tag === 'table-unclear') useImport.setState({ refused: { files, truth } });
    };
    const answer = await reader.answerOf(own, (ingest) => ingest.open(files, proxy(onProgress)), refused);
    end();
    if (!answer) return false;
    reader.endAside();
    const { opened: file, recognition } = answer;
    update((state) => to.opened(state, file, recognition));
    leaveSharedEffects();
    const genes = file.genes[recognition.mapping.matrix]?.index.length ?? 0;
    log({ tag: 'opened', name: file.name, cells: file.cells, genes });
    return true;
  }

  /** Ends a download or the reading of another file, or closes the file; the run on screen stays. */
  function cancelImport(): void {
    if (endImport()) changeInPlace({ step: useRun.getState().dataset ? 'train' : 'data' });
  }

  /** As `cancelImport`, for a run that takes its place and has a step of its own. Returns whether no file is open any more. */
  function endImport(): boolean {
    if (sources.cancelDownload()) return false;
    if (useImport.getState().aside) {
      reader.putBack();
      return false;
    }
    reader.end();
    // A new object, so that a demo that is being fetched notices.
    useImport.setState({ ...emptyImport }, true);
    return true;
  }

  return {
    simulate: sources.simulate,
    fetchFile: sources.fetchFile,
    reopen,
    takeColumns: questions.takeColumns,
    open,
    ...createControls(reader, questions.recogniseAgain),
    cancelImport,
    endImport,
    ...effects,
    changeMapping: questions.changeMapping,
    ...questions.corrections,
    takenLabels: questions.takenLabels,
    ...createLoading(reader),
    measureQuality: questions.measureQuality,
    cancelQuality: questions.cancelQuality,
  };
}

export type Imports = ReturnType<typeof createImport>;
