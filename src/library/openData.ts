/** From data files to a data set: the page's steps up to the end of Check. */
import type { OpenedFile } from '../dataset/annotation';
import type { Dataset } from '../dataset/dataset';
import { createImport, type ReadProgress } from '../dataset/import';
import type { Mapping } from '../dataset/mapping';
import type { Recognition } from '../dataset/recognition';
import type { QualityReport } from '../dataset/quality/qualityReport';
import { groupFiles, type FileGroup } from '../dataset/readers/fileGroup';
import { rulesSchema } from '../share/datasetSchema';
import { unwrap } from './error';

/** Open files and the recognised mapping of their columns. Close after use. */
export interface OpenData {
  readonly opened: OpenedFile;
  /** The guesses with their reasons. */
  readonly recognition: Recognition;
  /** Recognises again with some fields fixed; reads no values. */
  recognise(change: Partial<Mapping>): Promise<Recognition>;
  /** Quality of cells and genes, effect of the filter rules, and target effects of perturbations. */
  quality(mapping: Mapping): Promise<QualityReport>;
  /** Loads cells × selected genes. */
  load(mapping: Mapping): Promise<Dataset>;
  close(): void;
}

const ignore = () => undefined;

/**
 * Opens one data set: h5ad, h5Seurat, 10x, loom, Matrix Market with its names, text, or a zip of these or of a Zarr store, optionally
 * with a table of labels per cell. Reads only samples of the values. Throws ModulodeError for unusable files, TypeError for files that
 * do not belong together.
 */
export async function openData(
  files: readonly File[],
  onProgress: (progress: ReadProgress) => void = ignore,
): Promise<OpenData> {
  const group = groupOf(files);
  const data = createImport();
  const outcome = await data.open(group, onProgress);
  if (!outcome.ok) data.close();
  return {
    ...unwrap(outcome),
    recognise: async (change) => unwrap(await data.recognise(checked(change))),
    quality: async (mapping) => unwrap(await data.quality(checked(mapping), onProgress)),
    load: async (mapping) => unwrap(await data.load(checked(mapping), onProgress)),
    close: () => data.close(),
  };
}

/** Checks filter rules at run time too, for callers without types. */
function checked<M extends Partial<Mapping>>(mapping: M): M {
  const rules = rulesSchema.safeParse(mapping.filter ?? {});
  if (rules.success) return mapping;
  const [issue] = rules.error.issues;
  throw new RangeError(`mapping.filter.${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

function groupOf(files: readonly File[]): FileGroup<File> {
  const grouping = groupFiles(files);
  if (grouping.kind === 'group') return grouping.group;
  const names = files.map(({ name }) => name).join(', ');
  throw new TypeError(`These files are not one data set: ${names === '' ? 'there are none' : names}`);
}
