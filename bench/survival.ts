/**
 * Kills runs at random points and resumes them: every one must end with the bits of a run that was never broken off.
 * `node scripts/run.mjs bench/survival.ts [--points 20] [--steps 2500] [--only terminal|page] [--built FOLDER] [--seed 1]`.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { findOrInstallBrowser } from '../scripts/browser.mjs';
import { Random } from '../src/numerics/random';
import { contentsOf } from '../tests/support/cli/contentsOf';
import { ownBrowser, servePage } from './builtPage';

interface Outcome {
  readonly how: string;
  /** Where it was broken off. */
  readonly at: string;
  readonly sameBits: boolean;
}

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      points: { type: 'string', default: '20' },
      steps: { type: 'string', default: '2500' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      built: { type: 'string' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'bench-survival-'));
  const screen = join(folder, 'chain.csv');
  writeFileSync(screen, chainScreen());
  const asked = { screen, folder, steps: values.steps, points: Number(values.points) };
  const outcomes: Outcome[] = [];
  try {
    if (values.only !== 'page') outcomes.push(...(await inTerminal(asked, new Random(Number(values.seed)))));
    if (values.only !== 'terminal')
      outcomes.push(...(await onPage(asked, values.built ?? null, new Random(Number(values.seed)))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const same = outcomes.filter(({ sameBits }) => sameBits).length;
  console.log(`${same} of ${outcomes.length} runs that were broken off end with the same bits.`);
  return same === outcomes.length ? 0 : 1;
}

interface Asked {
  readonly screen: string;
  readonly folder: string;
  readonly steps: string;
  readonly points: number;
}

const chain = ['A1', 'B2', 'C3', 'D4', 'E5', 'F6', 'G7', 'H8'];

/** 420 cells of a chain of activation, A1 → B2 → …, each of the first six knocked out. */
function chainScreen(): string {
  const random = new Random(3);
  const labels = ['control', ...chain.slice(0, 6)];
  const lines = Array.from({ length: 420 }, (_, cell) => {
    const label = labels[cell % labels.length] ?? '';
    const out = chain.indexOf(label);
    const values = chain.map((_gene, at) => {
      const share = out >= 0 && at > out ? 1 - 0.7 ** (at - out) : 1;
      return at === out ? 0 : Math.round(share * (8 + 10 * random.uniform()));
    });
    return [`cell${cell}`, ...values, label].join(',');
  });
  return [['cell', ...chain, 'perturbation'].join(','), ...lines].join('\n');
}

function told(outcome: Outcome): Outcome {
  console.log(`${outcome.how}, ${outcome.at}: ${outcome.sameBits ? 'same bits' : 'OTHER BITS'}`);
  return outcome;
}

/** `killAfter`: milliseconds to SIGKILL. Gives the milliseconds it ran. */
function command(program: string, args: readonly string[], killAfter: number | null): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    const timer = killAfter === null ? null : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('exit', (code) => {
      if (timer) clearTimeout(timer);
      if (code === null || code === 0) resolve(performance.now() - started);
      else reject(new Error(`${args.join(' ')} ended with ${code}`));
    });
  });
}

