/** Figures: each appears with its finding, follows the sliders and can be saved; under the security policy, in light and dark. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo } from './support';

const figures = ['Predicted and measured', 'Trajectories', 'Module activity', 'Embedding'] as const;

async function knockOut(page: Page, gene: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Add a gene to perturb' }).fill(gene);
  await page.getByRole('option', { name: gene, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^Without ${gene}, `) })).toBeVisible();
}

async function choose(page: Page, figure: string): Promise<Locator> {
  await page.getByLabel('Figure', { exact: true }).selectOption(figure);
  const shown = page.getByRole('region', { name: 'Drawing and numbers' });
  const drawn =
    figure === figures[0]
      ? shown.getByRole('img')
      : shown.getByRole('figure').filter({ has: page.locator('.main-svg') });
  await expect(drawn).toBeVisible();
  return drawn;
}

async function healthy(page: Page, name: string): Promise<void> {
  expect(await violationsInBothColours(page), name).toEqual([]);
  await page.screenshot({ path: `test-results/screens/figure-${name}-dark.png` });
}

async function saved(page: Page, format: 'SVG' | 'PNG'): Promise<{ name: string; bytes: Buffer }> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: `Save the figure as ${format}` }).click();
  const download = await waiting;
  const name = download.suggestedFilename();
  await download.saveAs(`test-results/screens/${name}`);
  return { name, bytes: readFileSync(await download.path()) };
}

test('every figure appears with its numbers as a table in light and dark colours', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Perturb');
  await knockOut(page, 'GATA1');
  await expect(page.getByRole('img', { name: /^Cells on two principal components/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Drawing and numbers' })).toBeVisible();
  await healthy(page, 'perturb');
  await goTo(page, 'Explore');
  await page.getByRole('tab', { name: 'Figures' }).click();
  for (const figure of figures) {
    const drawn = await choose(page, figure);
    await drawn.hover();
    // Only zoom in, zoom out and whole figure: no upload.
    if (figure !== figures[0]) await expect(drawn.locator('.modebar-btn'), figure).toHaveCount(3);
    await healthy(page, figure.split(' ')[0] ?? '');
    await page.getByRole('button', { name: 'As a table' }).click();
    const rows = page.getByRole('region', { name: 'Numbers of the figure' }).locator('tbody tr');
    expect(await rows.count(), figure).toBeGreaterThan(1);
    await page.getByRole('button', { name: 'As a table' }).click();
  }
});

test('predicted against measured names the gene under the pointer and zooms', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Explore');
  await page.getByRole('tab', { name: 'Figures' }).click();
  const chart = await choose(page, figures[0]);
  const genes = chart.locator('.gene');
  const all = await genes.count();
  expect(all).toBeGreaterThan(5);
  await genes.first().hover();
  const shown = page.getByRole('region', { name: 'Drawing and numbers' });
  await expect(shown.getByRole('status')).toHaveText(/^\w+, measured [÷×] [\d.]+, predicted /);
  for (let i = 0; i < 4; i++) await shown.getByRole('button', { name: 'Zoom in' }).press('Enter');
  expect(await genes.count()).toBeLessThan(all);
  await shown.getByRole('button', { name: 'All genes' }).press('Enter');
  await expect(genes).toHaveCount(all);
});

test('each figure is saved as SVG with title, axes and origin, and as PNG at 300 dpi', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Perturb');
  await knockOut(page, 'GATA1');
  await goTo(page, 'Explore');
  await page.getByRole('tab', { name: 'Figures' }).click();
  const axes = ['measured change, 95', 'time since perturbation', 'Measured', 'PC 1, '];
  for (const [place, figure] of figures.entries()) {
    await choose(page, figure);
    const title = await page
      .getByRole('region', { name: 'Drawing and numbers' })
      .getByRole('heading')
      .innerText();
    const svg = await saved(page, 'SVG');
    const text = svg.bytes.toString('utf8');
    expect(svg.name).toMatch(/\.svg$/);
    expect(text).toMatch(/^<svg/);
    expect(text).toContain(title.slice(0, 20));
    expect(text).toContain(axes[place]);
    expect(text).toMatch(/Modulode [\d.]+( \([\da-f]+\+?\))?, seed \d+, data .*fingerprint/);
    expect(text).not.toContain('<script');
    const png = await saved(page, 'PNG');
    expect(png.bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(png.bytes.readUInt32BE(16)).toBe(3000);
    expect(png.bytes.includes(Buffer.from('pHYs'))).toBe(true);
  }
});

test(
  'the predicted cloud moves by the predicted change of the mean and follows the slider',
  { tag: '@core' },
  async ({ page, openLearned }) => {
    await openLearned(page);
    await goTo(page, 'Perturb');
    const cloud = page.getByRole('img', { name: /^Cells on two principal components/ });
    await expect(cloud.locator('path[data-of=predicted]')).toHaveCount(0);
    await knockOut(page, 'GATA1');
    const out = await settledShift(cloud);
    await page.getByLabel('Figure', { exact: true }).selectOption('Embedding');
    await page.getByRole('button', { name: 'As a table' }).click();
    const told = await meansTold(page);
    expect(out.x).toBeCloseTo(told.x, 1);
    expect(out.y).toBeCloseTo(told.y, 1);
    expect(Math.hypot(out.x, out.y)).toBeGreaterThan(0.1);
    await page.getByLabel('GATA1, times its control level').fill('0.5');
    await expect
      .poll(async () => Math.hypot(...Object.values(await settledShift(cloud))))
      .toBeLessThan(0.9 * Math.hypot(out.x, out.y));
  },
);

/** Shift between the two clouds at rest, measured on the screen in units of the axes. */
async function settledShift(cloud: Locator): Promise<{ x: number; y: number }> {
  await cloud.locator('path[data-of=predicted]').waitFor();
  const measure = () =>
    cloud.evaluate((svg) => {
      const box = (of: string) => svg.querySelector(`path[data-of=${of}]`)?.getBoundingClientRect();
      const [from, to] = [box('origin'), box('predicted')];
      const scale = svg instanceof SVGSVGElement ? (svg.getScreenCTM()?.a ?? 0) : 0;
      return {
        x: ((to?.left ?? 0) - (from?.left ?? 0)) / scale,
        y: ((from?.top ?? 0) - (to?.top ?? 0)) / scale,
      };
    });
  let before = await measure();
  await expect
    .poll(
      async () => {
        const now = await measure();
        const rests = Math.abs(now.x - before.x) + Math.abs(now.y - before.y) < 1e-6;
        before = now;
        return rests;
      },
      { intervals: [300] },
    )
    .toBe(true);
  return before;
}

