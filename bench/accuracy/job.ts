/** Jobs of the accuracy benchmark: each gives one row of a table and runs in any process. */
import { processorMs } from '../engine/machine';

export const tableNames = [
  'real',
  'null',
  'made-up',
  'families',
  'predictors',
  'foreign',
  'dream4',
  'scale',
  'readout',
  'questions',
  'statements',
  'known',
  'hidden',
] as const;
export type TableName = (typeof tableNames)[number];

/** Options of the benchmark; the same choice gives the same jobs in the same order. */
export interface Choice {
  readonly form: 'quick' | 'full';
  readonly tables: readonly TableName[];
  /** Folder with real/, renge-hipsc/, simulated/, boolode-knockouts/, dream4/ and sergio-networks/; missing ones are skipped and named. */
  readonly data: string;
  /** Shift of the seeds of all screens simulated here. */
  readonly seed: number;
  /** Families without other methods, whose values stay while the model changes. */
  readonly isAlone: boolean;
}

export interface Job<Row> {
  /** Unique, and the same in every process. */
  readonly name: string;
  readonly run: () => Promise<Row>;
}

/** Time and memory of a job. */
export interface Cost {
  readonly wallSeconds: number;
  readonly processorSeconds: number;
  /** Largest resident size of the process so far, earlier jobs included. */
  readonly megabytes: number;
}

export interface Done {
  readonly name: string;
  /** null if the job failed. */
  readonly row: unknown;
  readonly error: string | null;
  readonly cost: Cost;
}

export async function withCost<Row>(
  work: () => Promise<Row>,
): Promise<{ readonly row: Row; readonly cost: Cost }> {
  const started = performance.now();
  const before = processorMs();
  const row = await work();
  return {
    row,
    cost: {
      wallSeconds: (performance.now() - started) / 1000,
      processorSeconds: (processorMs() - before) / 1000,
      megabytes: process.resourceUsage().maxRSS / 1024,
    },
  };
}
