/** Check: how each label was read, corrected by hand, taken back and downloaded as a table that can be dropped with the file. */
import { readFileSync } from 'node:fs';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { openToCheck, openWithoutDemo, openFold } from './support';
import { given } from './tables';

const genes = ['EGFR', 'FOS', 'JUN', 'EGR1', 'MYC', 'TP53'];
const labels = ['control', 'EGFR', 'STAT3', 'JUN', 'guide_7'];
const table = [
  ['cell', 'perturbation', ...genes].join(','),
  ...labels.flatMap((label, k) =>
    Array.from({ length: 30 }, (_, cell) =>
      [`c${k}_${cell}`, label, ...genes.map((_gene, g) => (k * 3 + cell * 5 + g * 7) % 9)].join(','),
    ),
  ),
].join('\n');

test('labels are shown as they were read, corrected, taken back and downloaded', async ({ page }) => {
  await openWithoutDemo(page);
  await openToCheck(page, [given('labels.csv', table)]);
  const region = page.getByRole('region', { name: 'How each label was read' });
  await openFold(region, 'How each label was read');
  const row = (label: string) => region.getByRole('row').filter({ hasText: label });
  await expect(row('EGFR')).toContainText('measured gene');
  await expect(row('STAT3')).toContainText('gene not measured');
  await expect(row('control')).toContainText('30');
  await expect(row('guide_7')).toContainText('other');

  await row('guide_7').click();
  const form = region.getByRole('form', { name: 'Correct guide_7' });
  await form.getByRole('textbox').fill('FOS');
  await form.getByLabel('Kind').selectOption('Knockdown');
  await form.getByRole('button', { name: 'Apply' }).click();
  await expect(row('guide_7')).toContainText('measured geneFOSKnockdown');
  expect(await violationsInBothColours(page)).toEqual([]);

  const download = page.waitForEvent('download');
  await region.getByRole('button', { name: 'Download as table' }).click();
  const text = readFileSync((await (await download).path()) ?? '', 'utf8');
  expect(text).toContain('guide_7\tFOS\tknockdown\n');

  await page.keyboard.press('Control+z');
  await expect(row('guide_7')).toContainText('other');
  await region.getByRole('button', { name: 'Redo' }).click();
  await expect(row('guide_7')).toContainText('FOS');
});
