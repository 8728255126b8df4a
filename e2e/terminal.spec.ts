/**
 * Terminal and page agree: a run folder opens on the page with the same edges, predictions and positions; files that the page
 * saves work with every command; a link from the terminal shows the same network; both refuse a damaged file in the same words.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { violationsOf } from './accessibility';
import { expect, test } from './guard';
import { atRest, placesOf, type Places } from './networkPlaces';
import { downloadText, goTo, openFiles, openWithoutDemo } from './support';
import { copiedLink, edgeRows, knockOut, responders } from './readRun';
import { given } from './tables';
import { buildProgram, modulode } from './terminal';

// Finished runs are compared with other methods.
test.use({ benchmark: true });

const folder = join('.cache', 'e2e', 'terminal');
const run = join(folder, 'run');
const runFile = join(run, 'run.modulode.json');
const truth = 'public/demo/myeloid.truth.tsv';

test.beforeAll(async () => {
  test.setTimeout(240_000);
  await buildProgram();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const asked = ['--steps', '60', '--seed', '5', '--device', 'processor', '--quiet'];
  const { code, told } = modulode(
    'infer',
    'public/demo/myeloid.h5ad',
    '--out',
    run,
    '--truth',
    truth,
    ...asked,
  );
  expect(told).toEqual(['']);
  expect(code).toBe(0);
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('a run folder opens on the page with the same edges, predictions, evaluation and positions', async ({
  page,
  fresh,
}) => {
  await openWithoutDemo(page);
  await openFiles(page, runFile);
  await expect(button(page, 'myeloid.h5ad')).toBeVisible();
  await atRest(page);
  const inFile = inShares(placesInFile());
  const onPage = inShares(await placesOf(page));
  expect(onPage).toHaveLength(22);
  for (const [place, share] of onPage.entries()) expect(share).toBeCloseTo(inFile[place] ?? NaN, 2);
  const edges = edgesIn(run);
  expect(edges).toHaveLength(22);
  expect(await edgeRows(page)).toEqual(edges);

  expect(await knockOut(page, 'GATA1')).toEqual(answersOf(run, ['GATA1']));
  await page.getByRole('combobox', { name: 'Add a gene to perturb' }).fill('SPI1');
  await page.getByRole('option', { name: 'SPI1', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Without GATA1 and SPI1, /);
  expect(await responders(page)).toEqual(answersOf(run, ['GATA1', 'SPI1']));

  await goTo(page, 'Evaluate');
  const judged = page.getByRole('region', { name: 'Network against known edges' });
  await expect(judged).toContainText(evaluationOf(run).truth.auprc.toFixed(2));

  const reader = await fresh(await copiedLink(page));
  expect(await edgeRows(reader)).toEqual(edges);
});

test('a run saved by the page works with every command, and a link from the terminal opens on the page', async ({
  page,
  fresh,
  openLearned,
  demoRun: saved,
}) => {
  await openLearned(page);
  const table = await downloadText(page, 'Download edges (TSV)');
  expect(modulode('export', saved, '--format', 'tsv').out).toBe(table);
  expect(await knockOut(page, 'GATA1')).toEqual(answersOf(saved, ['GATA1']));
  expect(evaluationOf(saved).truth.auprc).toBeGreaterThan(0.8);
  expect(modulode('compare', run, saved).out).toMatch(/Jaccard index +[01]\.\d\d/);

  const pageAddress = new URL('./', page.url()).href;
  const { code, out } = modulode('snapshot', saved, '--base', pageAddress);
  expect(code).toBe(0);
  const reader = await fresh(out.trim());
  expect(await edgeRows(reader)).toEqual(await edgeRows(page));
  expect(await knockOut(reader, 'KLF1')).toEqual(answersOf(saved, ['KLF1']));
});

test('a responder is explained by the same paths on the page and in the terminal', async ({
  page,
  openLearned,
  demoRun,
}) => {
  await openLearned(page);
  await goTo(page, 'Perturb');
  await page.getByRole('combobox', { name: 'Add a gene to perturb' }).fill('GATA1');
  await page.getByRole('option', { name: 'GATA1', exact: true }).click();
  await page.getByRole('button', { name: 'Why KLF1 changes' }).click();
  const why = page.getByRole('region', { name: 'Why KLF1 decreases' });
  await expect(why.getByRole('table')).toBeVisible();
  const { code, out } = modulode('explain', demoRun, '--perturb', 'GATA1=0', '--target', 'KLF1');
  expect(code).toBe(0);
  const paths = out
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([, , , kind]) => kind === 'direct' || kind === 'downstream')
    .map(([path = '']) => path);
  expect(await why.getByRole('rowheader').allInnerTexts()).toEqual(paths);
  await why.getByRole('button', { name: paths[0] ?? '', exact: true }).click();
  await expect(why).toBeVisible();
});

test('page and terminal describe a damaged run file in the same words', async ({ page }) => {
  await openWithoutDemo(page);
  const whole = readFileSync(runFile, 'utf8');
  const broken = {
    'cut.modulode.json': whole.slice(0, whole.length / 2),
    'newer.modulode.json': whole.replace('"version":1', '"version":9'),
    'another-size.modulode.json': whole.replace('"GFI1"', '"GFI1","MORE"'),
    'alien.modulode.json': '{"nodes":[]}',
    'empty.modulode.json': '',
  };
  for (const [name, content] of Object.entries(broken)) {
    const path = join(folder, name);
    writeFileSync(path, content);
    const { code, out, told } = modulode('predict', path, '--perturb', 'GATA1=0');
    expect([code, out], name).toEqual([2, '']);
    const [title = '', why = ''] = told;
    expect(title).toContain(name);
    await openFiles(page, [given(name, content)]);
    const alert = page.getByRole('alert');
    await expect(alert).toContainText(title);
    await expect(alert).toContainText(why.trim());
  }
});

for (const width of [1200, 390])
  test(`the report of a run is self-contained, ${width} pixels wide`, async ({ page, baseURL }) => {
    const address = `${baseURL}report.html`;
    await page.route(address, (route) => route.fulfill({ path: join(run, 'report.html') }));
    await page.setViewportSize({ width, height: 900 });
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(evaluationOf(run).finding);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({
        path: `test-results/pictures/report-${width}-${colorScheme}.png`,
        fullPage: true,
      });
    }
  });

test.describe('with axe, which is injected as a script', () => {
  test.use({ bypassCSP: true });

  test('the report of a run is accessible in light and dark colours', async ({ page }) => {
    await page.setContent(readFileSync(join(run, 'report.html'), 'utf8'));
    expect(await violationsOf(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violationsOf(page, 'colours')).toEqual([]);
  });
});

interface Evaluation {
  readonly finding: string;
  readonly truth: { readonly auprc: number };
}

function evaluationOf(path: string): Evaluation {
  const evaluation: Evaluation = JSON.parse(modulode('evaluate', path, '--json').out);
  return evaluation;
}

/** The strongest edges of edges.tsv, rounded as on the page: 'GATA1 activates KLF1 +1.148 100 %'. */
function edgesIn(path: string): readonly string[] {
  const [, ...lines] = readFileSync(join(path, 'edges.tsv'), 'utf8').split('\n');
  return lines.slice(0, 22).map((line) => {
    const [source, target, weight, sign, stability] = line.split('\t');
    const size = Math.abs(Number(weight)).toFixed(3);
    return `${source} ${sign === '+' ? 'activates' : 'represses'} ${target} ${sign === '+' ? '+' : '−'}${size} ${Math.round(Number(stability) * 100)}\u00a0%`;
  });
}

