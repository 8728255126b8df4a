/** Loads data sets with a known network: the cells, the true edges, and the settings stored next to them. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Dataset } from '../src/dataset/dataset';
import { type Truth, parseTruth } from '../src/evaluation/networks/truth';
import { readFile } from 'node:fs/promises';
import type { Mapping } from '../src/dataset/mapping';
import { selectDataset } from '../src/dataset/quality/select';
import { alone } from '../src/dataset/readers/fileGroup';
import { openFile } from '../src/dataset/readers/open';
import { recognise } from '../src/dataset/recognise/recognise';

const description = z.object({
  mode: z.string(),
  time: z.string(),
  regulators: z.array(z.string()),
  heldOut: z.array(z.string()),
  reference: z.record(
    z.string(),
    z.object({
      auprc: z.number().optional(),
      heldout_error_over_no_change: z.number().optional(),
      heldout: z.object({ pearson: z.number().optional(), mse: z.number().optional() }).optional(),
    }),
  ),
});

export interface KnownSet {
  readonly file: string;
  readonly name: string;
  readonly dataset: Dataset;
  readonly truth: Truth;
  /** Contents of the set's .json file; null without one. */
  readonly about: z.infer<typeof description> | null;
}

/** The file of a set in simulated/ or boolode-knockouts/ of `folder`. */
export function fileOfSet(folder: string, name: string): string | undefined {
  return ['simulated', 'boolode-knockouts']
    .map((part) => join(folder, part, `${name}.h5ad`))
    .find(existsSync);
}

export async function loadKnownSet(file: string): Promise<KnownSet> {
  const beside = file.replace('.h5ad', '.json');
  const about = existsSync(beside) ? description.parse(JSON.parse(readFileSync(beside, 'utf8'))) : null;
  const dataset = await loadDataset(
    file,
    about
      ? {
          regulators: about.regulators,
          heldOut: about.heldOut,
          kind: about.mode === 'oe' ? 'overexpression' : 'knockout',
        }
      : {},
  );
  const truth = truthIn(file.replace('.h5ad', '.truth.tsv'));
  return { file, name: basename(file, '.h5ad'), dataset, truth, about };
}

/** Throws if the file cannot be read. */
export function truthIn(file: string): Truth {
  const read = parseTruth(readFileSync(file, 'utf8'), basename(file));
  if (!read.ok) throw new Error(`${file}: the truth could not be read`);
  return read.truth;
}

/** Dataset that the page would make of a file; `overrides`: changes in the check step. Throws DatasetFailure. */
export async function loadDataset(path: string, overrides: Partial<Mapping>): Promise<Dataset> {
  return datasetOf(new File([await readFile(path)], basename(path)), overrides);
}

/** As loadDataset, for a file in memory. */
export async function datasetOf(main: File, overrides: Partial<Mapping>): Promise<Dataset> {
  const source = await openFile(alone(main), () => {});
  try {
    const recognition = recognise(source.opened, overrides);
    return await selectDataset(source, recognition, recognition.mapping, () => {});
  } finally {
    source.close();
  }
}
