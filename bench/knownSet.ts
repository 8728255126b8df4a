/** A set of simulated cells whose network is known: what is told beside it, and the dataset as it is meant to be read. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Dataset } from '../src/dataset/dataset';
import { type Truth, parseTruth } from '../src/evaluation/networks/truth';
import { loadDataset } from './load';

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
  /** From the .json beside the set; null where there is none. */
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

/** Throws where it cannot be read. */
export function truthIn(file: string): Truth {
  const read = parseTruth(readFileSync(file, 'utf8'), basename(file));
  if (!read.ok) throw new Error(`${file}: the truth could not be read`);
  return read.truth;
}
