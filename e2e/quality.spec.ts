/** Rules for cells, genes and perturbations on the Check page: pictures, what a rule leaves out, and that training keeps to it. */
import { violationsOf } from './accessibility';
import { expect, test } from './guard';
import { openFiles } from './support';
import { given } from './tables';

const genes = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'RUNX1', 'CEBPA', 'MT-CO1', 'MT-ND1'];
const labels = [
  ...Array<string>(60).fill('control'),
  ...['GATA1', 'SPI1', 'KLF1'].flatMap((gene, place) => Array<string>(place === 2 ? 9 : 40).fill(gene)),
];

/** 149 cells of counts, every tenth of them with hardly any and every seventh full of mitochondrial ones. */
const screen = labels.map((label, cell) => {
  const counts = genes.map((gene, index) => {
    if (cell % 10 === 0) return Number(index === 4);
    if (gene.startsWith('MT-')) return cell % 7 === 0 ? 400 : 5 + (cell % 3);
    return gene === label ? 0 : 60 + ((cell * (2 * index + 3)) % 41) * (1 + (cell % 5));
  });
  return [`cell${cell}`, label, ...counts].join(',');
});

test('cells and perturbations are left out by rules that are seen before anything is trained', async ({
  page,
}) => {
  await page.goto('./');
  const text = ['cell,perturbation,' + genes.join(','), ...screen].join('\n');
  await openFiles(page, [given('counts.csv', text)]);
  const section = page.getByRole('region', { name: 'Quality of cells and genes' });
  await section.getByText('Quality of cells and genes').click();
  await expect(section.getByRole('img')).toHaveCount(5);
  const rule = (name: string) => section.getByRole('textbox', { name });
  const told = page.getByRole('status', { name: 'Left out by rules' });
  await expect(told).toHaveText('All 149 cells pass.');

  await rule('Least counts of a cell').fill('100');
  await expect(told).toContainText('15 of 149 cells are left out. They are 15 with fewer than 100 counts.');
  await rule('Most mitochondrial share (%)').fill('30');
  await rule('Fewest cells of a perturbation').fill('20');
  await expect(told).toContainText('1 perturbation has fewer than 20 cells. It is not learned from: KLF1');
  await expect(section.getByText('3 rules')).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);

  await rule('Least counts of a cell').fill('100000');
  await page.getByRole('button', { name: 'Continue to model' }).click();
  await expect(page.getByText('The rules leave too little to learn from')).toBeVisible();
  await rule('Least counts of a cell').fill('');
  await expect(section.getByText('2 rules')).toBeVisible();
  await page.getByRole('button', { name: 'Continue to model' }).click();
  await expect(page.getByRole('button', { name: 'Learn the network' })).toBeVisible();
});
