/**
 * Times the benchmark against other methods on a large screen, part by part, and the longest time that a part blocks its thread:
 * `node scripts/run.mjs bench/comparison.ts [GENES REGULATORS]`, by default 800 and 100. The model is trained for a few steps only.
 */
import { presets } from '../src/dynamics/settings';
import { runBenchmark } from '../src/inference/benchmark/runBenchmark';
import { fitted } from './accuracy/measure';
import { acyclic, simulated } from './accuracy/screens';

const STEPS = 10;

export async function main([genes = '800', regulators = '100']: readonly string[]): Promise<number> {
  const size = { genes: Number(genes), regulators: Number(regulators) };
  const { dataset } = await simulated(
    'large',
    {
      ...acyclic,
      ...size,
      kind: 'overexpression',
      edges: Math.round(2.5 * size.genes),
      perturbations: size.regulators,
      seed: 801,
    },
    0,
  );
  const settings = { ...presets.H, steps: STEPS };
  const result = { ...(await fitted(dataset, settings)), seconds: 0 };
  console.log(`${genes} genes, ${regulators} regulators, ${dataset.cells} cells`);
  const parts = new Map<string, { wall: number; processor: number; silent: number }>();
  let [wall, processor] = [performance.now(), process.cpuUsage()];
  for (const { progress } of runBenchmark({ dataset, settings, result, budget: 2 * size.genes })) {
    const seconds = (performance.now() - wall) / 1000;
    const { user, system } = process.cpuUsage(processor);
    const before = parts.get(progress.part) ?? { wall: 0, processor: 0, silent: 0 };
    parts.set(progress.part, {
      wall: before.wall + seconds,
      processor: before.processor + (user + system) / 1e6,
      silent: Math.max(before.silent, seconds),
    });
    [wall, processor] = [performance.now(), process.cpuUsage()];
  }
  const rows = [...parts].map(([part, { wall: all, processor: own, silent }]) =>
    [part.padEnd(16), ...[all, own, silent].map((seconds) => seconds.toFixed(1).padStart(9))].join(' '),
  );
  console.log(['part                  wall  processor  longest', ...rows].join('\n'));
  console.log(`largest memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
  return 0;
}
