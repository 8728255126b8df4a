/**
 * One import, from the dropped file to the dataset, as plain functions: the ingest worker exposes them, the terminal
 * calls them. Failures are returned as data, and another import can follow.
 */
import type { GeneAxis, OpenedFile } from './annotation';
import type { Dataset } from './dataset';
import { DatasetFailure, type DatasetError, type Outcome } from './errors';
import type { Mapping } from './mapping';
import { knownNames, namesOfNoGene, otherNames } from './names/otherNames';
import { everyGene, type EveryGene } from './quality/everyGene';
import { needsValues } from './quality/filter';
import { qualityCache, type QualityCache } from './quality/measure';
import { qualityReport, type QualityReport } from './quality/qualityReport';
import { selectDataset } from './quality/select';
import { unperturbedCells, unperturbedIn } from './quality/unperturbed';
import { withControls } from './readers/combine/controls';
import { alone } from './readers/fileGroup';
import { openFile, type InputFiles } from './readers/open';
import { withPossibleValues } from './readers/matrixReader';
import type { ChosenColumns } from './recognise/numericColumns';
import { withDoses } from './recognise/doses';
import { withLabelContexts } from './recognise/labelContexts';
import { withTimes } from './recognise/labelTimes';
import { nameGenes } from './recognise/geneNames';
import { withIndicatorLabels, withStatedControls } from './recognise/indicators';
import { labelsOf, namesInVain, recognise } from './recognise/recognise';
import { takenLabels, type TakenLabel } from './recognise/taken';
import { withoutDoublets } from './recognise/doublets';
import { withGuidePairs } from './recognise/guidePairs';
import { withReplicates } from './recognise/replicates';
import { withSampleWords } from './recognise/sampleWords';
import { withSwitches } from './recognise/switches';
import type { Recognition } from './recognition';
import type { ReadSource } from './entryReader';
import { readingOnce } from './readingOnce';
import type { ExpressionSource } from './source';

