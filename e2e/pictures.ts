/**
 * Screenshots of the page in test-results/pictures/, taken by `npm run pictures`, and by every test with PICTURES=0. With PICTURES=1
 * those of the repository are renewed in docs/pictures/ as well; reduce them to 256 colours before they are committed.
 */
import { copyFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './guard';

const { PICTURES } = process.env;

const kept = [
  'effects-light',
  'finished-light',
  'explore-light',
  'perturb-light',
  'share-light',
  'evaluate-light',
  'methods-light',
  'composer-light',
  'uncertain-light',
];

/** A file of the page among the pictures of the repository, where these are renewed. */
export function keepFile(path: string, name: string): void {
  if (PICTURES === '1') copyFileSync(path, `docs/pictures/${name}`);
}

export async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined && test.info().project.name !== 'pictures') return;
  const path = `test-results/pictures/${name}.png`;
  await page.screenshot({ path, animations: 'disabled' });
  if (PICTURES === '1' && kept.includes(name)) copyFileSync(path, `docs/pictures/${name}.png`);
}

/** A screenshot that serves both purposes. */
export async function inBothColours(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme);
    await picture(page, `${name}-${scheme}`);
  }
}
