/** Measured genes outside the network, in a run file that holds loadings for them. */
import { readFileSync } from 'node:fs';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo, openFiles, shows } from './support';

/** Typed arrays as run files hold them. */
function float32(values: readonly number[]) {
  return { $float32: Buffer.from(Float32Array.from(values).buffer).toString('base64') };
}

test('genes outside the network are listed and found under the sliders, those that modules do not predict as such', async ({
  page,
  openLearned,
  demoRun,
}) => {
  const run = JSON.parse(readFileSync(demoRun, 'utf8'));
  const { modules } = run.result.model.shape;
  const genes = ['Down', 'Noise', 'Up', 'Upper'];
  run.demo = null;
  run.result.loadings = {
    genes,
    mean: { $float64: Buffer.from(Float64Array.of(1, 1, 1, 1).buffer).toString('base64') },
    // One component: the mean of all activities.
    components: float32(Array.from({ length: modules }, () => 1 / Math.sqrt(modules))),
    weights: float32([-4, 0, 4, 8]),
    error: float32([0.81, 1.04, 0.72, 0.63]),
    margin: float32([0.1, 0.2, 0.1, 0.1]),
  };
  await openLearned(page);
  const buffer = Buffer.from(JSON.stringify(run));
  await openFiles(page, [{ name: 'outside.modulode.json', mimeType: 'application/json', buffer }]);
  // Not before the opened run shows its network: it would leave the step again.
  await shows(page, 'Explore');
  await goTo(page, 'Perturb');
  await page.getByRole('combobox', { name: 'Add a gene to perturb' }).fill('GATA1');
  await page.getByRole('option', { name: 'GATA1', exact: true }).click();
  const region = page.getByRole('region', { name: 'Outside the network' });
  await expect(region).toContainText('4 measured genes');
  // The largest change first.
  await expect(region.getByRole('rowheader')).toHaveText(['Upper', /^(Up|Down)$/, /^(Up|Down)$/]);
  const changeOf = (gene: string) =>
    region
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: gene, exact: true }) })
      .locator('td.number');
  await expect(changeOf('Upper').last()).toHaveText('0.63');
  const [up, down] = [await changeOf('Up').first().innerText(), await changeOf('Down').first().innerText()];
  expect([up, down].map((text) => text.slice(0, 1)).toSorted()).toEqual(['×', '÷']);
  expect(await violationsInBothColours(page)).toEqual([]);
  await page.getByRole('textbox', { name: 'GATA1, times its control level' }).fill('0.5');
  await expect(changeOf('Up').first()).not.toHaveText(up);

  const search = region.getByRole('textbox', { name: 'Find a gene outside the network' });
  await search.fill('noi');
  await expect(region.getByRole('row')).toHaveText(/Noise.*not predicted by modules.*1\.04/);
  await search.fill('gata1');
  await expect(region.getByText('GATA1 is in the network')).toBeVisible();
  await search.fill('nothing');
  await expect(region.getByText('No measured gene of this name.')).toBeVisible();

  // The palette finds them too, says where they are, and leads here.
  await page.keyboard.press('Control+k');
  await page.getByRole('textbox', { name: 'Gene or command' }).fill('upp');
  const found = page.getByRole('dialog').getByRole('button', { name: /^Upper/ });
  await expect(found).toContainText('Not in the network');
  await found.click();
  await expect(search).toHaveValue('Upper');
  await expect(region.getByRole('row')).toHaveText(/Upper.*0\.63/);

  // Responders outside the network count in gene sets, and are marked.
  await page.getByRole('button', { name: 'Enrich the responders' }).click();
  const sets = 'planted\t\tUpper\tUp\tDown\tSPI1\nother\t\tKLF1\tTAL1\tNoise\tFLI1\n';
  await page
    .getByRole('region', { name: 'Gene sets' })
    .locator('input[type=file]')
    .setInputFiles({ name: 'own.gmt', mimeType: 'text/plain', buffer: Buffer.from(sets) });
  const row = page.getByRole('row', { name: /Planted/ });
  await expect(row).toContainText('Upper (not in the network)');
  // Eleven genes and three that modules predict, without the one that is perturbed.
  await expect(row).toContainText('13');
});
