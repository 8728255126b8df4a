/** A browser with the page of timings (page/). */
import type { Remote } from 'comlink';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { cpuMsOfTree } from './machine';
import type { Contender, Cost } from './interleaved';
import type { InBrowser, TimingApi } from './page/worker';

declare global {
  var timing: Remote<TimingApi>;
}

const configFile = 'bench/engine/page/vite.config.ts';
const common = ['--no-sandbox', '--enable-unsafe-webgpu'];
/** By default a headless browser takes any adapter it finds, or none. */
const argumentsFor = {
  software: [...common, '--use-webgpu-adapter=swiftshader'],
  hardware: [...common, '--enable-features=Vulkan', '--ignore-gpu-blocklist'],
};

export type Adapter = keyof typeof argumentsFor;

export interface TimingBrowser {
  readonly adapterKind: Adapter;
  /** A page with a worker of its own. */
  page(): Promise<Page>;
  contender(page: Page, name: string, who: InBrowser): Contender;
  /** `work` resolves with its milliseconds; adds the processor time of all processes of the browser. */
  timed(work: () => Promise<number>): Promise<Cost>;
  /** Name of its GPU. */
  adapter(): Promise<string>;
  close(): Promise<void>;
}

/** `executable`: the browser; Playwright's own without it. Builds the page first. */
export async function openBrowser(adapter: Adapter, executable: string | undefined): Promise<TimingBrowser> {
  await build({ configFile, logLevel: 'error' });
  const served = await preview({ configFile, preview: { port: 4233, strictPort: false } });
  const address = served.resolvedUrls?.local[0] ?? '';
  const server = await chromium.launchServer({
    ...(executable === undefined ? {} : { executablePath: executable }),
    args: argumentsFor[adapter],
  });
  const pid = server.process().pid ?? 0;
  const browser = await chromium.connect(server.wsEndpoint());
  async function freshPage(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(address);
    await page.waitForFunction(() => 'timing' in globalThis);
    return page;
  }
  async function timed(work: () => Promise<number>): Promise<Cost> {
    const before = cpuMsOfTree(pid);
    const wallMs = await work();
    return { wallMs, cpuMs: cpuMsOfTree(pid) - before };
  }
  return {
    adapterKind: adapter,
    page: freshPage,
    async adapter() {
      const page = await freshPage();
      const { name, software } = await page.evaluate(() => timing.adapter());
      await page.context().close();
      return software ? `${name}, which computes on the CPU` : name;
    },
    contender: (page, name, who) => ({
      name,
      step: () => timed(() => page.evaluate((device) => timing.step(device), who)),
    }),
    timed,
    async close() {
      await browser.close();
      await server.close();
      await served.close();
    },
  };
}
