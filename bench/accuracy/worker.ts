/** A process that does the jobs it is given the names of, one at a time, and tells what came out. */
import { once } from 'node:events';
import { withCost, type Choice, type Cost } from './job';
import { jobsOf } from './tables';

export interface Done {
  readonly name: string;
  /** null where the job failed. */
  readonly row: unknown;
  readonly error: string | null;
  readonly cost: Cost;
}

export async function main([choice = '']: readonly string[]): Promise<void> {
  const jobs = jobsOf(JSON.parse(choice) as Choice);
  process.on('message', (name: string) => {
    const job = jobs.find((one) => one.name === name);
    void withCost(async () => {
      try {
        return { row: await job?.run(), error: null };
      } catch (error) {
        return { row: null, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
      }
    }).then(({ row, cost }) => process.send?.({ name, ...row, cost } satisfies Done));
  });
  process.send?.('ready');
  await once(process, 'disconnect');
}
