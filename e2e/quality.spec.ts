/** Quality on Check: rules and their charts, excluded cells, training without them; and own targets. */
import { violationsOf } from './accessibility';
import { expect, test } from './guard';
import { openWithoutDemo, openToCheck, goTo } from './support';
import { given } from './tables';

const genes = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'RUNX1', 'CEBPA', 'MT-CO1', 'MT-ND1'];
const labels = [
  ...Array<string>(60).fill('control'),
  ...['GATA1', 'SPI1', 'KLF1'].flatMap((gene, place) => Array<string>(place === 2 ? 9 : 40).fill(gene)),
];

/** Counts of 149 cells; every tenth has very few, every seventh mostly mitochondrial ones. */
const screen = labels.map((label, cell) => {
  const counts = genes.map((gene, index) => {
    if (cell % 10 === 0) return Number(index === 4);
    if (gene.startsWith('MT-')) return cell % 7 === 0 ? 400 : 5 + (cell % 3);
    return gene === label ? 0 : 60 + ((cell * (2 * index + 3)) % 41) * (1 + (cell % 5));
  });
  return [`cell${cell}`, label, ...counts].join(',');
});

test('rules that exclude cells and perturbations show their effect before training', async ({ page }) => {
  await openWithoutDemo(page);
  const text = ['cell,perturbation,' + genes.join(','), ...screen].join('\n');
  await openToCheck(page, [given('counts.csv', text)]);
  const section = page.getByRole('region', { name: 'Quality of cells and genes' });
  await section.getByText('Quality of cells and genes').click();
  await expect(section.getByRole('img')).toHaveCount(6);
  await expect(section.getByText(/The values are interpreted as counts \(whole numbers/)).toBeVisible();
  const rule = (name: string) => section.getByRole('textbox', { name });
  const told = page.getByRole('status', { name: 'Excluded by rules' });
  await expect(told).toHaveText('All 149 cells pass.');

  await rule('Minimum counts per cell').fill('100');
  await expect(told).toContainText('15 of 149 cells are left out. 15 have fewer than 100 counts.');
  await rule('Maximum mitochondrial share (%)').fill('30.5');
  await rule('Minimum cells per perturbation').fill('20');
  await expect(told).toContainText(
    '1 perturbation has fewer than 20 cells. It is not used for training: KLF1',
  );
  await expect(section.getByText('3 rules')).toBeVisible();
  await expect(page.getByRole('status', { name: 'Readiness' })).toHaveText(/^Ready: 2 perturbations/);
  expect(await violationsOf(page)).toEqual([]);

  await rule('Minimum counts per cell').fill('100000');
  await expect(page.getByRole('status', { name: 'Readiness' })).toContainText('exclude all perturbations');
  await expect(page.getByRole('button', { name: 'Continue to model' })).toBeDisabled();
  // The command in the top bar checks the data themselves.
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByText('The quality rules exclude too much')).toBeVisible();
  await rule('Minimum counts per cell').fill('');
  await expect(section.getByText('2 rules')).toBeVisible();
  await page.getByRole('button', { name: 'Continue to model' }).click();
  await expect(page.getByRole('button', { name: 'Train the network' })).toBeVisible();
});

/** Counts of three genes under knockdown: GATA1 with two guides, one without effect; SPI1 rises; KLF1 falls. */
const knocked = [
  ...Array<string>(60).fill('non-targeting'),
  ...['GATA1_g1', 'GATA1_g2', 'SPI1_g1', 'KLF1_g1', 'GATA1_g1|GATA1_g2'].flatMap((guide) =>
    Array<string>(30).fill(guide),
  ),
].map((guide, cell) => {
  const factor = (gene: string) => {
    if (gene === 'GATA1') return guide.includes('GATA1_g1') ? 0.2 : 1;
    if (gene === 'SPI1') return guide === 'SPI1_g1' ? 3 : 1;
    return gene === 'KLF1' && guide === 'KLF1_g1' ? 0.2 : 1;
  };
  const counts = genes.map((gene, index) =>
    Math.round(factor(gene) * (40 + ((cell * (2 * index + 3)) % 21))),
  );
  return [`cell${cell}`, guide, ...counts].join(',');
});

test('own targets that do not change as they should are named, and cells with two guides left out on request', async ({
  page,
}) => {
  await openWithoutDemo(page);
  const text = ['cell,guide,' + genes.join(','), ...knocked].join('\n');
  await openToCheck(page, [given('knockdown_screen.csv', text)]);
  await page.getByText('Quality of cells and genes').click();
  // A cell with two guides is a combination until the rule excludes it.
  await page.getByRole('textbox', { name: 'Maximum guides per cell' }).fill('1');
  await expect(page.getByRole('status', { name: 'Excluded by rules' })).toContainText(
    '30 cells with more than 1 guide are left out.',
  );
  await goTo(page, 'Effects');
  await expect(page.getByRole('heading', { name: 'Did they hit their targets?' })).toBeVisible();
  await expect(
    page.getByText(
      /2 of 3 targets fall after knockdown, as expected\. The target rises instead in SPI1_g1\./,
    ),
  ).toBeVisible();
  await page.getByText('Table', { exact: true }).click();
  await expect(page.getByRole('row', { name: /^SPI1_g1 .* × \d\.\d, opposite/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /^KLF1_g1 .* ÷ \d/ })).not.toContainText('opposite');
});
