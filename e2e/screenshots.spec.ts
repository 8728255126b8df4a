/**
 * Pictures of every state of the page, to look at: test-results/pictures/. With PICTURES=1 those that the repository keeps
 * are renewed in docs/pictures/ as well; reduce them to 256 colours before they are committed.
 */
import { copyFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import { atRest, finished, goTo, makeScreen, openFiles, trainingStatus } from './support';
import { given, screenTable } from './tables';

const kept = ['explore-light', 'explore-dark', 'perturb-light', 'check-light'];

async function picture(page: Page, name: string): Promise<void> {
  const path = `test-results/pictures/${name}.png`;
  await page.screenshot({ path, animations: 'disabled' });
  if (process.env['PICTURES'] === '1' && kept.includes(name)) copyFileSync(path, `docs/pictures/${name}.png`);
}

async function openScreen(page: Page): Promise<void> {
  await openFiles(page, makeScreen());
  await expect(page.getByLabel('Perturbation column')).toHaveValue('perturbation');
}

async function selectGene(page: Page, gene: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByLabel('Gene or command').fill(gene);
  await expect(page.getByRole('dialog').getByRole('button')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: gene, exact: true })).toBeVisible();
}

for (const scheme of ['light', 'dark'] as const) {
  test(`pictures of landing, explore and perturb in ${scheme} colours`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto('./');
    await expect(page.getByRole('banner').getByText(/^step [1-9]\d\d/)).toBeVisible();
    await picture(page, `landing-${scheme}`);
    await finished(page);

    await goTo(page, 'Explore');
    await selectGene(page, 'GATA1');
    await atRest(page);
    await picture(page, `explore-${scheme}`);

    await goTo(page, 'Perturb');
    await addGene(page, 'GATA1');
    await addGene(page, 'SPI1');
    await page.getByLabel('SPI1, times its control level').fill('2');
    await page.getByRole('heading', { name: 'Top responders' }).click();
    await atRest(page);
    await picture(page, `perturb-${scheme}`);
  });
}

async function addGene(page: Page, gene: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Add a gene to change' }).fill(gene);
  await page.getByRole('option', { name: gene, exact: true }).click();
}

test('pictures of the way from a file to a network', async ({ page }) => {
  await page.goto('./');
  await openScreen(page);
  await picture(page, 'check-light');
  await page.getByRole('button', { name: 'Continue to model' }).click();
  await expect(page.getByRole('heading', { name: 'Model', exact: true })).toBeInViewport();
  await picture(page, 'model-light');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('banner').getByText(/^step [1-9]\d\d/)).toBeVisible({ timeout: 60_000 });
  await picture(page, 'training-light');
  await finished(page);
  await atRest(page);
  await picture(page, 'finished-light');
});

test('pictures of the evaluation, the truth in the network, an error and a run that must not be trusted', async ({
  page,
}) => {
  await page.goto('./');
  await finished(page);
  await goTo(page, 'Evaluate');
  await page.getByRole('switch', { name: /edges in the network$/ }).press('Space');
  await expect(page.getByRole('heading', { name: 'Network against the truth' })).toBeVisible();
  await picture(page, 'evaluate-light');
  await goTo(page, 'Explore');
  await atRest(page);
  await picture(page, 'truth-light');
  await openFiles(page, [given('screen.h5ad', '<html>not found</html>')]);
  await expect(page.getByRole('alert')).toBeVisible();
  await picture(page, 'error-light');

  await openFiles(page, [given('scrambled.csv', screenTable({ scrambled: true }))]);
  await expect(page.getByLabel('Perturbation column')).toHaveValue('perturbation');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await finished(page);
  await atRest(page);
  await picture(page, 'uncertain-light');
});

test('pictures on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('./');
  await finished(page);
  await atRest(page);
  await picture(page, 'phone-light');
  await page.getByRole('combobox', { name: 'Gene to change' }).selectOption('GATA1');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Without GATA1, /);
  await atRest(page);
  await picture(page, 'phone-perturb-light');
});

for (const scheme of ['light', 'dark'] as const) {
  test(`pictures of sharing and of opened links in ${scheme} colours`, async ({ page, fresh }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto('./');
    await finished(page);
    await goTo(page, 'Perturb');
    await addGene(page, 'GATA1');
    await atRest(page);
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Copy link' })).toBeEnabled();
    await picture(page, `share-${scheme}`);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect(page.getByText('Copied.').or(page.getByText('does not let the page copy'))).toBeVisible();

    const reader = await fresh(page.url());
    await reader.emulateMedia({ colorScheme: scheme });
    await expect(reader.getByRole('heading', { level: 1 })).toHaveText(/^Without GATA1, /);
    await atRest(reader);
    await picture(reader, `link-${scheme}`);
    await reader.setViewportSize({ width: 390, height: 844 });
    await expect(reader.getByRole('button', { name: 'Send' })).toBeVisible();
    await atRest(reader);
    await picture(reader, `link-phone-${scheme}`);
    const damaged = await fresh(page.url().slice(0, -40));
    await damaged.emulateMedia({ colorScheme: scheme });
    await expect(damaged.getByRole('alert')).toContainText('This link is damaged');
    await finished(damaged);
    await expect(damaged.getByRole('alert')).toBeVisible();
    await picture(damaged, `link-damaged-${scheme}`);
  });
}

test('pictures of the simulated demos in light and dark colours', async ({ page }) => {
  test.setTimeout(600_000);
  await page.goto('./');
  await expect(page.getByRole('banner').getByText(/^step [1-9]/)).toBeVisible();
  await goTo(page, 'Data');
  await inBothColours(page, 'demos-data');
  await page.getByRole('button', { name: 'Myeloid demo', exact: true }).click();
  await expect(page.getByRole('menuitem', { name: 'Loops (simulated)' })).toBeVisible();
  await inBothColours(page, 'demos-menu');
  await page.getByRole('menuitem', { name: 'Loops (simulated)' }).click();
  await learned(page, 'Learning a 24-gene network');
  await inBothColours(page, 'demo-loops');

  await page.getByRole('button', { name: 'Loops (simulated)', exact: true }).click();
  await page.getByRole('menuitem', { name: '100 genes, 40 knockouts (simulated)' }).click();
  await expect(page.getByRole('region', { name: 'Simulating a screen' })).toContainText('%');
  await inBothColours(page, 'demo-simulating');
  await learned(page, 'Learning a 100-gene network');
  await inBothColours(page, 'demo-hundred');
  await goTo(page, 'Explore');
  await atRest(page);
  await inBothColours(page, 'demo-hundred-explore');
});

/** One run serves both: a large demo takes a minute. */
async function inBothColours(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme);
    await picture(page, `${name}-${scheme}`);
  }
}

/** A demo that was chosen has been learned to the end. */
async function learned(page: Page, title: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toContainText(title, { timeout: 60_000 });
  await expect(trainingStatus(page)).toHaveText(/Finished\s*$/, { timeout: 400_000 });
  await atRest(page);
}
