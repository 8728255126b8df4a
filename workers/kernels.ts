/** Entry of a shard worker: computes its share of a step for the trainer (src/dynamics/device/wasm/workerRunner.ts). */
import { type ShardRequest, serveShards } from '../src/dynamics/device/wasm/shardService';

serveShards({
  onRequest: (listener) => {
    addEventListener('message', (event: MessageEvent<ShardRequest>) => listener(event.data));
  },
  reply: (reply, transfer) => postMessage(reply, { transfer }),
});
