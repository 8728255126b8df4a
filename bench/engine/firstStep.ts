/** Time from requesting a device to the end of its first step, on fresh pages. */
import { median } from '../../src/numerics/statistics';
import { textTable } from '../accuracy/textTable';
import type { TimingBrowser } from './browser';
import type { Cost } from './interleaved';
import { rows } from './rows';
import { digits } from './stepsTable';

export interface FirstStep {
  readonly row: string;
  readonly wasm: Cost;
  readonly webgpu: Cost;
}

const tries = 3;

export async function measureFirstSteps(browser: TimingBrowser): Promise<FirstStep[]> {
  const wanted = rows.filter(({ name }) => name.includes('(100, '));
  const found: FirstStep[] = [];
  for (const { name } of wanted)
    found.push({
      row: name,
      wasm: await firstStepOf(browser, name, 'wasm'),
      webgpu: await firstStepOf(browser, name, 'webgpu'),
    });
  return found;
}

async function firstStepOf(browser: TimingBrowser, name: string, who: 'wasm' | 'webgpu'): Promise<Cost> {
  const costs: Cost[] = [];
  for (let i = 0; i < tries; i++) {
    const page = await browser.page();
    const ask = () => page.evaluate(([row, device]) => timing.firstStep(row, device), [name, who] as const);
    costs.push(await browser.timed(ask));
    await page.context().close();
  }
  return {
    wallMs: median(costs.map(({ wallMs }) => wallMs)),
    cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
  };
}

export function firstStepsTable(measured: readonly FirstStep[]): string {
  return textTable(
    ['first step', 'wasm ms', 'CPU ms', 'must', 'webgpu ms', 'CPU ms', 'must'],
    measured.map(({ row, wasm, webgpu }) => [
      row,
      digits(wasm.wallMs),
      digits(wasm.cpuMs),
      '150',
      digits(webgpu.wallMs),
      digits(webgpu.cpuMs),
      '2000',
    ]),
  );
}
