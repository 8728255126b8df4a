/** Entry of a shard worker: serves the pool of the trainer (src/dynamics/device/wasm/workerRunner.ts). Thin. */
import type { ShardRequest } from '../src/dynamics/device/wasm/shardMessages';
import { serveShards } from '../src/dynamics/device/wasm/shardService';

serveShards({
  onRequest: (listener) => {
    addEventListener('message', (event: MessageEvent<ShardRequest>) => listener(event.data));
  },
  reply: (reply, transfer) => postMessage(reply, { transfer }),
});
