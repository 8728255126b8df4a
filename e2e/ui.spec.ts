/**
 * The page in use: every state without accessibility violations in light and dark, the whole flow by keyboard,
 * errors that keep results. Saves screenshots of each state in test-results/screens.
 */
import type { Page } from '@playwright/test';
import { violationsInBothColours, violationsOf } from './accessibility';
import { expect, test } from './guard';
import {
  expectNoScrolling,
  nextStep,
  openSections,
  pressTrain,
  trainingStatus,
  openWithoutDemo,
  showsCheck,
  goTo,
  openFold,
  openSettings,
} from './support';

async function check(page: Page, name: string): Promise<void> {
  expect(await violationsInBothColours(page), name).toEqual([]);
  await page.screenshot({ path: `test-results/screens/${name}-dark.png` });
  await expectNoScrolling(page, name);
}

async function openContent(page: Page, name: string, content: string): Promise<void> {
  const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
  await page.getByLabel('Open dataset').setInputFiles(file);
}

async function finished(page: Page): Promise<void> {
  await expect(trainingStatus(page)).toHaveText(/Finished\s*$/, { timeout: 60_000 });
}

test('the accessibility check detects a violation', async ({ page }) => {
  await page.setContent('<main><img src="data:,"><p style="color: #bbb">Pale</p></main>');
  const found = await violationsOf(page);
  for (const rule of ['image-alt', 'color-contrast', 'html-has-lang', 'page-has-heading-one'])
    expect(found.filter((line) => line.startsWith(`${rule}: `))).toHaveLength(1);
  const ofColours = await violationsOf(page, 'colours');
  expect(ofColours.map((line) => line.split(':')[0])).toEqual(['color-contrast']);
});

test(
  'no state of the page has an accessibility violation, in light and dark colours',
  { tag: '@core' },
  async ({ page }) => {
    await page.goto('./');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await check(page, 'landing');
    // On a busy machine it may be over before the first check is.
    await expect(trainingStatus(page)).toContainText(/step [1-9]|steps done/i);
    await check(page, 'training');
    await goTo(page, 'Check');
    await expect(page.getByLabel('Perturbation column')).toBeVisible();
    await check(page, 'check');
    await openSettings(page);
    await check(page, 'settings');
    await finished(page);
    await goTo(page, 'Explore');
    await page.getByRole('tab', { name: /^Edges/ }).click();
    await page.getByRole('region', { name: 'Table of edges' }).locator('tbody button').first().click();
    await expect(page.getByText(/^Evidence:/)).toBeVisible();
    await check(page, 'explore');
    await goTo(page, 'Perturb');
    await page.getByRole('button', { name: /^Knock out/ }).click();
    await expect(page.getByRole('heading', { name: 'Top responders' })).toBeVisible();
    await check(page, 'perturb');
    await goTo(page, 'Evaluate');
    await openSections(page);
    await expect(page.getByRole('heading', { name: 'Network against known edges' })).toBeVisible();
    await check(page, 'evaluate');
    await openContent(page, 'broken.h5ad', '<html>not found</html>');
    await expect(page.getByRole('alert')).toContainText('broken.h5ad is a web page, not an .h5ad file');
    await check(page, 'error');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await check(page, 'shortcuts');
  },
);

