/**
 * The page while it trains, in a browser, operated like a user: how fast it trains with the network on screen and without, how smoothly it
 * draws, and what it forecasts. Reads what the page shows; only frames and long tasks are reported by the browser.
 */
import type { Page } from '@playwright/test';
import { type Frames, framesDuring } from '../../tests/support/framesDuring';
import { ownBrowser } from '../builtPage';
import { cpuByRole, type CpuByRole, since } from './threads';

/** A stretch of training. */
export interface Stretch {
  readonly seconds: number;
  readonly steps: number;
  readonly cpu: CpuByRole;
}

export interface Forecast {
  /** As printed ten seconds after the first step. */
  readonly text: string;
  /** Seconds: the ends of the printed range, and what it took. */
  readonly least: number;
  readonly most: number;
  readonly took: number;
}

export interface PageFound {
  /** What the page trains on. */
  readonly device: string;
  /** In turns, the network on screen first. */
  readonly shown: readonly Stretch[];
  readonly hidden: readonly Stretch[];
  readonly frames: Frames;
}

interface Options {
  readonly executable: string | undefined;
  readonly address: string;
  readonly file: string;
}

const patience = 900_000;
/** Steps of a run that ends after the measurement. */
const endless = '20000';
/** Steps of a run whose end is waited for. */
const long = '1000';
/** Seconds after a change of step that are not measured: charts load, the network is arranged. */
const settling = 3;

/** `rounds` pairs of stretches of `seconds` each, then the frames of one more. */
export async function measureTraining(
  options: Options,
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<PageFound> {
  return onPage(options, async (page, root) => {
    await train(page, options.file, endless);
    const shown: Stretch[] = [];
    const hidden: Stretch[] = [];
    for (let round = 0; round < rounds; round++) {
      await goTo(page, 'Model');
      shown.push(await stretch(page, root, seconds));
      await goTo(page, 'Evaluate');
      hidden.push(await stretch(page, root, seconds));
    }
    await goTo(page, 'Model');
    const frames = await framesDuring(page, () => sleep(seconds));
    const device = await page.getByRole('note', { name: 'Compute device' }).innerText();
    return { device: device.split('\n')[0] ?? '', shown, hidden, frames };
  });
}

/** A run of many times ten seconds, watched to its end; null where that comes within ten seconds all the same. */
export async function measureForecast(options: Options): Promise<Forecast | null> {
  return onPage(options, async (page) => {
    await train(page, options.file, long);
    const finished = page.getByRole('status', { name: 'Training status' }).getByText(/Finished\s*$/);
    await sleep(10);
    if (await finished.isVisible()) return null;
    const text = await page
      .getByRole('banner')
      .getByText(/ left$/)
      .innerText();
    const asked = performance.now();
    await finished.waitFor({ timeout: patience });
    const [least, most] = rangeOf(text);
    return { text, least, most, took: (performance.now() - asked) / 1000 };
  });
}

async function onPage<Found>(
  { executable, address }: Options,
  measure: (page: Page, root: number) => Promise<Found>,
): Promise<Found> {
  const { browser, root, close } = await ownBrowser(executable, []);
  try {
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'no-preference',
    });
    await page.goto(address);
    return await measure(page, root);
  } finally {
    await close();
  }
}

/** Opens a file and trains on it until the first steps show. */
async function train(page: Page, file: string, steps: string): Promise<void> {
  await page.getByLabel('Open dataset').setInputFiles(file);
  await page
    .locator('[aria-current="step"]')
    .filter({ hasText: /Effects|Data/ })
    .waitFor({ timeout: patience });
  await goTo(page, 'Model');
  await page.getByText('More settings').click();
  await page.getByRole('textbox', { name: 'Steps', exact: true }).fill(steps);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await nextStep(page, 0);
}

async function goTo(page: Page, step: string): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Steps' })
    .getByRole('link', { name: new RegExp(step) })
    .click();
  await sleep(settling);
}

/** From one change of the number of steps on screen to another. */
async function stretch(page: Page, root: number, seconds: number): Promise<Stretch> {
  const first = await nextStep(page);
  const before = cpuByRole(root);
  await sleep(seconds);
  const last = await nextStep(page);
  const cpu = since(before, cpuByRole(root));
  return { seconds: (last.at - first.at) / 1000, steps: last.step - first.step, cpu };
}

/** The number of steps on screen when it next changes from `known`, the present one by default. */
async function nextStep(page: Page, known?: number): Promise<{ readonly step: number; readonly at: number }> {
  const read = async (before: number | undefined) => {
    const found = await page.waitForFunction(
      (earlier) => {
        const parts = Array.from(document.querySelectorAll('header span'), ({ textContent }) => textContent);
        const text = parts.find((part) => /^step [\d,]+$/.test(part)) ?? '';
        const step = Number(text.slice('step '.length).replaceAll(',', ''));
        return step > 0 && step !== earlier ? { step, at: performance.now() } : null;
      },
      before,
      { polling: 50, timeout: patience },
    );
    return (await found.jsonValue()) ?? { step: 0, at: 0 };
  };
  return read(known ?? (await read(undefined)).step);
}

/** Ends of a printed range in seconds: '12 s, about 5–8 s left', 'about 1:40–2:10 min left', 'about 50 s–1:40 min left'. */
export function rangeOf(text: string): readonly [number, number] {
  const range = /about (.*) left/.exec(text)?.[1] ?? '';
  const ends = [...range.matchAll(/(\d+):(\d\d)|(\d+)/g)].map(([, minutes, rest, plain]) =>
    plain === undefined ? 60 * Number(minutes) + Number(rest) : Number(plain),
  );
  return [ends[0] ?? Number.NaN, ends.at(-1) ?? Number.NaN];
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 1000 * seconds);
  });
}
