/** Jobs spread over processes: each takes the next one when it is free. */
import { fork } from 'node:child_process';
import type { Choice } from './job';
import type { Done } from './worker';

/** `onDone` hears each job as it ends. Resolves when all have. */
export async function inProcesses(
  names: readonly string[],
  choice: Choice,
  processes: number,
  onDone: (done: Done) => void,
): Promise<void> {
  const waiting = names.toReversed();
  const workers = Array.from(
    { length: Math.min(processes, names.length) },
    () =>
      new Promise<void>((resolve, reject) => {
        const child = fork('scripts/run.mjs', ['bench/accuracy/worker.ts', JSON.stringify(choice)]);
        child.on('message', (message: Done | 'ready') => {
          if (message !== 'ready') onDone(message);
          const next = waiting.pop();
          if (next === undefined) child.disconnect();
          else child.send(next);
        });
        child.on('error', reject);
        child.on('exit', (code) => {
          if (code === 0) resolve();
          else reject(new Error(`A process of the benchmark ended with ${code}`));
        });
      }),
  );
  await Promise.all(workers);
}
