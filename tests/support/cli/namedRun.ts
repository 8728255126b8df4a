/** A small run whose genes are called what a reader might take for something else, for tests of its exports. Not used by the program. */
import type { FinishedRun } from '../../../src/share/finishedRun';
import { runCli } from '../../../src/cli/program';
import { testHost, type TestHost } from './testHost';
import { trainedRun } from './testRun';

export const genes = ['NA', 'a,b "c"', '<b>&amp;', 'γ-globin', 'NKX2-1'];

/** Six edges are drawn of twenty, and there are two modules. */
export async function oddlyNamedRun(): Promise<FinishedRun> {
  const trained = await trainedRun();
  const { result } = trained;
  return {
    ...trained,
    dataset: { ...trained.dataset, genes },
    result: {
      ...result,
      network: { ...result.network, genes },
      model: { ...result.model, genes },
      modules: [
        { name: 'M1', genes: [1, 2, 3], regulators: [0, 4], stability: 0.75 },
        { name: 'M2', genes: [0], regulators: [], stability: null },
      ],
    },
    view: { ...trained.view, edgeBudget: 6, moduleNames: { 0: 'β cells' } },
  };
}

export async function exported(
  run: string,
  ...options: string[]
): Promise<{ readonly code: number; readonly host: TestHost; readonly text: string }> {
  const host = testHost();
  const code = await runCli(['export', run, ...options], host);
  return { code, host, text: host.printed() };
}
