/** Entry of a shard thread: serves the pool of the program (src/dynamics/device/wasm/workerRunner.ts). Thin. */
import { parentPort } from 'node:worker_threads';
import { serveShards } from '../../dynamics/device/wasm/shardService';

serveShards({
  onRequest: (listener) => parentPort?.on('message', listener),
  reply: (reply, transfer) => parentPort?.postMessage(reply, transfer),
});
