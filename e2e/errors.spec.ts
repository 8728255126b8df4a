/**
 * Broken files in the real page. Each message names the file, the reason and the next step; the network on screen
 * stays, and the next valid file opens. The expected sentences are written out, because users read them.
 */
import type { Locator, Page } from '@playwright/test';
import { expect, test as guarded } from './guard';
import { fixture, withoutNumbers } from './brokenFiles';
import { refused, type Broken } from './refusedFiles';
import {
  drop,
  finished,
  goTo,
  openFiles,
  trainingStatus,
  pressTrain,
  openToCheck,
  showsCheck,
  setSteps,
  openSettings,
  openFold,
} from './support';
import { given, table, type GivenFile } from './tables';

const markup = '<img src=x onerror=alert(1)>';
/** Collects dialogs and exceptions from now on, so that scripts in names are noticed. */
function watchTrouble(page: Page): readonly string[] {
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return trouble;
}

/** A network that an error must not remove. */
async function expectLearned(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Download edges (TSV)' })).toBeVisible();
}

/** Each test starts with a trained network, and ends without exceptions and dialogs. */
const test = guarded.extend<{ readonly learned: void }>({
  learned: [
    async ({ page, openLearned }, use) => {
      const trouble = watchTrouble(page);
      await openLearned(page);
      await expectLearned(page);
      await use();
      expect(trouble).toEqual([]);
    },
    { auto: true },
  ],
});

