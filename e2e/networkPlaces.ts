/** Positions of the genes in the network on the page. */
import { expect, type Page } from '@playwright/test';

/** Pixels from the top left corner of the network's region, by gene. */
export type Places = Readonly<Record<string, readonly [number, number]>>;

export const network = (page: Page) => page.getByRole('region', { name: 'Network', exact: true });

export async function placesOf(page: Page): Promise<Places> {
  const written = await network(page).getAttribute('data-node-positions');
  const places: Places = JSON.parse(written ?? '{}');
  return places;
}

/** Pairs of genes drawn on each other. */
export async function overlapping(page: Page): Promise<readonly string[]> {
  const places = Object.entries(await placesOf(page));
  const sizes: Places = JSON.parse((await network(page).getAttribute('data-node-sizes')) ?? '{}');
  const sizeOf = (gene: string) => sizes[gene] ?? [NaN, NaN];
  return places.flatMap(([gene, [x, y]]) =>
    places
      .filter(([other, [otherX, otherY]]) => {
        const [[width, height], [otherWidth, otherHeight]] = [sizeOf(gene), sizeOf(other)];
        const isBeside = Math.abs(x - otherX) >= (width + otherWidth) / 2;
        return other < gene && !isBeside && Math.abs(y - otherY) < (height + otherHeight) / 2;
      })
      .map(([other]) => `${other} ${gene}`),
  );
}

/** Waits until the genes are at rest. */
export async function atRest(page: Page): Promise<void> {
  let before: string | null = null;
  await expect
    .poll(
      async () => {
        const now = await network(page).getAttribute('data-node-positions');
        const still = now !== null && now === before;
        before = now;
        return still;
      },
      { intervals: [500], timeout: 30_000 },
    )
    .toBe(true);
}

/** Positions as shares of the width and height of the network's region. */
export async function placesInShares(page: Page): Promise<Places> {
  const places = await placesOf(page);
  const box = await network(page).boundingBox();
  const { width, height } = box ?? { width: NaN, height: NaN };
  return Object.fromEntries(Object.entries(places).map(([gene, [x, y]]) => [gene, [x / width, y / height]]));
}

/** Distance that each gene moved, as shares of the diagonal, ascending. */
export function distances(from: Places, to: Places): readonly number[] {
  return Object.entries(from)
    .map(
      ([gene, [x, y]]) =>
        Math.hypot(x - (to[gene]?.[0] ?? Infinity), y - (to[gene]?.[1] ?? Infinity)) / Math.SQRT2,
    )
    .toSorted((a, b) => a - b);
}

export async function dragAside(page: Page, gene: string): Promise<void> {
  const [x, y] = (await placesOf(page))[gene] ?? [0, 0];
  const box = await network(page).boundingBox();
  await page.mouse.move((box?.x ?? 0) + x, (box?.y ?? 0) + y);
  await page.mouse.down();
  await page.mouse.move((box?.x ?? 0) + x + 60, (box?.y ?? 0) + y + 40, { steps: 5 });
  await page.mouse.up();
}
