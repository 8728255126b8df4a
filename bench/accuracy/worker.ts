/** A process that runs jobs by name, one at a time, and sends back their results. */
import { once } from 'node:events';
import { withCost, type Choice, type Done } from './job';
import { jobsOf } from './tables';

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
