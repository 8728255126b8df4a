/** Data files to a data set, for programs: what the page does up to the end of its Check step. */
import type { OpenedFile } from '../dataset/annotation';
import type { Dataset } from '../dataset/dataset';
import { createImport, type ReadProgress } from '../dataset/import';
import type { Mapping } from '../dataset/mapping';
import type { Recognition } from '../dataset/recognition';
import type { QualityReport } from '../dataset/quality/qualityReport';
import { groupFiles, type FileGroup } from '../dataset/readers/fileGroup';
import { rulesSchema } from '../share/datasetSchema';
import { unwrap } from './error';

/** Files that are open, and what their columns are taken to mean. To be closed. */
export interface OpenData {
  readonly opened: OpenedFile;
  /** The guesses, with their reasons. */
  readonly recognition: Recognition;
  /** Guesses again after some of it was unwrap; reads no values. */
  recognise(change: Partial<Mapping>): Promise<Recognition>;
  /** How good cells and genes are, what the mapping's rules leave out, and what perturbations did to their targets. */
  quality(mapping: Mapping): Promise<QualityReport>;
  /** Cells × selected genes as the mapping says. */
  load(mapping: Mapping): Promise<Dataset>;
  close(): void;
}

const unheard = () => undefined;

/**
 * Opens one data set: h5ad, h5Seurat, 10x, loom, Matrix Market with its names, text, or a zip of any or of a Zarr store; a table of labels per cell may come
 * along. Reads samples of the values only. Throws ModulodeError where it cannot be used, TypeError where the files do not
 * belong together.
 */
export async function openData(
  files: readonly File[],
  onProgress: (progress: ReadProgress) => void = unheard,
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

/** Types do not hold everywhere: programs without them are told which rule is wrong. */
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
