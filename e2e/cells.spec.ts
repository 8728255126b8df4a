/** The cells of a run: colours, picks by keyboard and lasso, arrows of the learned field, and their figure, against the cells in the run file. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo } from './support';

const floats = z.object({ $float32: z.string() });
const run = z.object({
  dataset: z.object({
    genes: z.array(z.string()),
    cells: z.number(),
    values: floats,
    conditionOfCell: z.object({ $int32: z.string() }),
    conditions: z.array(z.object({ label: z.string() })),
  }),
});

function bytes(base64: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(base64, 'base64')).buffer;
}

/** Mean of a gene over the cells of a perturbation, and their number. */
function measuredIn(file: string, label: string, gene: string) {
  const { dataset } = run.parse(JSON.parse(readFileSync(file, 'utf8')));
  const values = new Float32Array(bytes(dataset.values.$float32));
  const conditionOf = new Int32Array(bytes(dataset.conditionOfCell.$int32));
  const at = dataset.genes.indexOf(gene);
  const cells = [...conditionOf.keys()].filter(
    (cell) => dataset.conditions[conditionOf[cell] ?? 0]?.label === label,
  );
  const sum = cells.reduce((total, cell) => total + (values[cell * dataset.genes.length + at] ?? 0), 0);
  return { all: dataset.cells, cells: cells.length, mean: sum / cells.length };
}

test('cells are coloured, picked by keyboard and lasso, carry the learned field, and are exported', async ({
  page,
  openLearned,
  demoRun,
}) => {
  const expected = measuredIn(demoRun, 'GATA1 knockout', 'KLF1');
  await openLearned(page);
  await goTo(page, 'Explore');
  await page
    .getByRole('radiogroup', { name: 'How the network is shown' })
    .getByText('Cells', { exact: true })
    .click();
  const view = page.getByRole('region', { name: 'Cells', exact: true });
  await expect(view.locator('canvas')).toHaveAttribute('data-drawn', String(expected.all));

  const group = view.getByRole('button', {
    name: `GATA1 knockout, ${expected.cells.toLocaleString('en')} cells`,
    exact: true,
  });
  await group.focus();
  await page.keyboard.press('Enter');
  await expect(group).toHaveAttribute('aria-pressed', 'true');
  const picked = view.getByRole('region', { name: 'Picked cells' });
  await expect(picked).toContainText(`${expected.cells.toLocaleString('en')} cells picked`);
  await expect(picked.getByRole('row', { name: /^GATA1 knockout \d+ 100/ })).toBeVisible();
  const gene = picked.getByRole('row', { name: /^KLF1 / });
  await expect(gene.getByRole('cell').first()).toHaveText(expected.mean.toFixed(2));
  await expect(gene.getByRole('cell').last()).toHaveText(/^−/);

  await view.getByRole('combobox', { name: 'Arrows' }).selectOption('Learned field');
  await expect(view.locator('[data-arrows]')).toHaveAttribute('d', /^M.*L/);
  await expect(view).toContainText('per mRNA lifetime');
  expect(await violationsInBothColours(page)).toEqual([]);

  await picked.getByRole('button', { name: 'KLF1', exact: true }).click();
  await expect(view.getByRole('heading', { name: 'KLF1', exact: true })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(view.getByRole('heading', { name: 'Perturbation', exact: true })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(view.getByRole('heading', { name: 'KLF1', exact: true })).toBeVisible();
  const plot = view.getByRole('img', { name: 'Cells', exact: true });
  const box = await plot.boundingBox();
  if (!box) throw new Error('the cells are not on screen');
  await page.mouse.move(box.x + 2, box.y + 2);
  await page.mouse.down();
  for (const [x, y] of [
    [box.width - 2, 2],
    [box.width - 2, box.height - 2],
    [2, box.height - 2],
  ] as const)
    await page.mouse.move(box.x + x, box.y + y);
  await page.mouse.up();
  await expect(picked).toContainText(`${expected.all.toLocaleString('en')} cells picked (100 %)`);
  await picked.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(picked).toHaveCount(0);

  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Download figure \(SVG\)/ }).click();
  const svg = readFileSync(await (await waiting).path(), 'utf8');
  expect(svg.match(/M[\d.]+ [\d.]+h0/g)).toHaveLength(expected.all);
  expect(svg).toContain('coloured by KLF1');
});