test('an unreadable file gives reason and next step, and the network stays on screen', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await openContent(page, 'empty.csv', '');
  await expect(page.getByRole('alert')).toContainText('empty.csv is empty');
  await expect(page.getByRole('button', { name: 'Choose another file…' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Download edges (TSV)' })).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test(
  'the flow works without a mouse: search a gene, open it, knock it out, undo',
  { tag: '@core' },
  async ({ page, openLearned }) => {
    await openLearned(page);
    // A search that is given up returns to where the keyboard was.
    const share = page.getByRole('button', { name: 'Share', exact: true });
    await share.focus();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog').getByLabel('Gene or command')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(share).toBeFocused();
    await page.keyboard.press('/');
    await expect(page.getByRole('dialog').getByLabel('Gene or command')).toBeFocused();
    await page.keyboard.type('GATA1');
    // Before the perturbations of that gene.
    await expect(page.getByRole('dialog').getByRole('button').first()).toHaveText('GATA1');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Perturb', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: /^Without GATA1, / })).toBeVisible();
    const slider = page.getByRole('slider', { name: 'Level of GATA1' });
    await expect(slider).toHaveAttribute('aria-valuetext', 'knocked out');
    await slider.focus();
    for (let press = 0; press < 20; press++) await page.keyboard.press('ArrowRight');
    await expect(slider).toHaveAttribute('aria-valuetext', 'unchanged');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('heading', { level: 1, name: /^With GATA1 × 1\.05/ })).toBeVisible();
    // The field has the level; no text repeats it.
    const row = page.getByRole('listitem').filter({ has: slider });
    await expect(row.getByText('× 1.05', { exact: true })).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(slider).toHaveAttribute('aria-valuetext', 'unchanged');
  },
);

test('the first Tab stop skips the bars, and focus is always visible', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  for (let press = 0; press < 12; press++) {
    await page.keyboard.press('Tab');
    const box = await page.locator(':focus').first().boundingBox();
    expect(box?.width ?? 0).toBeGreaterThanOrEqual(16);
  }
});

test('markup in names is shown as text', async ({ page }) => {
  await openWithoutDemo(page);
  const markup = '<img src=x onerror="window.broken = true">';
  const genes = ['A', 'B', 'C'];
  const labels = ['control', 'A', markup];
  const rows = Array.from({ length: 60 }, (_, cell) => {
    const values = genes.map((_gene, g) => ((cell * 7 + g * 3) % 5) + 1).join(',');
    return `cell${cell},${values},"${(labels[cell % 3] ?? '').replaceAll('"', '""')}"`;
  });
  const table = [`cell,${genes.join(',')},perturbation`, ...rows].join('\n');
  await openContent(page, `${markup}.csv`, table);
  await expect(page.getByText('onerror').first()).toBeVisible();
  expect(await page.evaluate(() => 'broken' in window)).toBe(false);
  expect(await page.locator('img').count()).toBe(0);
});

test('what the next training needs is on Check and Settings, and Train starts from there', async ({
  page,
}) => {
  // The demo waits for Train.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('./');
  await goTo(page, 'Check');
  await expect(page.getByLabel('Control label')).toHaveValue('control');
  await expect(page.getByLabel('Perturbation kind')).toBeHidden();
  await page.getByRole('button', { name: /^Perturbation kind: From a column · / }).click();
  await expect(page.getByLabel('Perturbation kind')).toBeVisible();
  await openSettings(page);
  await page.getByLabel('Only these regulators').fill('GATA1\nSPI1, GATA2');
  await page.getByLabel('Held-out perturbations').fill('GFI1');
  await page.getByLabel('Seed').fill('11');
  await pressTrain(page);
  await finished(page);
  await openFold(page, 'Details of this run');
  await expect(page.getByText('Default, 11')).toBeVisible();
  await goTo(page, 'Evaluate');
  await expect(page.getByText('2 perturbations, held out')).toBeVisible();
});

test('a part of a step answers a click that comes before the step is shown', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('./');
  await goTo(page, 'Settings');
  await page.getByRole('radio', { name: 'Settings' }).evaluate(async (settings: HTMLElement) => {
    document.querySelector<HTMLElement>('a[href="#step=model"]')?.click();
    await Promise.resolve();
    settings.click();
  });
  await expect(page.getByRole('radio', { name: 'Settings' })).toBeChecked();
  await expect(page.locator('main')).toHaveAttribute('data-step', 'model');
});

/** 70 cells per label over four genes; a gene's label raises (or lowers) that gene. */
function screenOf(
  labels: readonly string[],
  column: string,
  inTarget: number,
  times: readonly number[] = [],
) {
  const genes = ['GATA1', 'KLF1', 'SPI1', 'MYC'];
  const rows = labels.flatMap((label, l) =>
    Array.from({ length: 70 }, (_, cell) => {
      const values = genes.map((gene, g) => {
        const noise = ((cell * 13 + g * 7 + l * 5) % 11) / 10;
        const pushed = label !== labels[0] && (g + l) % 4 === 0 ? 0.6 : 0;
        return (gene === label ? inTarget : 2 + pushed + noise).toFixed(3);
      });
      const time = times.length > 0 ? [`${times[cell % times.length] ?? ''}`] : [];
      return [`c${l}_${cell}`, ...values, label, ...time].join(',');
    }),
  );
  return [['cell', ...genes, column, ...(times.length > 0 ? ['hours'] : [])].join(','), ...rows].join('\n');
}

