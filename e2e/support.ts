/** Common actions of end-to-end tests: open the page, drop a file, train, read the downloaded table. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { main as writeScreen } from '../scripts/make-screen';
import { given, screenTable, type GivenFile } from './tables';

/** Files of real experiments in ../shared/data; without them the tests that need them are reported as skipped. */
export function sharedFile(path: string): string | null {
  const file = resolve('..', 'shared', 'data', path);
  return existsSync(file) ? file : null;
}

/** Opens the page as it is before its demo has arrived, which would be read and trained beside what the test opens. */
export async function openWithoutDemo(page: Page): Promise<void> {
  await page.route('**/demo/myeloid.*', () => undefined);
  await page.goto('./');
}

/** A path, or content with a name. */
export async function openFiles(page: Page, files: string | readonly GivenFile[]): Promise<void> {
  await page.getByLabel('Open dataset').setInputFiles(typeof files === 'string' ? files : [...files]);
}

/** Opens data that need no answer, and the step that shows how they were read. */
export async function openToCheck(page: Page, files: string | readonly GivenFile[]): Promise<void> {
  await openFiles(page, files);
  await showsCheck(page);
}

/** Waits until an opened file shows its effects, and opens the step that shows how it was read. */
export async function showsCheck(page: Page): Promise<void> {
  await shows(page, 'Effects');
  await goTo(page, 'Check');
}

