/** Accessibility violations that axe finds on a page. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * Every violated rule with its elements. Runs in the page itself, because it has no frames: the second page
 * that axe would open to merge frames takes as long as the rules.
 */
export async function violationsOf(
  page: Page,
  only: 'all rules' | 'colours' = 'all rules',
): Promise<readonly string[]> {
  // What fades in has its contrast afterwards.
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await (
    only === 'colours' ? axe.withRules(['color-contrast', 'link-in-text-block']) : axe
  ).analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ target, html }) => `${target.join(' ')} ${html.slice(0, 300)}`).join(', ')}`,
  );
}

/** Violations in light colours, then those of colours in dark: nothing else differs. */
export async function violationsInBothColours(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [scheme, rules] of [
    ['light', 'all rules'],
    ['dark', 'colours'],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme);
    const violations = await violationsOf(page, rules);
    found.push(...violations.map((violation) => `${scheme}: ${violation}`));
  }
  return found;
}
