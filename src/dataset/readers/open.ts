/** The door: one file (and, for tables, a second one with labels) to an ExpressionSource, whatever the format. */
import { DatasetFailure } from '../errors';
import type { ExpressionSource } from '../source';
import { formatOf } from './format';
import { openH5ad } from './h5ad/h5ad';
import { encodingOf, peek } from './text/decode';
import { matchLabels, readLabels } from './text/labels';
import { openText } from './text/text';

export interface InputFiles {
  readonly main: File;
  /** A table of labels per cell. */
  readonly labels: File | null;
}

const CELLS_NEEDED = 2;
const GENES_NEEDED = 2;

/** Throws DatasetFailure with the place and the reason. `onBytes`: bytes looked at, and in all. */
export async function openFile(
  files: InputFiles,
  onBytes: (done: number, total: number) => void,
): Promise<ExpressionSource> {
  const { main } = files;
  const format = await formatOfFile(main);
  const labels = files.labels === null ? null : await openLabels(files.labels);
  const source =
    format === 'hdf5' ? await openH5ad(main, main.name, onBytes) : await openText(main, labels, onBytes);
  try {
    expectEnough(source);
    if (labels === null) return source;
    const { columns, note } = matchLabels(labels, main.name, source.opened.cellNames);
    const named = new Set(columns.map(({ name }) => name));
    const own = source.opened.obs.filter(({ name }) => !named.has(name));
    const opened = { ...source.opened, obs: [...columns, ...own], notes: [...source.opened.notes, note] };
    return { ...source, opened };
  } catch (error) {
    source.close();
    throw error;
  }
}

async function openLabels(file: File): ReturnType<typeof readLabels> {
  const format = await formatOfFile(file);
  if (format === 'text') return readLabels(file);
  const convert = "adata.obs.to_csv('labels.csv')\n# then open labels.csv as the second file";
  throw new DatasetFailure({
    tag: 'unsupported-format',
    file: file.name,
    format: 'labels that are not a table',
    convert,
  });
}

async function formatOfFile(file: File): Promise<'hdf5' | 'text'> {
  const head = new Uint8Array(await file.slice(0, 64).arrayBuffer());
  const text = await peek(file);
  const format = formatOf(
    file.name,
    head,
    text,
    new TextDecoder(encodingOf(text)).decode(text.subarray(0, 4096)),
  );
  if (format.kind === 'refused') throw new DatasetFailure(format.problem);
  return format.kind;
}

function expectEnough({ opened }: ExpressionSource): void {
  const { name: file, cells } = opened;
  if (cells < CELLS_NEEDED)
    throw new DatasetFailure({ tag: 'too-few-cells', file, cells, needed: CELLS_NEEDED });
  const genes = Math.max(...opened.matrices.map((matrix) => matrix.genes));
  if (genes < GENES_NEEDED)
    throw new DatasetFailure({ tag: 'too-few-genes', file, genes, needed: GENES_NEEDED });
}
