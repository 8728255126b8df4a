/** Rows of the table of steps in this process: wasm in one thread and in two, beside PyTorch and tfjs on its WebAssembly backend. */
import type { ShardRunner } from '../../src/dynamics/device/wasm/runner';
import { arithmeticOf, broadcastOf } from './arithmetic';
import { interleaved, type Contender, type TimingLimits, wasmContender } from './interleaved';
import { hyper, type Row } from './problems';
import { ownName, type MeasuredRow } from './stepsTable';
import { tfjsContender } from './tfjs/wasmBackend';
import type { TorchPeer } from './torchPeer';

export interface Peers {
  /** Of two threads. */
  readonly pool: ShardRunner;
  readonly torch: TorchPeer | null;
  /** A process of its own; null without torchdiffeq. */
  readonly diffeq: TorchPeer | null;
}

/** Maximum number of entries: tfjs keeps a dozen such tensors, and its WebAssembly memory is limited. */
const maxEntriesTfjs = 6e6;

export async function measureOnProcessor(
  row: Row,
  peers: Peers,
  patience: TimingLimits,
): Promise<MeasuredRow> {
  const random = row.problem();
  const tfjs = broadcastOf(random) <= maxEntriesTfjs ? await tfjsContender(random) : null;
  const contenders: Contender[] = [
    await wasmContender(ownName, random),
    await wasmContender('wasm, 2 workers', random, peers.pool),
  ];
  const { torch } = peers;
  const diffeq = row.isPlainCloud === true ? peers.diffeq : null;
  if (torch) {
    await torch.load(random, hyper, 'cpu');
    contenders.push({ name: 'PyTorch', step: () => torch.step() });
  }
  if (diffeq) {
    await diffeq.load(random, hyper, 'cpu', 'torchdiffeq');
    contenders.push({ name: 'torchdiffeq', step: () => diffeq.step() });
  }
  if (tfjs) contenders.push(tfjs);
  const timings = await interleaved(contenders, patience);
  tfjs?.dispose();
  return {
    row: row.name,
    arithmetic: arithmeticOf(random.problem, random.batch),
    timings,
  };
}