export interface ReadProgress {
  readonly phase: 'opening' | 'scanning' | 'reading';
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

type OnProgress = (progress: ReadProgress) => void;

interface OpenedAs {
  readonly opened: OpenedFile;
  readonly recognition: Recognition;
}

/** Holds one file at a time, until `close`. */
export interface Import {
  /** The data file with its companions: names of a Matrix Market file, a table with labels per cell. */
  open(files: InputFiles, onProgress: OnProgress): Promise<Outcome<OpenedAs, DatasetError>>;
  /**
   * Reads the open table again with other columns as genes, and recognises it with the user's changes of the mapping.
   * On failure the open file stays unchanged.
   */
  takeColumns(
    columns: ChosenColumns,
    changes: Partial<Mapping>,
    onProgress: OnProgress,
  ): Promise<Outcome<OpenedAs, DatasetError>>;
  /**
   * Appends control cells from a separate file, labelled as controls in the mapping's perturbation column, and
   * replaces controls added before. On failure the open file stays unchanged. A later call cancels an earlier one.
   */
  addControls(file: File, mapping: Mapping, onProgress: OnProgress): Promise<Outcome<OpenedAs, DatasetError>>;
  /** Cancels reading the file of controls: `addControls` returns `cancelled`, unless it had finished. */
  cancelControls(): void;
  /** Guesses again after the user changed something; cheap, reads no values. */
  recognise(change: Partial<Mapping>): Promise<Outcome<Recognition, DatasetError>>;
  /** What each label of the mapping is taken for, counted over all cells. */
  takenLabels(mapping: Mapping): Promise<Outcome<readonly TakenLabel[], DatasetError>>;
  /**
   * Quality of cells and genes, and what the mapping's rules leave out. Reads the values once per set of usable
   * cells; other rules need no further pass. Cancelled (`cancelled`) by `cancelQuality`, by a later call and by
   * `load`.
   */
  quality(mapping: Mapping, onProgress: OnProgress): Promise<Outcome<QualityReport, DatasetError>>;
  cancelQuality(): void;
  /**
   * The dataset of the mapping: cells × selected genes. The values array is transferred.
   * @param escaped [cells of the file] 1: does not respond, for mappings that leave these out
   */
  load(
    mapping: Mapping,
    onProgress: OnProgress,
    escaped?: Uint8Array,
  ): Promise<Outcome<Dataset, DatasetError>>;
  /**
   * Cells × these genes (of measuredNames), and what else was perturbed, as the start of predictions of a run. A file without perturbations has its unperturbed cells alone.
   */
  loadGenes(
    mapping: Mapping,
    genes: readonly string[],
    onProgress: OnProgress,
  ): Promise<Outcome<Dataset, DatasetError>>;
  /** Counts of every measured gene of the mapping's cells, read when they are asked for. */
  everyGene(mapping: Mapping, onProgress: OnProgress): Promise<Outcome<EveryGene, DatasetError>>;
  close(): void;
}

interface OpenImport {
  readonly files: InputFiles;
  readonly main: ExpressionSource;
  /** Controls from a separate file. */
  readonly controls: ExpressionSource | null;
  /** `main` with the cells of `controls`, if any. */
  readonly source: ReadSource;
  readonly recognition: Recognition;
  /** Quality measurement of `source`. */
  readonly quality: QualityCache;
}

export function createImport(): Import {
  let current: OpenImport | null = null;
  const awaited = awaitedControls();

  /** Works on the open file. */
  const withOpen = <T>(work: (open: OpenImport) => Promise<T>) => {
    const open = current;
    return outcomeOf(open?.source.opened.name ?? '', () => work(started(open)));
  };
  const take = ({
    source: read,
    ...open
  }: Omit<OpenImport, 'quality' | 'source'> & { readonly source: ExpressionSource }): OpenedAs => {
    const source = readingOnce(read);
    current = { ...open, source, quality: qualityCache(source) };
    // Whole rows serve recognition alone, which is here.
    const matrices = source.opened.matrices.map((matrix) => {
      const { rows: _, ...rest } = matrix;
      return rest;
    });
    return { opened: { ...source.opened, matrices }, recognition: open.recognition };
  };
  const close = () => {
    current?.source.close();
    current = null;
  };

  return {
    open: (files, onProgress) =>
      outcomeOf(files.main.name, async () => {
        onProgress({ phase: 'opening', bytesDone: 0, bytesTotal: files.main.size });
        const { source, recognition } = await readFiles(files, onProgress);
        // The previous file stays open until the new one is known to be usable.
        close();
        return take({ files, main: source, controls: null, source, recognition });
      }),
    takeColumns: (columns, changes, onProgress) =>
      withOpen(async ({ files: before, main: former, controls }) => {
        const files = { ...before, table: { ...before.table, ...columns } };
        const { source: main } = await readFiles(files, onProgress);
        return closingOnFailure(main, () => {
          const own = recognise(main.opened, changes);
          const both =
            controls === null ? { source: main, recognition: own } : joined(main, controls, own.mapping);
          former.close();
          return take({ files, main, controls, ...both });
        });
      }),
    addControls: (file, mapping, onProgress) =>
      outcomeOf(file.name, async () => {
        const controls = await awaited.open(file, onProgress);
        return closingOnFailure(controls, () => {
          awaited.expect(file);
          const { files, main, controls: former } = started(current);
          const both = joined(main, controls, mapping);
          former?.close();
          return take({ files, main, controls, ...both });
        });
      }),
    cancelControls: () => awaited.cancel(),
    recognise: (change) =>
      withOpen((open) => {
        const { mapping, guesses } = open.recognition;
        const recognition = recognise(open.source.opened, change, mapping, null, guesses);
        current = { ...open, recognition };
        return Promise.resolve(recognition);
      }),
    takenLabels: (mapping) =>
      withOpen(({ source: { opened } }) =>
        Promise.resolve(takenLabels(opened, mapping, labelsOf(opened, mapping))),
      ),
    quality: (mapping, onProgress) =>
      withOpen(async ({ source, quality: kept }) => {
        const labels = labelsOf(source.opened, mapping);
        const { quality, grouped } = await kept.measure(labels, mapping, inSteps('scanning', onProgress));
        return qualityReport(source.opened, quality, grouped, mapping);
      }),
    cancelQuality: () => {
      current?.quality.cancel();
    },
    load: (mapping: Mapping, onProgress, escaped) =>
      withOpen(async ({ source, quality: kept }) => {
        const settled = recognise(source.opened, mapping);
        kept.cancel();
        const measured = needsValues(mapping.filter)
          ? await kept.measure(settled.labels, mapping, inSteps('scanning', onProgress))
          : null;
        const onBytes = inSteps('reading', onProgress);
        return selectDataset(source, settled, mapping, onBytes, { ...measured, escaped: escaped ?? null });
      }),
    loadGenes: (mapping, genes, onProgress) =>
      withOpen(async ({ source }) => {
        const settled = recognise(source.opened, mapping);
        const onBytes = inSteps('reading', onProgress);
        const isUsed = unperturbedIn(source.opened, settled);
        if (isUsed !== null) return unperturbedCells(source, mapping, { genes, isUsed }, onBytes);
        const chosen = { ...mapping, genes: { total: Math.max(2, genes.length), pasted: genes } };
        return selectDataset(source, recognise(source.opened, chosen), chosen, onBytes);
      }),
    everyGene: (mapping, onProgress) =>
      withOpen(async ({ source, quality: kept }) => {
        const settled = recognise(source.opened, mapping);
        const labels = labelsOf(source.opened, mapping, 'effects');
        const measured = needsValues(mapping.filter)
          ? await kept.measure(labels, mapping, inSteps('scanning', onProgress))
          : null;
        return everyGene(source, settled, mapping, measured?.quality ?? null);
      }),
    close,
  };
}

/** Reads one file of controls at a time: opening another, or `cancel`, cancels it. */
function awaitedControls() {
  let awaited: File | null = null;
  /** Throws `cancelled`. */
  const expect = (file: File) => {
    if (awaited !== file) throw new DatasetFailure({ tag: 'cancelled', file: file.name });
  };
  return {
    expect,
    cancel() {
      awaited = null;
    },
    /** Throws `cancelled` at the next progress report after a cancellation. */
    async open(file: File, onProgress: OnProgress): Promise<ExpressionSource> {
      awaited = file;
      onProgress({ phase: 'opening', bytesDone: 0, bytesTotal: file.size });
      const scanned = inSteps('scanning', onProgress);
      try {
        return await openFile(alone(file), (done, total) => {
          expect(file);
          scanned(done, total);
        });
      } catch (error) {
        // The reader may have reported the cancellation as damage.
        expect(file);
        throw error;
      }
    },
  };
}

function closingOnFailure<T>(source: ExpressionSource, work: () => T): T {
  try {
    return work();
  } catch (error) {
    source.close();
    throw error;
  }
}

type Names = Pick<GeneAxis, 'otherNames' | 'noGenes' | 'tables'>;

/**
 * The source with its recognition, with labels from columns of 0 and 1, and with what the tables of names know of labels that name none of the measured
 * genes: other names of these, and which are of no gene, or of a gene at all. The tables are read for such files only.
 */
async function readFiles(
  files: InputFiles,
  onProgress: OnProgress,
): Promise<{ readonly source: ExpressionSource; readonly recognition: Recognition }> {
  const read = withPossibleValues(await openFile(files, inSteps('scanning', onProgress)));
  const opened = withStatedControls(
    withReplicates(
      withSampleWords(
        withLabelContexts(
          withSwitches(
            withDoses(withTimes(withGuidePairs(withIndicatorLabels(withoutDoublets(read.opened))))),
          ),
        ),
      ),
    ),
  );
  const source = { ...read, opened };
  const recognition = recognise(opened);
  const sought = namesInVain(opened, recognition);
  const axis = opened.genes[recognition.mapping.matrix];
  if (sought.size === 0 || axis === undefined) return { source, recognition };
  const { names, lookup } = nameGenes(axis, recognition.mapping.geneColumn);
  const found = await otherNames(sought, names, (name) => lookup.findWritten(name) >= 0);
  const latent = recognition.notes.flatMap((note) => (note.tag === 'targets-latent' ? note.labels : []));
  const noGenes = latent.length === 0 ? new Set<string>() : await namesOfNoGene(latent, names);
  const tables = NO_TARGET.has(recognition.blocked) ? await knownNames(sought, names) : null;
  if (found.size === 0 && noGenes.size === 0 && tables === null) return { source, recognition };
  const renamed = named(opened, {
    ...(found.size === 0 ? {} : { otherNames: found }),
    ...(noGenes.size === 0 ? {} : { noGenes }),
    ...(tables && { tables }),
  });
  const labelled = withSampleWords(renamed);
  return { source: { ...source, opened: labelled }, recognition: recognise(labelled) };
}

/** Files of which it may be asked whether labels are genes at all. */
const NO_TARGET: ReadonlySet<Recognition['blocked']> = new Set([
  'no-targets-measured',
  'no-perturbation-column',
]);

function named(opened: OpenedFile, names: Names): OpenedFile {
  const genes = Object.entries(opened.genes).map(([path, axis]) => [path, { ...axis, ...names }] as const);
  return { ...opened, genes: Object.fromEntries(genes) };
}

/** Controls are labelled 'control', or with a number if the perturbation column uses that label otherwise. */
function joined(
  main: ExpressionSource,
  controls: ExpressionSource,
  mapping: Mapping,
): { readonly source: ExpressionSource; readonly recognition: Recognition } {
  const { batchColumn, ...withoutBatch } = mapping;
  const before = recognise(main.opened, withoutBatch);
  const labels = before.labels.map((own) => own.label);
  const own = mapping.control.mode === 'cells' ? mapping.control.labels : [];
  const kept = own.filter((name) => labels.includes(name));
  const label =
    labels.includes('control') && !kept.includes('control') ? unused('control', labels) : 'control';
  const { perturbationColumn } = mapping;
  const both = withControls(main, controls, {
    matrix: mapping.matrix,
    geneColumn: mapping.geneColumn,
    perturbationColumns: [
      perturbationColumn,
      ...before.perturbationColumns.filter((name) => name !== perturbationColumn),
    ],
    label,
  });
  const { otherNames: others, noGenes, tables } = main.opened.genes[mapping.matrix] ?? {};
  const names = {
    ...(others && { otherNames: others }),
    ...(noGenes && { noGenes }),
    ...(tables && { tables }),
  };
  const source = { ...both, opened: named(both.opened, names) };
  // A guessed batch column is guessed again: it is useless if its batches have no controls.
  const wasGuessed = before.mapping.batchColumn === batchColumn;
  const control = { mode: 'cells' as const, labels: [...new Set([...kept, label])] };
  const recognition = recognise(source.opened, { ...(wasGuessed ? withoutBatch : mapping), control });
  return { source, recognition };
}

function unused(label: string, taken: readonly string[]): string {
  let number = 2;
  while (taken.includes(`${label}_${number}`)) number++;
  return `${label}_${number}`;
}

function started(current: OpenImport | null): OpenImport {
  if (current === null) throw new Error('No file is open.');
  return current;
}

async function outcomeOf<T>(file: string, work: () => Promise<T>): Promise<Outcome<T, DatasetError>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error: asDatasetError(error, file) };
  }
}

export function asDatasetError(error: unknown, file: string): DatasetError {
  if (error instanceof DatasetFailure) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof RangeError && /array|allocat|length|memory/i.test(detail)) {
    return { tag: 'out-of-memory', file, megabytes: 0 };
  }
  if (/dynamically imported module|importing a module script/i.test(detail)) {
    return { tag: 'reader-unavailable', file, detail };
  }
  if (typeof WebAssembly === 'undefined' && /WebAssembly/.test(detail))
    return { tag: 'no-webassembly', file };
  return { tag: 'damaged-file', file, where: 'somewhere we did not expect', detail };
}

/** Maximum number of reads without a progress report: a hundredth of a very large file takes long. */
const MAX_SILENT_READS = 64;

/** Reports progress per hundredth, not per read. */
function inSteps(
  phase: ReadProgress['phase'],
  onProgress: OnProgress,
): (done: number, total: number) => void {
  let reported = -1;
  let silent = 0;
  return (done, total) => {
    const hundredth = total === 0 ? 100 : Math.floor((100 * done) / total);
    silent += 1;
    if (hundredth === reported && silent < MAX_SILENT_READS) return;
    reported = hundredth;
    silent = 0;
    onProgress({ phase, bytesDone: done, bytesTotal: total });
  };
}
