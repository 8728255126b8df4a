/**
 * Draws the icons of the installed app (public/icons) from the mark of the page: node scripts/run.mjs scripts/make-icons.ts
 * Maskable icons fill their square, since systems cut them to circles and other shapes. Those of 512 pixels are kept with a palette.
 */
import { writeFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { findOrInstallBrowser } from './browser.mjs';

const folder = 'public/icons';

/** The mark (src/app/ui/kit/marks.tsx) on a white square; `scale`: width of the mark, 1 for the whole square. */
function icon(scale: number, corner: number): string {
  const offset = (22 - 22 * scale) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 22">
  <rect width="22" height="22" rx="${corner}" fill="#fff" />
  <g transform="translate(${offset.toFixed(2)} ${offset.toFixed(2)}) scale(${scale})">
    <g fill="none" stroke="#1c1c24" stroke-width="1.7" stroke-linecap="round">
      <path d="M6.2 6.5C10 2.5 15 4 16 7.5M15.6 15C12 19 7.5 18 6 14.5" />
      <path d="M3.4 14.9L8.4 13" stroke-width="1.9" />
    </g>
    <path d="M18.2 5.6L16.3 9.3L12.9 7Z" fill="#1c1c24" />
    <circle cx="5" cy="8.4" r="2.6" fill="#5b41c9" />
    <circle cx="17" cy="13.4" r="2.6" fill="#5b41c9" />
  </g>
</svg>
`;
}

const rounded = icon(0.86, 4.6);
const filled = icon(0.66, 0);
await writeFile(`${folder}/icon.svg`, rounded);

const browser = await chromium.launch({
  executablePath: await findOrInstallBrowser(),
  args: ['--no-sandbox'],
});
for (const [name, drawing, size] of [
  ['icon-192.png', rounded, 192],
  ['icon-512.png', rounded, 512],
  ['maskable-512.png', filled, 512],
  ['apple-touch-icon.png', filled, 180],
] as const) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>body { margin: 0 } svg { display: block; width: ${size}px }</style>${drawing}`,
  );
  await page.screenshot({ path: `${folder}/${name}`, omitBackground: true });
  await page.close();
}
await browser.close();
