/** Guides on Check: recognised in their column, told apart by effects, and left aside on demand. */
import { violationsOf } from './accessibility';
import { expect, test } from './guard';
import { goTo, openToCheck, openWithoutDemo } from './support';
import { given } from './tables';

const targets = Array.from({ length: 12 }, (_, target) => `GATA${target + 1}`);
/** Three guides of five cells for each target, and 60 controls: every target but its own gene stays as it is. */
const cells = [
  ...Array.from({ length: 60 }, (_, cell) => ['control', `NT_${cell % 4}`] as const),
  ...targets.flatMap((target) =>
    Array.from({ length: 15 }, (_, cell) => [target, `${target}_g${1 + (cell % 3)}`] as const),
  ),
].map(([target, guide], cell) => {
  const values = targets.map((gene, index) =>
    gene === target ? 0 : 40 + ((cell * cell * (2 * index + 3) + 7 * cell) % 41),
  );
  return [`cell${cell}`, target, guide, ...values].join(',');
});

test('guides are recognised, and not told apart where the person says so', async ({ page }) => {
  await openWithoutDemo(page);
  const text = ['cell,perturbation,guide,' + targets.join(','), ...cells].join('\n');
  await openToCheck(page, [given('guides.csv', text)]);
  const guides = page.getByLabel('Guides', { exact: true });
  await expect(guides).toHaveValue('guide');
  await expect(page.getByText('36 guides, 3 for most targets')).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await goTo(page, 'Effects');
  await expect(
    page.getByText(/^Each perturbation is compared with 60 control cells \(4 guides\)/),
  ).toBeVisible();

  await goTo(page, 'Check');
  await guides.selectOption({ label: 'Not distinguished' });
  await expect(page.getByText('36 guides, 3 for most targets')).toBeHidden();
  await goTo(page, 'Effects');
  await expect(page.getByText(/^Each perturbation is compared with 60 control cells(?! \()/)).toBeVisible();
});