/** The same command, killed at a random moment and given again. */
async function inTerminal({ screen, folder, steps, points }: Asked, random: Random): Promise<Outcome[]> {
  // A copy: another build may replace the program meanwhile.
  cpSync('lib', join(folder, 'lib'), { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
  const infer = (out: string, killAfter: number | null) => {
    const options = ['--steps', steps, '--device', 'processor', '--threads', '1', '--quiet'];
    const args = ['infer', screen, '--out', join(folder, out), ...options];
    return command(join(folder, 'lib', 'bin.js'), args, killAfter);
  };
  const takes = await infer('whole', null);
  const whole = JSON.stringify(contentsOf(join(folder, 'whole')));
  const outcomes: Outcome[] = [];
  for (let point = 0; point < points; point++) {
    const out = `killed-${point}`;
    const after = (0.1 + 0.9 * random.uniform()) * takes;
    await infer(out, after);
    const left = existsSync(join(folder, out)) ? readdirSync(join(folder, out)) : ['nothing'];
    const step = stepOf(join(folder, out, 'checkpoint.modulode.json'));
    if (!left.includes('run.modulode.json')) await infer(out, null);
    const sameBits = JSON.stringify(contentsOf(join(folder, out))) === whole;
    const at = `${(after / 1000).toFixed(1)} of ${(takes / 1000).toFixed(1)} s, left ${step ?? left.join(' ')}`;
    outcomes.push(told({ how: 'terminal, SIGKILL', at, sameBits }));
  }
  return outcomes;
}

function stepOf(checkpoint: string): string | null {
  if (!existsSync(checkpoint)) return null;
  const read: { readonly progress: { step: number } | null } = JSON.parse(readFileSync(checkpoint, 'utf8'));
  return `step ${read.progress?.step ?? 0}`;
}

const patience = { timeout: 600_000 };

async function onPage({ screen, steps, points }: Asked, built: string | null, random: Random) {
  const served = await servePage('.cache/bench-survival', built);
  const own = await ownBrowser(await findOrInstallBrowser(), []);
  const outcomes: Outcome[] = [];
  try {
    const { edges: whole, seconds } = await uninterrupted(own.browser, served.address, screen, steps);
    for (let point = 0; point < points; point++) {
      const after = 1000 * seconds * (0.1 + 0.8 * random.uniform());
      const way = ways[point % ways.length];
      if (!way) continue;
      const context = await freshContext(own.browser);
      const page = await context.newPage();
      await begin(page, served.address, screen, steps);
      await page.waitForTimeout(after);
      const at = await page.getByRole('status', { name: 'Training status' }).innerText();
      const next = await way.breakOff(page, context, served.address);
      await ended(next);
      outcomes.push(
        told({ how: `page, ${way.name}`, at: at.trim(), sameBits: (await edgesOf(next)) === whole }),
      );
      await context.close();
    }
  } finally {
    await own.close();
    await served.close();
  }
  return outcomes;
}

async function freshContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(() => {
    localStorage.setItem('modulode-tour', 'done');
    localStorage.setItem('modulode-auto-benchmark', 'off');
  });
  return context;
}

async function uninterrupted(browser: Browser, address: string, screen: string, steps: string) {
  const context = await freshContext(browser);
  const page = await context.newPage();
  await begin(page, address, screen, steps);
  const started = performance.now();
  await ended(page);
  const seconds = (performance.now() - started) / 1000;
  const edges = await edgesOf(page);
  await context.close();
  return { edges, seconds };
}

async function begin(page: Page, address: string, screen: string, steps: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel('Open dataset').setInputFiles(screen);
  await page.locator('[aria-current="step"]').filter({ hasText: 'Effects' }).waitFor(patience);
  await page.getByRole('navigation', { name: 'Steps' }).getByRole('link', { name: /Model/ }).click();
  await page.getByText('More settings').click();
  await page.getByRole('textbox', { name: 'Steps', exact: true }).fill(steps);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page
    .getByRole('banner')
    .getByText(/^step \d/)
    .waitFor(patience);
}

async function ended(page: Page): Promise<void> {
  const status = page.getByRole('status', { name: 'Training status' });
  await status.filter({ hasText: /Finished\s*$/ }).waitFor(patience);
}

async function edgesOf(page: Page): Promise<string> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download edges (TSV)' }).click();
  return text(await (await waiting).createReadStream());
}

/** What ends the training or its page, and how it goes on. Gives the page on which it does. */
const ways: readonly {
  readonly name: string;
  readonly breakOff: (page: Page, context: BrowserContext, address: string) => Promise<Page>;
}[] = [
  {
    name: 'reloaded',
    breakOff: async (page) => {
      await page.reload();
      return takenUp(page);
    },
  },
  {
    name: 'worker crashed',
    breakOff: async (page) => {
      const trainer = page.workers().find((worker) => worker.url().includes('trainer'));
      await trainer?.evaluate(() => {
        setTimeout(() => {
          throw new Error('killed by the benchmark');
        });
      });
      return page;
    },
  },
  {
    name: 'process killed',
    breakOff: async (page, context, address) => {
      const crashed = page.waitForEvent('crash');
      const client = await context.newCDPSession(page);
      client.send('Page.crash').catch(() => undefined);
      await crashed;
      const next = await context.newPage();
      await next.goto(address);
      return takenUp(next);
    },
  },
  {
    name: 'tab closed',
    breakOff: async (page, context, address) => {
      await page.close();
      const next = await context.newPage();
      await next.goto(address);
      return takenUp(next);
    },
  },
];

/** Resumes the run that the page offers, or shows it where it had ended. */
async function takenUp(page: Page): Promise<Page> {
  await page.getByText('A run of chain.csv is saved in this browser').waitFor(patience);
  await page.getByRole('button', { name: /^(Resume|Show)$/ }).click();
  return page;
}
