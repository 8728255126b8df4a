/** A thread of Node as the pool of shards takes it (src/dynamics/device/wasm/workerRunner.ts). */
import { Worker } from 'node:worker_threads';
import type { ShardReply } from '../../dynamics/device/wasm/shardMessages';
import type { PoolWorker } from '../../dynamics/device/wasm/workerRunner';
// oxlint-disable-next-line import/default -- scripts/threads.ts gives it its default; the linter sees the source file
import kernelThread from './kernelThread.ts?thread';

/** Keeps the program alive while a step is in it, not between steps. `script`: what the thread runs. */
export function kernelWorker(script: string = kernelThread): PoolWorker {
  const worker = new Worker(script, { eval: true, name: 'kernels' });
  let running = 0;
  worker.unref();
  return {
    send: (request, transfer) => {
      if (request.type === 'run' && running++ === 0) worker.ref();
      worker.postMessage(request, transfer);
    },
    listen: (onReply, onLost) => {
      worker.on('message', (reply: ShardReply) => {
        if (--running === 0) worker.unref();
        onReply(reply);
      });
      worker.on('error', (error) => onLost(error instanceof Error ? error.message : String(error)));
      worker.on('exit', (code) => onLost(`A thread ended by itself with code ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
}
