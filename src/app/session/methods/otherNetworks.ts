/**
 * Networks of the methods that runs are compared with, on workers: while a run trains on the cores that it leaves idle, then on all but one.
 * Methods that a person starts come first: the comparison has the workers that they leave. Networks stay as long as the cells and the seed,
 * so that another training on them is compared at once.
 */
import { proxy } from 'comlink';
import { sendDataset } from '../../../../workers/sendDataset';
import type { Dataset } from '../../../dataset/dataset';
import { networkWorkersWithRoom } from '../../../inference/benchmark/memory';
import {
  comparedMethods,
  otherNetworks,
  type NetworkWorker,
  type OtherNetworks,
} from '../../../inference/benchmark/otherNetworks';
import { memoryOfBrowser, runSizeOf } from '../../../inference/run/memory';
import type { MethodsApi } from '../../../../workers/protocol';
import type { WorkerHandle } from '../clients';
import { pool } from '../pool';

interface Kept {
  readonly dataset: Dataset;
  readonly seed: number;
  readonly networks: OtherNetworks;
  /** As many workers as it was given, within memory and beside what a person asked for. */
  readonly limit: () => void;
}

export function createOtherNetworks(startWorker: () => WorkerHandle<MethodsApi>) {
  let kept: Kept | null = null;
  pool.follow(() => kept?.limit());

  /** Of these cells and this seed; those of others end. `use` begins, on at most as many workers as fit into memory. */
  function of(dataset: Dataset, seed: number): OtherNetworks {
    if (kept?.dataset === dataset && kept.seed === seed) return kept.networks;
    forget();
    const all = otherNetworks(comparedMethods(dataset), () => networkWorker(dataset, seed));
    const room = networkWorkersWithRoom(runSizeOf(dataset), memoryOfBrowser(navigator));
    let given = 0;
    const limit = () => {
      all.use(Math.min(given, room, pool.left()));
    };
    const use = (workers: number) => {
      given = workers;
      limit();
    };
    kept = { dataset, seed, networks: { ...all, use }, limit };
    return kept.networks;
  }

  /** Ends the workers, and keeps what they found. */
  function rest(): void {
    kept?.networks.use(0);
  }

  /** Ends the workers. */
  function forget(): void {
    kept?.networks.end();
    kept = null;
  }

  /** Sends the cells once. */
  function networkWorker(dataset: Dataset, seed: number): NetworkWorker {
    const worker = startWorker();
    void worker.ask((remote) => remote.use(sendDataset(dataset)));
    const job = {
      settings: {},
      seed,
      cells: null,
      knowledge: null,
      embeddings: null,
      run: null,
      networks: [],
    };
    return {
      network: async (name, onProgress) => {
        const answer = await worker.ask((remote) => remote.run({ ...job, name }, proxy(onProgress)));
        if (answer.ok) return answer.value.network;
        throw new Error(answer.error.tag === 'worker-lost' ? answer.error.detail : '');
      },
      end: () => worker.end(),
    };
  }

  return { of, rest, forget };
}
