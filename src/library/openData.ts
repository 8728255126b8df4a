/**
 * From data files to a data set: the page's steps up to the end of Check. Exception of the library for unusable data, settings or runs:
 * the error as data, with the page's sentences.
 */
import type { OpenedFile } from '../dataset/annotation';
import type { Dataset } from '../dataset/dataset';
import { DatasetFailure } from '../dataset/errors';
import { type ReadProgress, createImport } from '../dataset/import';
import { cellColumns, type Mapping } from '../dataset/mapping';
import { valuesLacking } from '../dataset/recognise/contexts';
import type { Recognition } from '../dataset/recognition';
import { labelColumn } from '../dataset/recognise/labelColumn';
import type { SuspectLabel } from '../dataset/quality/suspectLabels';
import type { EveryGene } from '../dataset/quality/everyGene';
import type { QualityReport } from '../dataset/quality/qualityReport';
import { cellsOfFile } from '../inference/benchmark/otherFile';
import type { OtherCells } from '../inference/benchmark/otherCells';
import { isRefusal, refusedCells } from '../present/text/otherCells';
import { type FileGroup, groupFiles } from '../dataset/readers/fileGroup';
import { changesOf, type GeneChanges } from '../effects/changes';
import type { MeasuredContexts } from '../effects/contexts';
import type { DoseCurve } from '../effects/doses';
import type { PerturbationLine } from '../present/report/effects';
import type { EffectsOfFile } from '../inference/run/toldEffects';
import { loadedWithEffects } from '../present/report/loadedWithEffects';
import { effectsOfFile, effectsOfScreen } from '../present/report/effectsOfScreen';
import { effectsRate } from '../present/text/effects';
import { listOf } from '../present/text/format';
import { mappingSchema } from '../share/datasetSchema';
import { type InputError, describeInputError } from '../present/text/errors';

export class ModulodeError extends Error {
  override readonly name = 'ModulodeError';
  /** The error as data; `tag` is its kind. */
  readonly problem: InputError;
  /** What to do next: the page and the terminal say the same, with their buttons and options. */
  readonly next: string;

  constructor(problem: InputError) {
    const { title, why, next } = describeInputError(problem);
    super(`${title}. ${why}`);
    this.problem = problem;
    this.next = next;
  }
}

/** The value of an outcome. Throws ModulodeError. */
export function unwrap<T>(
  outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: InputError },
): T {
  if (!outcome.ok) throw new ModulodeError(outcome.error);
  return outcome.value;
}

/** Open files and the recognised mapping of their columns. Close after use. */
export interface OpenData {
  readonly opened: OpenedFile;
  /** The guesses with their reasons. */
  readonly recognition: Recognition;
  /** Recognises again with some fields fixed; reads no values. */
  recognise(change: Partial<Mapping>): Promise<Recognition>;
  /** Quality of cells and genes, effect of the filter rules, and target effects of perturbations. */
  quality(mapping: Mapping): Promise<QualityReport>;
  /**
   * Which genes each perturbation changes, over every measured gene and before any model; the fields of the mapping that choose genes and
   * perturbations for a model are not used. `fdr`: false discovery rate, .05 where absent.
   */
  effects(mapping: Mapping, options?: EffectsOptions): Promise<EffectsOfScreen>;
  /** Loads cells × selected genes. */
  load(mapping: Mapping): Promise<Dataset>;
  close(): void;
}

export interface EffectsOptions {
  readonly fdr?: number;
  /** The controls, these and all perturbations that do not change the gene, or (`auto`) the latter with fewer than four control guides. */
  readonly against?: 'auto' | 'controls' | 'pooled';
}

export interface EffectsOfScreen {
  /** The genes that were tested. */
  readonly genes: readonly string[];
  /** Those that change other genes first. */
  readonly perturbations: readonly PerturbationLine[];
  /** Labels that do not fit their cells. */
  readonly suspectLabels: readonly SuspectLabel[];
  /** Of each perturbation with several doses, as a whole. */
  readonly doses: readonly DoseCurve[];
  /** Effects in each context alone, and what differs between contexts; null where they are not told apart. */
  readonly contexts: MeasuredContexts | null;
  /** Changes of every tested gene; RangeError where no perturbation has this label. */
  changes(label: string): GeneChanges;
}

const ignore = () => undefined;

/**
 * Opens one data set: h5ad, h5Seurat, 10x, loom, Matrix Market with its names, text, or a zip of these or of a Zarr store, optionally
 * with a table of labels per cell. Reads only samples of the values. Throws ModulodeError for unusable files, TypeError for files that
 * do not belong together. A mapping with unknown fields, values or columns is a RangeError.
 */