/** Drags files over the window, or a part of it that says what it takes them for, and drops them. */
export async function drop(
  page: Page,
  files: readonly GivenFile[],
  { onto, says } = { onto: page.locator('body'), says: 'Drop to open' },
): Promise<void> {
  const written = files.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') }));
  const transfer = await page.evaluateHandle((dragged) => {
    const carried = new DataTransfer();
    for (const { name, base64 } of dragged) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      carried.items.add(new File([bytes], name));
    }
    return carried;
  }, written);
  // As browsers do: again and again while files are held over the window, which may still be loading.
  await expect(async () => {
    await onto.dispatchEvent('dragover', { dataTransfer: transfer });
    await expect(page.getByText(says)).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await onto.dispatchEvent('drop', { dataTransfer: transfer });
  await expect(page.getByText(says)).toBeHidden();
}

/** The steps of parts that are chosen above them. */
const stepsOfParts: Readonly<Record<string, string>> = {
  Open: 'Data',
  Check: 'Data',
  Settings: 'Model',
  Training: 'Model',
  'This run': 'Evaluate',
  'Other methods': 'Evaluate',
};

/** What the page calls them in `data-step`. */
const placeOf: Readonly<Record<string, string | RegExp>> = {
  Data: /^(data|check)$/,
  Model: /^(model|train)$/,
  Evaluate: /^(evaluate|methods)$/,
  Open: 'data',
  Check: 'check',
  Settings: 'model',
  Training: 'train',
  'This run': 'evaluate',
  'Other methods': 'methods',
  Effects: 'effects',
  Explore: 'explore',
  Perturb: 'perturb',
};

/** The choice between the parts of the present step. */
export function partChoice(page: Page): Locator {
  return page.getByRole('radiogroup', { name: /^Parts of / });
}

/** Opens a step from the rail, or a part of one. */
export async function goTo(page: Page, name: string): Promise<void> {
  const step = stepsOfParts[name];
  await page
    .getByRole('navigation', { name: 'Steps' })
    .getByRole('link', { name: new RegExp(step ?? name) })
    .click();
  if (step !== undefined) await partChoice(page).getByText(name, { exact: true }).click();
  // Until then the step before is in view.
  const place = placeOf[name];
  if (place !== undefined) await expect(page.locator('main')).toHaveAttribute('data-step', place);
}

/** Opens a section that is one line until asked. */
export async function openFold(within: Page | Locator, name: string): Promise<void> {
  await within.locator('summary').filter({ hasText: name }).click();
}

/** Opens the settings of the model, all of them. */
export async function openSettings(page: Page): Promise<void> {
  await goTo(page, 'Settings');
  const more = page.getByText('More settings');
  await expect(more).toBeVisible();
  if (!(await stepsField(page).isVisible())) await more.click();
}

function stepsField(page: Page): Locator {
  return page.getByRole('textbox', { name: 'Steps', exact: true });
}

/** Sets the steps of the next training, on the settings of the model. */
export async function setSteps(page: Page, steps: number | string): Promise<void> {
  await openSettings(page);
  await stepsField(page).fill(String(steps));
}

/** Waits until the page shows a step or a part of one, as after a run was opened. */
export async function shows(page: Page, name: string): Promise<void> {
  const step = stepsOfParts[name];
  const current = page.getByRole('navigation', { name: 'Steps' }).locator('[aria-current="step"]');
  await expect(current).toContainText(step ?? name);
  if (step !== undefined) await expect(partChoice(page).getByRole('radio', { name })).toBeChecked();
}

/** Opens every section of Evaluate. */
export async function openSections(page: Page): Promise<void> {
  const all = page.getByRole('button', { name: /^(Open|Close) all sections$/ });
  if ((await all.innerText()).startsWith('Open')) await all.click();
}

/** Long content scrolls in its own area; the bars above and below stay. */
export async function expectNoScrolling(page: Page, where: string): Promise<void> {
  const [height, window] = await page.evaluate(() => [
    document.documentElement.scrollHeight,
    globalThis.innerHeight,
  ]);
  expect(height, `${where} scrolls within the window`).toBe(window);
}

export async function finished(page: Page): Promise<void> {
  await expect(trainingStatus(page)).toHaveText(/Finished\s*$/, { timeout: 90_000 });
}

/** Trains, and waits until the new run has replaced the finished one. */
export async function pressTrain(
  page: Page,
  press: (train: Locator) => Promise<void> = (train) => train.click(),
): Promise<void> {
  const begun = page.waitForFunction(
    () =>
      !/(Finished|Stopped)\s*$/.test(
        document.querySelector('[aria-label="Training status"]')?.textContent ?? '',
      ),
    undefined,
    { polling: 'raf', timeout: 60_000 },
  );
  await press(page.getByRole('button', { name: 'Train', exact: true }));
  await begun;
}

/** Starts training on the chain of eight genes, as a file of this name. */
export async function trainTable(page: Page, name: string, steps: number): Promise<void> {
  await openToCheck(page, [given(name, screenTable({}))]);
  await expect(page.getByRole('heading', { name: `Check ${name}` })).toBeVisible();
  await setSteps(page, steps);
  await pressTrain(page);
}

export async function trainToTheEnd(page: Page, timeout: number): Promise<void> {
  await pressTrain(page);
  await expect(trainingStatus(page)).toHaveText(/(Finished|Stopped)\s*$/, { timeout });
}

export function trainingStatus(page: Page) {
  return page.getByRole('status', { name: 'Training status' });
}

export interface EdgeRow {
  readonly source: string;
  readonly target: string;
  readonly weight: number;
  readonly sign: string;
  readonly stability: string;
}

/** Text of the file that the button downloads. */
export async function downloadText(page: Page, button: string): Promise<string> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  return readFileSync(await (await waiting).path(), 'utf8');
}

export async function downloadEdges(page: Page): Promise<readonly EdgeRow[]> {
  const text = await downloadText(page, 'Download edges (TSV)');
  const [header, ...lines] = text.trimEnd().split('\n');
  expect(header).toBe('source\ttarget\tweight\tsign\tstability');
  return lines.map((line) => {
    const [source = '', target = '', weight = '', sign = '', stability = ''] = line.split('\t');
    return { source, target, weight: Number(weight), sign, stability };
  });
}

