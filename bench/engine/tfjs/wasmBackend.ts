/** tfjs' own WebAssembly backend (SIMD, one thread) in Node, as a peer. */
import './globalRequire';
import '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { timed, type Contender } from '../interleaved';
import { naiveStep } from './naiveStep';
import type { RandomProblem } from '../../../tests/support/dynamics/randomProblem';
import { hyper, regulatorsFirst } from '../problems';

/** `dispose` before the next one. */
export async function tfjsContender(random: RandomProblem): Promise<Contender & { dispose(): void }> {
  enableProdMode();
  await setBackend('wasm');
  const naive = naiveStep(regulatorsFirst(random), hyper);
  return {
    name: 'tfjs wasm',
    step: () => timed(() => naive.step()),
    dispose: () => naive.dispose(),
  };
}
