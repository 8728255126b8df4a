/** PyTorch as a persistent child process (bench/peers/torch_step.py), so that its steps can alternate with ours. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Batch, LossTerms, StepHyper } from '../../src/dynamics/device/device';
import type { RandomProblem } from '../../tests/support/dynamics/randomProblem';
import type { Cost } from './interleaved';
import { writeDump } from './problemDump';

const script = 'bench/peers/torch_step.py';
/** Tried in this order for one that imports torch, after the environment's PYTHON. */
const pythons = ['python3', '/usr/bin/python3', 'python'];

export interface TorchPeer {
  readonly version: string;
  readonly cuda: boolean;
  /** Its version where it can be imported. */
  readonly torchdiffeq: string | null;
  /** Replaces the problem and resets the optimiser. */
  load(
    random: RandomProblem,
    hyper: StepHyper,
    device: 'cpu' | 'cuda',
    solver?: 'torchdiffeq',
  ): Promise<void>;
  /** Sets batch and learning rate of later steps. */
  draw(batch: Batch, learningRate: number): Promise<void>;
  readParameters(): Promise<Float32Array>;
  lossAndGradient(): Promise<{ loss: LossTerms; gradient: Float32Array }>;
  /** One optimiser step, timed there. */
  step(): Promise<Cost>;
  close(): void;
}

/** The interpreter that has torch, or null. */
export function pythonWithTorch(): string | null {
  const named = process.env['PYTHON'];
  const found = [...(named === undefined ? [] : [named]), ...pythons].find(
    (python) => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
  );
  return found ?? null;
}

/** Rejects, also later, where the process ends by itself, with its last output. */
export async function openTorch(python: string, env = process.env): Promise<TorchPeer> {
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'pipe'], env });
  const folder = mkdtempSync(join(tmpdir(), 'modulode-peer-'));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint = text.toString();
  });
  // The end of the process shows as the end of its output; writing to it afterwards must not end this process.
  child.stdin.on('error', () => undefined);

  async function answer<Answer>(): Promise<Answer> {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`PyTorch ended: ${complaint}`);
    return JSON.parse(value) as Answer;
  }
  function ask<Answer>(request: object): Promise<Answer> {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return answer();
  }

  const { torch, ...others } = await answer<{ torch: string; torchdiffeq: string | null; cuda: boolean }>();
  return {
    version: torch,
    ...others,
    async load(random, hyper, device, solver) {
      const file = join(folder, 'problem');
      writeDump(file, random, hyper);
      await ask({ do: 'load', problem: `${file}.json`, device, torchdiffeq: solver !== undefined });
    },
    async lossAndGradient() {
      const to = join(folder, 'gradient.bin');
      const { loss } = await ask<{ loss: LossTerms }>({ do: 'evaluate', to });
      return { loss, gradient: numbersIn(to) };
    },
    async draw({ cells, clouds }, learningRate) {
      const drawn = clouds && {
        drawnEndpoints: [...clouds.endpoints],
        drawnStart: [...clouds.start],
        drawnMeasured: [...clouds.measured],
      };
      await ask({ do: 'draw', batch: { batch: [...cells], ...drawn }, learningRate });
    },
    async readParameters() {
      const to = join(folder, 'parameters.bin');
      await ask({ do: 'parameters', to });
      return numbersIn(to);
    },
    step: () => ask<Cost>({ do: 'step' }),
    close() {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function numbersIn(file: string): Float32Array {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}