/** Average precision of the edges, strongest first, against `source target …` lines; independent of src/evaluation. */
export function averagePrecision(
  edges: readonly EdgeRow[],
  truthFile: string,
): { auprc: number; density: number } {
  const truth = new Set(
    readFileSync(truthFile, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t').slice(0, 2).join('\t')),
  );
  const isTrue = edges.map(({ source, target }) => truth.has(`${source}\t${target}`));
  const positives = isTrue.filter(Boolean).length;
  let found = 0;
  let sum = 0;
  isTrue.forEach((hit, i) => {
    if (!hit) return;
    found++;
    sum += found / (i + 1);
  });
  return { auprc: sum / positives, density: positives / edges.length };
}

/** A simulated screen, by default of 40 genes and 14 knockouts of 80 cells, written once by the project's own simulator. */
export async function makeScreen(genes = 40, knockouts = 14, cells = 80): Promise<string> {
  const screen = resolve('.cache', 'e2e', `cyclic-${genes}x${knockouts}x${cells}.h5ad`);
  if (!existsSync(screen)) {
    mkdirSync(dirname(screen), { recursive: true });
    const sizes = [genes, knockouts, cells, 1].map(String);
    // Another Playwright worker may make it at the same time: named when complete, and never replaced while a page reads it.
    const partial = `${screen}.${process.pid}.h5ad`;
    await writeScreen([partial, 'cyclic', ...sizes]);
    if (existsSync(screen)) rmSync(partial);
    else renameSync(partial, screen);
  }
  return screen;
}

/** The step that the top of the page shows during training. */
export async function shownStep(page: Page): Promise<number> {
  const text = await page
    .getByRole('banner')
    .getByText(/^step \d/)
    .innerText();
  return Number(text.replace(/\D/g, ''));
}

/** Waits until training has advanced by a step. */
export async function nextStep(page: Page): Promise<void> {
  const before = await shownStep(page);
  await expect.poll(() => shownStep(page), { timeout: 60_000 }).toBeGreaterThan(before);
}

/** The step of a paused run: the same in two readings half a second apart. */
export async function heldStep(page: Page): Promise<number> {
  let held = NaN;
  await expect
    .poll(
      async () => {
        const before = held;
        held = await shownStep(page);
        return held === before;
      },
      { intervals: [500] },
    )
    .toBe(true);
  return held;
}

/** Opens the list of runs kept in the browser. */
export async function openRuns(page: Page) {
  await page.getByRole('banner').getByRole('button', { name: 'Runs', exact: true }).click();
  return page.getByRole('list', { name: 'Runs' });
}

/** Keeps the run on screen in the list of runs, which stays open. */
export async function keepRun(page: Page): Promise<void> {
  const runs = await openRuns(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Keep', exact: true }).click();
  await expect(runs.getByRole('listitem')).toContainText('On screen');
}

/** The time of the last save of a run in the browser's storage, milliseconds since 1970; 0: none. */
export function savedAt(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((found, reject) => {
        const opening = indexedDB.open('modulode');
        // No run was kept: what looks for one must not make the database.
        opening.addEventListener('upgradeneeded', () => {
          opening.transaction?.abort();
          found(0);
        });
        opening.addEventListener('error', () => reject(new Error('the storage cannot be opened')));
        opening.addEventListener('success', () => {
          const reading = opening.result.transaction('entries').objectStore('entries').getAll();
          reading.addEventListener('error', () => reject(new Error('the storage cannot be read')));
          reading.addEventListener('success', () => {
            opening.result.close();
            const entries: readonly unknown[] = reading.result;
            const times = entries.map((entry) =>
              typeof entry === 'object' && entry !== null && 'savedAt' in entry ? Number(entry.savedAt) : 0,
            );
            found(Math.max(0, ...times));
          });
        });
      }),
  );
}

/** Waits until the run has been saved after `since` (milliseconds since 1970). */
export async function savedSince(page: Page, since: number): Promise<void> {
  await expect.poll(() => savedAt(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(since);
}

/** Trains a small screen and shows its effects. Gives the card of a perturbation. */
export async function trainedOnEffects(page: Page): Promise<Locator> {
  await openWithoutDemo(page);
  await trainTable(page, 'chain.csv', 30);
  await finished(page);
  await goTo(page, 'Effects');
  return page.getByRole('region', { name: 'Selected perturbation' });
}

/** Adds a picture to the composed figure, in which its caption follows those of the pictures before. `button`: its name. */
export async function addPicture(page: Page, button: string | RegExp, caption: RegExp): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Compose a figure' });
  await page.getByRole('button', { name: button }).click();
  await expect(dialog.getByRole('img', { name: caption })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}
