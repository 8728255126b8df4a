/** The report of a run in a real browser: no requests, fits a phone, readable in light and dark, no accessibility violations. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { violationsOf } from './accessibility';
import { expect, test } from './guard';

// axe is injected as a script, which the report's policy forbids; the guard watches requests.
test.use({ bypassCSP: true });

const folder = '.cache/e2e/reports';
const runs = {
  'a run that predicts': 'predicts.html',
  'a run that does not beat no change': 'does-not-predict.html',
};
test.beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  execFileSync(process.execPath, ['scripts/run.mjs', 'e2e/nodeReport.ts', folder]);
});
const written = (file: string) => readFileSync(join(folder, file), 'utf8');

for (const [name, file] of Object.entries(runs))
  test(`the report of ${name} is accessible in light and dark colours and fits a phone`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.setContent(written(file));
    for (const [colorScheme, rules] of [
      ['light', 'all rules'],
      ['dark', 'colours'],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      const shown = await page.locator('.network svg:visible').count();
      expect(shown).toBe(1);
      expect(await violationsOf(page, rules)).toEqual([]);
    }
  });

test('no text of a figure is smaller than 11 pixels, also on a phone', async ({ page }) => {
  for (const width of [390, 1200]) {
    await page.setViewportSize({ width, height: 800 });
    await page.setContent(written(runs['a run that predicts']));
    const sizes = await page.locator('figure svg:visible').evaluateAll((figures) =>
      figures.flatMap((figure) => {
        if (!(figure instanceof SVGSVGElement)) return [];
        const scale = figure.getBoundingClientRect().width / figure.viewBox.baseVal.width;
        return Array.from(
          figure.querySelectorAll('text'),
          (text) => scale * Number.parseFloat(getComputedStyle(text).fontSize),
        );
      }),
    );
    expect(sizes.length).toBeGreaterThan(50);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10.99);
  }
});
