import { readFileSync } from 'node:fs';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo } from './support';

test('a screen ranks perturbations and sets the sliders; a sweep and the additivity of a pair follow', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  await goTo(page, 'Perturb');
  await page.getByRole('button', { name: 'Screen', exact: true }).click();
  const screen = page.getByRole('region', { name: 'Screen of predictions' });
  await screen.getByRole('combobox', { name: 'Genes at a time' }).selectOption('all pairs');
  await screen.getByRole('combobox', { name: 'Gene', exact: true }).fill('KLF1');
  await page.getByRole('option', { name: 'KLF1', exact: true }).click();
  await screen.getByRole('button', { name: 'Screen 45 pairs' }).click();
  await expect(screen.getByText('Strongest for KLF1 down: ')).toBeVisible();

  // The table holds every pair without KLF1, which is the outcome, best first.
  const saved = page.waitForEvent('download');
  await screen.getByRole('button', { name: 'TSV' }).click();
  const [header, ...rows] = readFileSync(await (await saved).path(), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(header).toEqual(['perturbation', 'value', 'low', 'high']);
  expect(rows).toHaveLength(45);
  const values = rows.map(([, value]) => Number(value));
  expect(values).toEqual(values.toSorted((a, b) => b - a));
  expect(await violationsInBothColours(page)).toEqual([]);

  // A click sets the sliders, whose own prediction is that of the table.
  const [pair = '', predicted] = rows[0] ?? [];
  const genes = pair.split(',').map((one) => one.replace('=0', ''));
  await screen.getByRole('button', { name: `${genes[0]} out and ${genes[1]} out`, exact: true }).click();
  for (const gene of genes)
    await expect(page.getByRole('slider', { name: `Level of ${gene}` })).toHaveAttribute(
      'aria-valuetext',
      'knocked out',
    );
  // The table has three decimals of the logarithm: the row shows the factor of a number within half of the last one.
  const factors = [-0.0005, 0.0005].map((rest) => (2 ** (Number(predicted) + rest)).toFixed(1));
  await expect(
    page
      .getByRole('row', { name: 'KLF1', exact: false })
      .filter({ hasText: new RegExp(`÷ (${factors.join('|').replaceAll('.', String.raw`\.`)})`, 'u') })
      .first(),
  ).toBeVisible();

  await page.getByRole('button', { name: 'Additivity', exact: true }).click();
  const additivity = page.getByRole('region', { name: 'Combination and single changes' });
  await expect(additivity.getByText('Ranges come from fits that leave perturbations out')).toBeVisible();
  await expect(additivity.getByRole('button', { name: 'KLF1', exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Sweep', exact: true }).click();
  const sweep = page.getByRole('region', { name: 'Sweep', exact: true });
  await expect(
    sweep.getByRole('heading', { name: `Level of ${genes[0]}, with ${genes[1]} out` }),
  ).toBeVisible();
  await sweep.getByRole('combobox', { name: 'Along' }).selectOption('Time since perturbation');
  await expect(
    sweep.getByRole('heading', { name: `After ${genes[0]} out and ${genes[1]} out` }),
  ).toBeVisible();

  // The click was one step.
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByRole('slider', { name: 'Level of' })).toHaveCount(0);
  await expect(sweep.getByText('Set a gene to see its effect over time.')).toBeVisible();
});