test('a control with an unknown name is suggested, and one click selects it', async ({ page }) => {
  await openWithoutDemo(page);
  await openContent(page, 'odd.csv', screenOf(['nichts', 'GATA1', 'KLF1', 'SPI1'], 'Was wurde gemacht?', 0));
  await page.getByRole('button', { name: '“nichts” is the control (70 cells)' }).click();
  await expect(page.getByLabel('Control label')).toHaveValue('nichts');
  await expect(page.getByText('No control cells found')).toHaveCount(0);
  await expect(page.getByRole('status', { name: 'Readiness' })).toHaveText(
    'Ready: 3 perturbations, compared with “nichts”',
  );
});

test('a table without labels says what is missing, asks nothing else, and cannot be trained', async ({
  page,
}) => {
  await page.goto('./');
  await expect(trainingStatus(page)).toContainText(/step [1-9]/i);
  const rows = Array.from(
    { length: 40 },
    (_, cell) => `c${cell},${cell % 5}.5,${cell % 3}.25,${cell % 7}.75`,
  );
  await openContent(page, 'bare.csv', ['cell,GATA1,KLF1,SPI1', ...rows].join('\n'));
  await expect(page.getByText('This file does not name the perturbed gene of each cell')).toBeVisible();
  await expect(page.getByText('No control cells found')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
  await page.getByRole('button', { name: 'Close this file' }).click();
  await expect(trainingStatus(page)).toHaveText(/^Paused/);
  await page.getByRole('button', { name: 'Resume' }).click();
  await nextStep(page);
});

test('rising targets are taken for activation; where a person says knockout, one click corrects the kind', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await openContent(page, 'raised.csv', screenOf(['control', 'GATA1', 'KLF1', 'SPI1'], 'perturbation', 4.5));
  const onwards = page.getByRole('button', { name: 'Continue to model' });
  await expect(onwards).toBeVisible();
  await goTo(page, 'Check');
  const kind = page.getByLabel('Perturbation kind');
  await expect(kind).toHaveValue('overexpression');
  await kind.selectOption('knockout');
  await goTo(page, 'Effects');
  await onwards.click();
  await expect(page.getByText('The targets do not change as expected after knockout')).toBeVisible();
  await expect(page.getByText(/About \d.* s on this processor/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train as inhibitor' })).toBeVisible();
  await page.getByRole('button', { name: 'Train as overexpression, activation or addition' }).click();
  await finished(page);
  await expect(page.getByText('The targets do not change as expected after')).toHaveCount(0);
  await goTo(page, 'Check');
  await expect(kind).toHaveValue('overexpression');
});

test('with several time points the sliders predict the chosen one, next to its measurements', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await openContent(
    page,
    'times.csv',
    screenOf(['control', 'GATA1', 'KLF1', 'SPI1'], 'perturbation', 0, [6, 24]),
  );
  await showsCheck(page);
  await expect(page.getByLabel('Time', { exact: true })).toHaveValue('hours');
  await pressTrain(page);
  await finished(page);
  await goTo(page, 'Perturb');
  await page.getByRole('button', { name: /^Knock out/ }).click();
  await expect(page.getByText(/cells at 24 hours/)).toBeVisible();
  await page.getByLabel('Time since perturbation').selectOption('6');
  await expect(page.getByText(/versus control, 6 hours/)).toBeVisible();
  await expect(page.getByText(/cells at 6 hours/)).toBeVisible();
  await expect(page.getByRole('img', { name: /predicted .*, between .*, measured / }).first()).toBeVisible();
});

test('a double click on Train starts training', async ({ page, openLearned }) => {
  await openLearned(page);
  await pressTrain(page, (train) => train.dblclick());
  await finished(page);
});

test('a module is renamed by typing and Enter, shows markup as text, and undo restores the old name', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Explore');
  await page.getByRole('tab', { name: 'Module', exact: true }).click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await inspector.getByText('M1', { exact: true }).click();
  await inspector.getByLabel('Module name').fill('<b>Erythroid</b>');
  await page.keyboard.press('Enter');
  const rail = page.getByRole('navigation', { name: 'Steps' });
  await expect(rail.getByText('<b>Erythroid</b>')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(rail.getByText('M1', { exact: true })).toBeVisible();
});

test('names missing from the file are listed in readable colours, and the search leads to a gene and to a step', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await openSettings(page);
  await page.getByLabel('Only these regulators').fill('GATA1 spi1, nonsense');
  await expect(page.getByText('1 of 3 genes not in this file: nonsense')).toBeVisible();
  await check(page, 'unknown-names');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByLabel('Gene or command')).toBeFocused();
  await page.keyboard.type('gata');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'GATA1', exact: true })).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog').getByLabel('Gene or command')).toBeFocused();
  await page.keyboard.type('go to perturb');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Perturb genes', exact: true })).toBeVisible();
});
