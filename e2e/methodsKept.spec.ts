/** What other methods found stays with a run: in the list of runs and in its file. */
import { expect, test } from './guard';
import { goTo, openFiles, openRuns, shows, openFold } from './support';

test('a method read at a group of cells is there again when its run is opened from the list or from a file', async ({
  page,
  openLearned,
  demoRun,
}) => {
  await openLearned(page);
  await openRuns(page);
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  const list = page.getByRole('list', { name: 'Runs' });
  await expect(list.getByRole('listitem')).toContainText('On screen');
  await page.getByRole('button', { name: 'Close', exact: true }).click();

  await goTo(page, 'Other methods');
  const results = page.getByRole('region', { name: 'Table of methods' });
  await openFold(page, 'Which dynamics fit?');
  const card = page.getByRole('listitem', { name: 'Jacobian of the model' });
  await card.getByText('Settings').click();
  await card.getByRole('combobox', { name: 'Group of cells' }).click();
  await page.getByRole('listbox').getByRole('option', { name: 'GATA1 knockout', exact: true }).click();
  // It is fast, and so has been run by itself with all cells.
  await expect(results.getByRole('row', { name: /Jacobian of the model/ })).toBeVisible();
  await page.getByRole('button', { name: 'Run Jacobian of the model' }).click();
  const found = results.getByRole('row', { name: /Jacobian of the model \(GATA1 knockout\)/ });
  // Known edges are compared after the method has ended.
  await expect(found).toContainText(/0\.\d+/);
  const told = await found.textContent();
  const saving = page.waitForEvent('download');
  await page.keyboard.press('ControlOrMeta+s');
  const saved = test.info().outputPath('saved.modulode.json');
  await (await saving).saveAs(saved);

  await openFiles(page, demoRun);
  // The run on screen has finished too; the opened one shows its network.
  await shows(page, 'Explore');
  await goTo(page, 'Other methods');
  await expect(results.getByRole('row', { name: /Jacobian of the model/ })).toBeVisible();
  await expect(found).toHaveCount(0);

  await openRuns(page);
  await list.getByRole('button', { name: /^Open / }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await goTo(page, 'Other methods');
  await expect(found).toHaveText(told ?? '');

  await openFiles(page, saved);
  await shows(page, 'Explore');
  await goTo(page, 'Other methods');
  await expect(found).toHaveText(told ?? '');
});