/** File, reason and next step, in this order, in one message. */
async function expectMessage(message: Locator, says: Broken['says']): Promise<void> {
  await expect(message).toHaveCount(1);
  for (const words of says) await expect(message).toContainText(words);
  const text = await message.innerText();
  expect(text).not.toMatch(/undefined|null|NaN|\[object/);
}

async function expectDemoOnScreen(page: Page): Promise<void> {
  await expect(trainingStatus(page)).toHaveText(/Finished\s*$/);
  await expect(page.getByRole('button', { name: 'Myeloid demo' })).toBeVisible();
}

async function openAndClose(page: Page, file: GivenFile): Promise<void> {
  await openToCheck(page, [file]);
  await expect(page.getByRole('heading', { name: `Check ${file.name}` })).toBeVisible();
  await expect(page.getByLabel('Perturbation column')).toHaveValue('perturbation');
  await close(page);
}

async function close(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Close this file' }).click();
}

const readiness = (page: Page) => page.getByRole('status', { name: 'Readiness' });
const good = given('good.csv', table());

test('messages about unreadable files give name, reason and next step, and the network stays', async ({
  page,
}) => {
  for (const [place, { what, files, says }] of refused.entries()) {
    await test.step(what, async () => {
      await goTo(page, 'Explore');
      await (place % 5 === 0 ? drop : openFiles)(page, files);
      await expectMessage(page.getByRole('alert'), says);
      await expectDemoOnScreen(page);
      // The reader of the next file is a new one after every refusal.
      if (place % 4 === 0) await openAndClose(page, good);
    });
  }
  await openAndClose(page, fixture('dense.h5ad'));
});

test('a file that cannot be read leaves the checked file with the changes made to it', async ({ page }) => {
  await openToCheck(page, [good]);
  const kind = page.getByLabel('Perturbation kind');
  await expect(kind).toHaveValue('knockout');
  await kind.selectOption('overexpression');
  for (const { what, files, says } of refused.filter((_, place) => place % 6 === 0))
    await test.step(what, async () => {
      await openFiles(page, files);
      await expectMessage(page.getByRole('alert'), says);
      await expect(page.getByRole('heading', { name: `Check ${good.name}` })).toBeVisible();
      await expect(kind).toHaveValue('overexpression');
      await expect(readiness(page)).toHaveText(/^Ready: 2 perturbations/);
    });
});

test('files that open but cannot be trained are explained on the page that can fix it', async ({ page }) => {
  const onwards = page.getByRole('button', { name: 'Continue to model' });

  await test.step('no value is a number', async () => {
    await openFiles(page, [withoutNumbers('not-a-number.h5ad')]);
    await expect(readiness(page)).toHaveText(/^All sampled values are identical/);
    await expect(onwards).toBeDisabled();
    await close(page);
  });

  await test.step('no perturbed gene is measured', async () => {
    const labels = ['control', 'ENSG00000141510', 'ENSG00000136997'];
    await openFiles(page, [given('elsewhere.csv', table({ labels }))]);
    await expect(
      page.getByText('cells with these labels: ENSG00000141510 and ENSG00000136997'),
    ).toBeVisible();
    await expect(readiness(page)).toHaveText(/^None of the perturbed genes is among the measured ones/);
    await expect(onwards).toBeDisabled();
    await close(page);
  });

  await test.step('no labels at all', async () => {
    await openFiles(page, [given('bare.csv', table({ labels: null }))]);
    await expect(readiness(page)).toHaveText(/perturbed gene of each cell is unknown/);
    await expect(onwards).toBeDisabled();
    await close(page);
  });

  await test.step('scaled values', async () => {
    await openFiles(page, [given('scaled.csv', table({ value: (cell, gene) => ((cell + gene) % 5) - 2 }))]);
    await expect(
      page.getByText('Smallest value -2: neither log ratios nor logarithms of samples'),
    ).toBeVisible();
    await expect(readiness(page)).toHaveText(/^The values are z-scores, scaled gene by gene/);
    await expect(onwards).toBeDisabled();
    await close(page);
  });

  await test.step('every perturbation held out', async () => {
    await openToCheck(page, [good]);
    await goTo(page, 'Settings');
    await page.getByLabel('Held-out perturbations').fill('GATA1, SPI1');
    await goTo(page, 'Check');
    await onwards.click();
    await expectMessage(page.getByRole('alert'), [
      'No perturbation is left for training',
      'All perturbations of good.csv are held out',
      'Hold out fewer',
    ]);
    await close(page);
  });

  await test.step('candidate regulators that are not in the file', async () => {
    await openToCheck(page, [good]);
    await openSettings(page);
    await page.getByLabel('Only these regulators').fill('TP53, MYC');
    await expect(page.getByText('2 of 2 genes not in this file: TP53, MYC')).toBeVisible();
    await goTo(page, 'Check');
    await onwards.click();
    await expectMessage(page.getByRole('alert'), [
      'No candidate regulator is left',
      'None of the candidate regulators is among the modelled genes of good.csv',
      'Check the spelling of the list',
    ]);
    await close(page);
  });

  await test.step('gene names that occur twice load, with a note', async () => {
    await openToCheck(page, [given('twice.csv', table({ genes: ['GATA1', 'SPI1', 'KLF1', 'KLF1'] }))]);
    await expect(page.getByText('1 gene name occurs more than once')).toBeVisible();
    await openFold(page, '1 gene name occurs more than once');
    await expect(page.getByText('the others are numbered: KLF1')).toBeVisible();
    await expect(readiness(page)).toHaveText(/^Ready: 2 perturbations/);
    await close(page);
  });

  await expectDemoOnScreen(page);
  await openAndClose(page, fixture('dense.h5ad'));
});

test('markup in names of files, genes and labels is shown as text, from Check to the trained network', async ({
  page,
}) => {
  const genes = ['GATA1', 'SPI1', markup];
  await drop(page, [given(`${markup}.csv`, table({ genes, labels: ['control', 'GATA1', markup] }))]);
  await showsCheck(page);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(`${markup}.csv`);
  await expect(page.getByRole('rowheader', { name: markup })).toBeVisible();
  await setSteps(page, '20');
  await pressTrain(page);
  await finished(page);
  await expect(page.getByText(markup).first()).toBeVisible();
  expect(await page.locator('img').count()).toBe(0);
});
