/** Columns of a table on Check: which were read as genes, which were left out and why, and changing that. */
import { violationsOf } from './accessibility';
import { expect, test } from './guard';
import { labGenes, labTables } from '../tests/support/dataset/labTables';
import {
  downloadEdges,
  finished,
  goTo,
  pressTrain,
  openWithoutDemo,
  openToCheck,
  setSteps,
  openFold,
} from './support';
import { given } from './tables';

test('columns that describe cells are left out with the reason, a tick takes them, and the run has the genes @core', async ({
  page,
}) => {
  await openWithoutDemo(page);
  await openToCheck(page, [given('semicolons.csv', labTables['semicolons.csv']?.text ?? '')]);
  const region = page.getByRole('region', { name: 'Columns read as genes' });
  await expect(region).toContainText(`8 columns: ${labGenes.slice(0, -1).join(', ')} and T`);
  const age = region.getByRole('checkbox', { name: 'age' });
  await expect(age).not.toBeChecked();
  await openFold(region, 'All columns');
  await expect(region.getByRole('checkbox', { name: 'nUMI' })).not.toBeChecked();
  await expect(region).toContainText('In doubt. Named like a property of cells.');
  const readiness = page.getByRole('status', { name: 'Readiness' });
  await expect(readiness).toHaveText(/^Ready: 3 perturbations/);
  expect(await violationsOf(page)).toEqual([]);

  await age.check();
  await expect(region).toContainText('9 columns');
  await expect(age).toBeChecked();
  await region.getByRole('checkbox', { name: 'FLI1' }).uncheck();
  await expect(region).toContainText('8 columns');
  await expect(region.getByRole('checkbox', { name: 'FLI1' })).not.toBeChecked();
  await age.uncheck();
  await expect(region).toContainText('7 columns');
  await expect(readiness).toHaveText(/^Ready: 3 perturbations/);

  await setSteps(page, '20');
  await pressTrain(page);
  await finished(page);
  await goTo(page, 'Explore');
  const edges = await downloadEdges(page);
  const named = new Set(edges.flatMap(({ source, target }) => [source, target]));
  expect([...named].toSorted()).toEqual(labGenes.filter((gene) => gene !== 'FLI1').toSorted());
});
