/**
 * What workers gain on a step: shards and messages as in the pool of workers, run one after the other in this thread, so that the processor
 * time of each worker and of what only the owner does (messages, sum, optimiser) is measured apart, however busy the machine and however few
 * its cores. With as many cores as workers a step takes the time of the owner and of the slowest worker.
 * `node scripts/run.mjs bench/workers.ts [--repeats 5]`.
 */
import { parseArgs } from 'node:util';
import { workerRunner, type PoolWorker } from '../src/dynamics/device/wasm/runner';
import { serveShards, type ShardReply, type ShardRequest } from '../src/dynamics/device/wasm/shardService';
import { createWasmDevice } from '../src/dynamics/device/wasm/wasmDevice';
import { hiddenUnits } from '../src/dynamics/prepare/assembleProblem';
import { presets, trainingScheme } from '../src/dynamics/settings';
import { median } from '../src/numerics/statistics';
import { textTable } from './accuracy/textTable';
import { timed, wasmContender } from './engine/interleaved';
import { processorMs, thisMachine } from './engine/machine';
import { hyper, presetH } from './engine/problems';

const COUNTS = [2, 4, 8];

/** A worker in this thread. `onBusy`: processor time of each answer, ms. */
function workerHere(onBusy: (milliseconds: number) => void): PoolWorker {
  let ask: ((request: ShardRequest) => void) | null = null;
  let answer: ((reply: ShardReply) => void) | null = null;
  let began = 0;
  serveShards({
    onRequest: (listener) => {
      ask = listener;
    },
    reply: (reply, transfer) => {
      const sent = structuredClone(reply, { transfer });
      onBusy(processorMs() - began);
      setImmediate(() => answer?.(sent));
    },
  });
  return {
    send: (request, transfer) => {
      const sent = structuredClone(request, { transfer });
      // Nothing else runs between a request and its reply.
      setImmediate(() => {
        began = processorMs();
        ask?.(sent);
      });
    },
    listen: (onReply) => {
      answer = onReply;
    },
    terminate: () => undefined,
  };
}

interface Split {
  readonly owner: number;
  readonly slowest: number;
}

/** Medians over `repeats` steps with `count` workers. */
async function splitOf(
  { problem, parameters, batch }: ReturnType<typeof presetH>,
  count: number,
  repeats: number,
): Promise<Split> {
  const busy = Array.from({ length: count }, () => 0);
  let next = 0;
  const pool = workerRunner(() => {
    const own = next++;
    return workerHere((milliseconds) => {
      busy[own] = (busy[own] ?? 0) + milliseconds;
    });
  }, count);
  const device = await createWasmDevice(problem, pool);
  device.setParameters(parameters);
  device.setBatch(batch);
  await device.step(hyper);
  const owner: number[] = [];
  const slowest: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    busy.fill(0);
    const { cpuMs } = await timed(() => device.step(hyper));
    owner.push(cpuMs - busy.reduce((sum, one) => sum + one, 0));
    slowest.push(Math.max(...busy));
  }
  device.dispose();
  return { owner: median(owner), slowest: median(slowest) };
}

/** Genes, candidate regulators, perturbations: steps of preset H as they are trained on screens at steady state. */
const SIZES = [
  [100, 40, 32],
  [500, 100, 80],
  [2000, 200, 160],
  [2000, 500, 500],
  [2000, 500, 2000],
] as const;

function stepOf([genes, regulators, perturbations]: (typeof SIZES)[number]) {
  const size = { genes, regulators, perturbations, modules: hiddenUnits(presets.H, regulators) };
  return presetH({ ...size, ...trainingScheme(presets.H, true), batch: presets.H.cellBatch });
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { repeats: { type: 'string', default: '5' } },
  });
  const { processor, node } = thisMachine();
  console.log(`${processor}, Node ${node}; ms of processor time`);
  const lines: string[][] = [];
  for (const size of SIZES) {
    const random = stepOf(size);
    const alone = await wasmContender('', random);
    await alone.step();
    const single: number[] = [];
    for (let repeat = 0; repeat < Number(values.repeats); repeat++) single.push((await alone.step()).cpuMs);
    const one = median(single);
    for (const count of COUNTS) {
      const { owner, slowest } = await splitOf(random, count, Number(values.repeats));
      const numbers = [one, owner, slowest].map((milliseconds) => milliseconds.toPrecision(3));
      lines.push([size.join(' × '), String(count), ...numbers, (one / (owner + slowest)).toFixed(2)]);
    }
  }
  console.log(
    textTable(
      [
        'genes × regulators × perturbations',
        'workers',
        'one thread',
        'owner',
        'slowest worker',
        'times as fast',
      ],
      lines,
    ),
  );
  return 0;
}