export async function openData(
  files: readonly File[],
  onProgress: (progress: ReadProgress) => void = ignore,
): Promise<OpenData> {
  const { data, opened, recognition } = await openImport(files, onProgress);
  return {
    opened,
    recognition,
    recognise: async (change) => unwrap(await data.recognise(checked(change, opened))),
    quality: async (mapping) => unwrap(await data.quality(checked(mapping, opened), onProgress)),
    effects: async (mapping, options) =>
      effectsOf(unwrap(await data.everyGene(checked(mapping, opened), onProgress)), options),
    load: async (mapping) => unwrap(await data.load(checked(mapping, opened), onProgress)),
    close: () => data.close(),
  };
}

async function openImport(files: readonly File[], onProgress: (progress: ReadProgress) => void) {
  const group = groupOf(files);
  const data = createImport();
  const outcome = await data.open(group, onProgress);
  if (!outcome.ok) data.close();
  return { data, ...unwrap(outcome) };
}

/** The values of files for a run, and what their effects say that it rests on; null where these cannot be measured. */
export async function readForRun(
  files: readonly File[],
  change: Partial<Mapping>,
): Promise<{ readonly dataset: Dataset; readonly effects: EffectsOfFile | null }> {
  const { data, opened } = await openImport(files, ignore);
  try {
    const { mapping } = unwrap(await data.recognise(checked(change, opened)));
    const loaded = await loadedWithEffects(data, mapping, { reading: ignore, measuring: ignore });
    if (!loaded.ok) return unwrap(loaded);
    const { dataset, found } = loaded;
    return { dataset, effects: found && effectsOfFile(found, dataset.genes) };
  } finally {
    data.close();
  }
}

/** Where predictions of a run start at the cells of files. Throws ModulodeError, and RangeError for what is no start. */
export async function otherCellsOf(
  run: Parameters<typeof cellsOfFile>[0],
  files: readonly File[],
  change: Partial<Mapping>,
): Promise<OtherCells> {
  const { data, opened } = await openImport(files, ignore);
  try {
    const recognition = unwrap(await data.recognise(checked(change, opened)));
    const found = await cellsOfFile(run, data, { opened, recognition }, ignore);
    if (!('tag' in found)) return found;
    if (!isRefusal(found)) throw new ModulodeError(found);
    const { title, why, next } = refusedCells(found);
    throw new RangeError(`${title}. ${why} ${next}`);
  } finally {
    data.close();
  }
}

/** Throws RangeError for a rate that is none. */
async function effectsOf(
  screen: EveryGene,
  { fdr = effectsRate, against = 'auto' }: EffectsOptions = {},
): Promise<EffectsOfScreen> {
  if (!(fdr > 0 && fdr < 1)) throw new RangeError(`fdr: ${fdr} is not between 0 and 1`);
  const found = await effectsOfScreen(screen, { against, rate: fdr }, ignore).catch((error: unknown) => {
    throw error instanceof DatasetFailure ? new ModulodeError(error.problem) : error;
  });
  const { effects, labels, lines, suspects, doses, contexts } = found;
  return {
    genes: effects.genes,
    perturbations: lines,
    suspectLabels: suspects,
    doses,
    contexts,
    changes(label) {
      const place = labels.indexOf(label, 1);
      if (place < 0) throw new RangeError(`No perturbation is labelled ${label}`);
      return changesOf(effects, place);
    },
  };
}

/** At run time too, for callers without types: an unknown column would be replaced by a guess. */
function checked<M extends Partial<Mapping>>(mapping: M, opened: OpenedFile): M {
  const fields = mappingSchema.safeParse(mapping);
  if (!fields.success) {
    const [issue] = fields.error.issues;
    throw new RangeError(`${['mapping', ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? ''}`);
  }
  const columns = opened.obs.map((column) => column.name);
  for (const field of cellColumns) {
    const asked = mapping[field] ?? '';
    if (asked !== '' && labelColumn(opened, asked) === null)
      throw new RangeError(
        `mapping.${field}: ${opened.name} has no column ${asked}; its columns are ${listOf(columns, 12)}`,
      );
  }
  const known = valuesLacking(opened, mapping);
  if (known)
    throw new RangeError(
      `mapping.context: ${mapping.contextColumn ?? 'no column of contexts'} has no value ${mapping.context}; its values are ${listOf(known, 12)}`,
    );
  return mapping;
}

function groupOf(files: readonly File[]): FileGroup<File> {
  if (!Array.isArray(files) || !files.every((file) => file instanceof File))
    throw new TypeError("files: a list of File objects is expected, as [new File([bytes], 'screen.h5ad')]");
  const grouping = groupFiles(files);
  if (grouping.kind === 'group') return grouping.group;
  const names = files.map(({ name }) => name).join(', ');
  throw new TypeError(`These files are not one data set: ${names === '' ? 'there are none' : names}`);
}
