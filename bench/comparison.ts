/**
 * Times the benchmark against other methods, part by part, and the longest time that a part blocks its thread:
 * `node scripts/run.mjs bench/comparison.ts [GENES REGULATORS]` on a simulated screen, by default 800 and 100, whose model is trained for a
 * few steps only, or `bench/comparison.ts RUN` on a finished run, a folder or file.
 */
import { openRun } from '../src/cli/runs';
import { presets } from '../src/dynamics/settings';
import { runBenchmark, type RunToBenchmark } from '../src/inference/benchmark/runBenchmark';
import { fitted } from './accuracy/measure';
import { acyclic, simulated } from './accuracy/screens';
import { processorMs } from './engine/machine';

const STEPS = 10;

export async function main([what = '800', regulators = '100']: readonly string[]): Promise<number> {
  const genes = Number(what);
  const run = Number.isNaN(genes) ? await openRun(what) : await largeRun(genes, Number(regulators));
  const { dataset } = run;
  console.log(
    `${dataset.genes.length} genes, ${dataset.candidates.length} regulators, ${dataset.cells} cells`,
  );
  const parts = new Map<string, { wall: number; processor: number; silent: number }>();
  let [wall, processor] = [performance.now(), processorMs()];
  for (const { progress } of runBenchmark({ ...run, budget: 2 * dataset.genes.length })) {
    const seconds = (performance.now() - wall) / 1000;
    const before = parts.get(progress.part) ?? { wall: 0, processor: 0, silent: 0 };
    parts.set(progress.part, {
      wall: before.wall + seconds,
      processor: before.processor + (processorMs() - processor) / 1000,
      silent: Math.max(before.silent, seconds),
    });
    [wall, processor] = [performance.now(), processorMs()];
  }
  const total = [...parts.values()].reduce((sum, { processor: own }) => sum + own, 0);
  const rows = [...parts].map(([part, { wall: all, processor: own, silent }]) =>
    [part.padEnd(16), ...[all, own, silent].map((seconds) => seconds.toFixed(1).padStart(9))].join(' '),
  );
  console.log(['part                  wall  processor  longest', ...rows].join('\n'));
  console.log(`processor time of all parts ${total.toFixed(1)} s`);
  console.log(`largest memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
  return 0;
}

async function largeRun(genes: number, regulators: number): Promise<Omit<RunToBenchmark, 'budget'>> {
  const size = { genes, regulators, edges: Math.round(2.5 * genes), perturbations: regulators };
  const { dataset } = await simulated('large', { ...acyclic, ...size, kind: 'overexpression', seed: 801 }, 0);
  const settings = { ...presets.H, steps: STEPS };
  return { dataset, settings, result: { ...(await fitted(dataset, settings)), seconds: 0 } };
}