/** Shift in the table of the embedding: the mean of the predicted cells minus that of the controls. */
async function meansTold(page: Page): Promise<{ x: number; y: number }> {
  const rows = page.getByRole('region', { name: 'Numbers of the figure' }).locator('tbody tr');
  const row = async (place: number) => (await rows.nth(place).locator('td').allInnerTexts()).map(Number);
  const [from, to] = [await row(0), await row(1)];
  return { x: (to[0] ?? 0) - (from[0] ?? 0), y: (to[1] ?? 0) - (from[1] ?? 0) };
}

test('with reduced motion the cloud is not animated', async ({ page, openLearned }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openLearned(page);
  await goTo(page, 'Perturb');
  await knockOut(page, 'SPI1');
  const moving = page.getByRole('img', { name: /^Cells on two principal components/ }).locator('g');
  await expect(moving).toHaveCSS('transition-duration', '0s');
});

test('genes of the trajectories can be chosen, and each perturbation shows whether the model was trained on it', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Perturb');
  await knockOut(page, 'GATA1');
  await page.getByLabel('Figure', { exact: true }).selectOption('Trajectories');
  const figure = page.getByRole('region', { name: 'Drawing and numbers' });
  await expect(figure.getByRole('figure')).toHaveAttribute('aria-label', /At the end: \w+ [÷×]/);
  await page.getByRole('combobox', { name: 'Genes' }).fill('JUN');
  await page.getByRole('option', { name: 'JUN', exact: true }).click();
  await expect(figure.getByRole('figure')).toHaveAttribute('aria-label', /At the end: JUN [^,]+\.$/);
  await goTo(page, 'Explore');
  await page.getByRole('tab', { name: 'Figures' }).click();
  const perturbations = page.getByLabel('Perturbation', { exact: true });
  await expect(perturbations.locator('optgroup')).toHaveCount(2);
  await perturbations.locator('optgroup[label="Left out"]').waitFor({ state: 'attached' });
  await expect(page.getByText('Predicted by fits without this perturbation.')).toBeVisible();
});
