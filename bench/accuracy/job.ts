/** What the tables are made of: jobs that each give one row, in whatever process they run. */

export const tableNames = ['families', 'foreign', 'dream4', 'scale', 'real', 'questions'] as const;
export type TableName = (typeof tableNames)[number];

/** Where to look and how much to do; the same choice gives the same jobs in the same order. */
export interface Choice {
  readonly form: 'quick' | 'full';
  readonly tables: readonly TableName[];
  /** Holds simulated/, boolode-knockouts/, dream4/, sergio-networks/ and renge-hipsc/; what is not there is left out and named. */
  readonly data: string;
  /** Of the first screen of each kind that this project simulates; the next ones follow. */
  readonly seed: number;
}

export interface Job<Row> {
  /** Distinct, and the same in every process. */
  readonly name: string;
  readonly run: () => Promise<Row>;
}

/** What a job took beside what it found. */
export interface Cost {
  readonly wallSeconds: number;
  readonly processorSeconds: number;
  /** Largest resident size of the process so far, which has run other jobs before. */
  readonly megabytes: number;
}

export async function withCost<Row>(
  work: () => Promise<Row>,
): Promise<{ readonly row: Row; readonly cost: Cost }> {
  const started = performance.now();
  const before = process.cpuUsage();
  const row = await work();
  const { user, system } = process.cpuUsage(before);
  return {
    row,
    cost: {
      wallSeconds: (performance.now() - started) / 1000,
      processorSeconds: (user + system) / 1e6,
      megabytes: process.resourceUsage().maxRSS / 1024,
    },
  };
}
