/** Entry of a thread that computes shards for the pool of the wasm device. */
import { parentPort } from 'node:worker_threads';
import { serveShards } from '../../dynamics/device/wasm/shardService';

serveShards({
  onRequest: (listener) => parentPort?.on('message', listener),
  reply: (reply, transfer) => parentPort?.postMessage(reply, transfer),
});
