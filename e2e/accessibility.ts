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
  await expect.poll(() => page.evaluate(endAnimations), 'animations that still run').toBe(0);
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await (
    only === 'colours' ? axe.withRules(['color-contrast', 'link-in-text-block']) : axe
  ).analyze();
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ target, html }) => `${target.join(' ')} ${html.slice(0, 300)}`).join(', ')}`,
  );
}

/**
 * Brings what fades or moves to its end, and counts it. Waiting would not do: in a closed section of the page animations stand still.
 * Those without an end go on.
 */
function endAnimations(): number {
  const running = document
    .getAnimations()
    .filter(
      ({ effect, playState }) => effect?.getComputedTiming().endTime !== Infinity && playState !== 'finished',
    );
  for (const animation of running) animation.finish();
  return running.length;
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