/** Predictions of `predict` without the set genes, rounded as on the page: 'FOG1 ÷ 2.4', by name. */
function answersOf(path: string, without: readonly string[]): readonly string[] {
  const levels = without.map((gene) => `${gene}=0`).join(',');
  const answer: { readonly genes: readonly { readonly gene: string; readonly log2FoldChange: number }[] } =
    JSON.parse(modulode('predict', path, '--perturb', levels, '--json').out);
  return answer.genes
    .filter(({ gene }) => !without.includes(gene))
    .map(({ gene, log2FoldChange }) => `${gene} ${factor(log2FoldChange)}`)
    .toSorted();
}

function factor(log2: number): string {
  const size = 2 ** Math.abs(log2);
  if (size < 1.025) return 'same';
  return `${log2 < 0 ? '÷' : '×'} ${size.toFixed(size < 1.1 ? 2 : 1)}`;
}

function placesInFile(): Places {
  const file: {
    readonly dataset: { readonly genes: readonly string[] };
    readonly placement: { readonly positions: { readonly $float32: string } };
  } = JSON.parse(readFileSync(runFile, 'utf8'));
  const bytes = Buffer.from(file.placement.positions.$float32, 'base64');
  return Object.fromEntries(
    file.dataset.genes.map((gene, i) => [gene, [bytes.readFloatLE(8 * i), bytes.readFloatLE(8 * i + 4)]]),
  );
}

/** Relative positions by gene, from 0 to 1 in each direction, which do not depend on zoom or screen shape. */
function inShares(places: Places): readonly number[] {
  const byName = Object.entries(places).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [0, 1].flatMap((axis) => {
    const values = byName.map(([, place]) => place[axis] ?? NaN);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return values.map((value) => (value - least) / (most - least));
  });
}
