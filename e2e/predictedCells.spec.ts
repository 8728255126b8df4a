/** Predicted cells, downloaded from Perturb: the file of the terminal, and what it carries in words. */
import { readFileSync } from 'node:fs';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo } from './support';
import { buildProgram, modulode } from './terminal';

test('cells of the sliders, or of the whole screen, are those of the terminal', async ({
  page,
  openLearned,
}, { outputDir }) => {
  test.slow();
  await openLearned(page);
  await goTo(page, 'Perturb');
  const downloaded = async (press: () => Promise<void>) => {
    const waiting = page.waitForEvent('download');
    await press();
    const download = await waiting;
    return { name: download.suggestedFilename(), path: await download.path() };
  };
  const button = page.getByRole('button', { name: 'Predicted cells' });
  const ofScreen = await downloaded(() => button.click());
  expect(ofScreen.name).toMatch(/\.predicted-cells\.h5ad$/);
  const told = page.getByText('They carry no more than that mean and the measured spread of the controls.');
  await expect(told).toBeVisible();
  await expect(page.getByText(/^Energy distance to the measured cells of \d+ perturbations/)).toBeVisible();
  expect(await violationsInBothColours(page)).toEqual([]);

  await page.getByRole('combobox', { name: 'Add a gene to perturb' }).fill('GATA1');
  await page.getByRole('option', { name: 'GATA1', exact: true }).click();
  const ofSliders = await downloaded(() => button.click());
  await expect(page.getByText(/^1 perturbation, 500 cells each, and /)).toBeVisible();

  const run = await downloaded(() => page.keyboard.press('ControlOrMeta+s'));
  await buildProgram();
  for (const [file, ...asked] of [[ofScreen], [ofSliders, '--perturb', 'GATA1=0']] as const) {
    const out = `${outputDir}/cells-${asked.length}.h5ad`;
    expect(modulode('predict', run.path, ...asked, '--cells', out).code).toBe(0);
    expect(readFileSync(out).equals(readFileSync(file.path))).toBe(true);
  }
});
