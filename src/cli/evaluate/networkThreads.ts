/** Networks of other methods, computed in threads: on idle cores while the model trains, and on all of them afterwards. */
import { Worker } from 'node:worker_threads';
import { networkWorkersWithRoom } from '../../inference/benchmark/memory';
import {
  comparedMethods,
  otherNetworks,
  type NetworkWorker,
  type OtherNetworks,
} from '../../inference/benchmark/otherNetworks';
import { runSizeOf } from '../../inference/run/memory';
import { memoryOfMachine } from '../devices/nodeDevices';
import type { NetworkAnswer, NetworkTask } from './networkThread';
import networkThread from './networkThread.ts?thread';

/** Those of a run, on at most as many threads as fit into memory. `use` begins. */
export function networksInThreads(task: NetworkTask, maxMinutes: number): OtherNetworks {
  const methods = comparedMethods(task.dataset, maxMinutes);
  const others = otherNetworks(methods, () => threadWorker(task));
  const room = networkWorkersWithRoom(runSizeOf(task.dataset), { inAll: memoryOfMachine(), copies: 1 });
  return {
    ...others,
    use: (workers) => others.use(Math.min(workers, room)),
    startAtMost: (workers) => others.startAtMost(Math.min(workers, room)),
  };
}

function threadWorker(workerData: NetworkTask): NetworkWorker {
  const thread = new Worker(networkThread, { eval: true, name: 'networks', workerData });
  return {
    network: (method, onProgress) =>
      new Promise((resolve, reject) => {
        thread.removeAllListeners();
        thread.on('message', (answer: NetworkAnswer) => {
          if (answer.type === 'share') onProgress(answer.share);
          else if (answer.type === 'network') resolve(answer.network);
          else reject(new Error(answer.why));
        });
        thread.on('error', reject);
        thread.on('exit', () => reject(new Error('a thread ended')));
        thread.postMessage(method, []);
      }),
    end: () => void thread.terminate(),
  };
}
