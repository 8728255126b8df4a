/** The built page, served, and a browser for it whose processes can be measured. */
import { type Browser, chromium } from '@playwright/test';
import { build, preview } from 'vite';

interface ServedPage {
  readonly address: string;
  close(): Promise<void>;
}

/** `built`: a folder with a build made before; null builds into `outDir` first. */
export async function servePage(outDir: string, built: string | null = null): Promise<ServedPage> {
  if (built === null) await build({ logLevel: 'error', build: { outDir } });
  const served = await preview({
    build: { outDir: built ?? outDir },
    preview: { port: 4236, strictPort: false },
  });
  return { address: served.resolvedUrls?.local[0] ?? '', close: () => served.close() };
}

interface OwnBrowser {
  readonly browser: Browser;
  /** Id of its first process. */
  readonly root: number;
  readonly close: () => Promise<void>;
}

/** `executable`: the browser; Playwright's own without it. */
export async function ownBrowser(
  executable: string | undefined,
  args: readonly string[],
): Promise<OwnBrowser> {
  const server = await chromium.launchServer({
    ...(executable === undefined ? {} : { executablePath: executable }),
    args: ['--no-sandbox', ...args],
  });
  const browser = await chromium.connect(server.wsEndpoint());
  return {
    browser,
    root: server.process().pid ?? 0,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}
