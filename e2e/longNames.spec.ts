/** Long names (genes, labels, cells, file) are shortened on screen and complete in saved files; labels of other languages have room. */
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import {
  downloadEdges,
  goTo,
  openSections,
  pressTrain,
  trainingStatus,
  openWithoutDemo,
  openToCheck,
  setSteps,
} from './support';
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
  await openWithoutDemo(page);
  const text = table({ genes, labels: ['control', ...genes.slice(0, 3)], cells: 120 });
  await openToCheck(page, [given(file, text)]);
  await expect(page.getByRole('heading', { name: /^Check n+\.csv$/ })).toBeVisible();
  expect(await tooLarge(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await tooLarge(page)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });

  await setSteps(page, '20');
  await pressTrain(page);
  await expect(trainingStatus(page)).toHaveText(/(Finished|Stopped)\s*$/, { timeout: 90_000 });
  await goTo(page, 'Training');
  expect(await tooLarge(page)).toEqual([]);
  const edges = await downloadEdges(page);
  expect(new Set(edges.flatMap(({ source, target }) => [source, target]))).toEqual(new Set(genes));
  await goTo(page, 'Evaluate');
  await openSections(page);
  expect(await tooLarge(page)).toEqual([]);
});

/** Makes the labels a third longer, as German ones are. */
async function lengthen(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll('button, a, h1, h2, h3, label, summary, th, legend')) {
      const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const { length } = (text.nodeValue ?? '').trim();
        if (length < 3 || text.nodeValue?.includes('\u00E4')) continue;
        const more = 'l\u00E4ngere W\u00F6rter '.repeat(length).slice(0, Math.ceil(length / 3));
        text.nodeValue += length < 20 ? more.replaceAll(' ', '') : ` ${more}`;
      }
    }
  });
}

/** Labels that leave the window, unless their list scrolls, and labels that are cut without an ellipsis. */
function cutLabels(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element | null): boolean =>
      element !== null && (getComputedStyle(element).overflowX === 'auto' || scrolls(element.parentElement));
    const labels = document.querySelectorAll('button, .mantine-Button-label, h1, h2, h3, label, summary, th');
    return [...labels].flatMap((element) => {
      const { width, height, right } = element.getBoundingClientRect();
      const { overflowX, textOverflow } = getComputedStyle(element);
      const isOff = right > innerWidth + 1 && !scrolls(element);
      const isCut =
        overflowX === 'hidden' &&
        textOverflow !== 'ellipsis' &&
        element.scrollWidth > element.clientWidth + 1 &&
        element.querySelector('[class*="label"]') === null;
      return width > 1 && height > 1 && (isOff || isCut) ? `${element.tagName} ${element.textContent}` : [];
    });
  });
}

test('labels a third longer fit at every width, and a computer at 200 % keeps the full page', async ({
  page,
  openLearned,
}) => {
  await openLearned(page);
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [720, 450],
  ] as const)
    await test.step(`${width} × ${height}`, async () => {
      await page.setViewportSize({ width, height });
      for (const step of ['Evaluate', 'Perturb', 'Explore']) {
        await goTo(page, step);
        const steps = page.getByRole('navigation', { name: 'Steps' });
        await expect(steps.getByRole('link', { name: /Data/ })).toBeInViewport();
        await lengthen(page);
        expect(await cutLabels(page), step).toEqual([]);
      }
    });
  await expect(page.getByRole('button', { name: 'Export' })).toBeVisible();
});
