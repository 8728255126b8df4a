/** Names of ten thousand characters (genes, labels, cells, file): shortened on screen, complete in saved files. */
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import { downloadEdges, goTo, openFiles, pressTrain, trainingStatus } from './support';
import { given, table } from './tables';

const long = (word: string) => word.repeat(Math.ceil(10_000 / word.length)).slice(0, 10_000);
const genes = [long('GATA1_'), long('in words '), long('X'), 'KLF1'].map((name) => name.trim());
const file = `${'n'.repeat(120)}.csv`;

/** Elements wider than the window, and texts taller than it; scrolling elements count by their visible width. */
function tooLarge(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const isWithin = (element: Element | null): boolean =>
      element !== null && (getComputedStyle(element).overflowX === 'auto' || isWithin(element.parentElement));
    const sizes = [...document.querySelectorAll('body *')].map((element) => {
      const { width, height } = element.getBoundingClientRect();
      const isText = element.children.length === 0 && element.textContent !== '';
      const isTooLarge = (width > innerWidth && !isWithin(element)) || (isText && height > innerHeight / 2);
      const isFar = width > 3 * innerWidth;
      return isTooLarge || isFar ? `${element.tagName} ${Math.round(width)} × ${Math.round(height)}` : '';
    });
    return sizes.filter((size) => size !== '' && !size.startsWith('CANVAS'));
  });
}

test('names of ten thousand characters do not break the layout, and are saved in full', async ({ page }) => {
  await page.goto('./');
  const text = table({ genes, labels: ['control', ...genes.slice(0, 3)], cells: 120 });
  await openFiles(page, [given(file, text)]);
  await expect(page.getByRole('heading', { name: /^Check n+\.csv$/ })).toBeVisible();
  expect(await tooLarge(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await tooLarge(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole('textbox', { name: 'Steps' }).fill('20');
  await pressTrain(page);
  await expect(trainingStatus(page)).toHaveText(/(Finished|Stopped)\s*$/, { timeout: 90_000 });
  await goTo(page, 'Train');
  expect(await tooLarge(page)).toEqual([]);
  const edges = await downloadEdges(page);
  expect(new Set(edges.flatMap(({ source, target }) => [source, target]))).toEqual(new Set(genes));
  await goTo(page, 'Evaluate');
  expect(await tooLarge(page)).toEqual([]);
});
