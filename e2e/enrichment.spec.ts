/** Gene sets: the table agrees with counting, a set shows its genes, and modules take the names of their best sets. */
import { readFileSync } from 'node:fs';
import { violationsInBothColours } from './accessibility';
import { expect, test } from './guard';
import { goTo } from './support';

interface Learned {
  readonly dataset: { readonly genes: readonly string[] };
  readonly result: {
    readonly modules: readonly { readonly name: string; readonly genes: readonly number[] }[];
  };
}

/** Number of ways to choose k of n. */
function ways(n: number, k: number): number {
  return k < 0 || k > n
    ? 0
    : Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((a, b) => a * b, 1);
}

test(
  'gene sets are found in modules, shown in the network, and name modules',
  { tag: '@core' },
  async ({ page, openLearned, demoRun }) => {
    const { dataset, result }: Learned = JSON.parse(readFileSync(demoRun, 'utf8'));
    const { genes } = dataset;
    const largest = result.modules.toSorted((a, b) => b.genes.length - a.genes.length)[0];
    const own = (largest?.genes ?? []).map((gene) => genes[gene] ?? '');
    // FOG1 is an alias of ZFPM1.
    const sets: Record<string, readonly string[]> = {
      HALLMARK_OWN_MODULE: own.map((name) => (name === 'FOG1' ? 'ZFPM1' : name)),
      others: ['SPI1', 'gata1', 'JUN', 'ABSENT', 'GFI1'],
      small: ['SPI1', 'JUN'],
    };
    const text = Object.entries(sets).map(([name, members]) => [name, '', ...members].join('\t'));
    await openLearned(page);
    await goTo(page, 'Explore');
    await page.getByRole('tab', { name: 'Gene sets' }).click();
    const panel = page.getByRole('region', { name: 'Gene sets', exact: true });
    await panel.getByRole('button', { name: 'Reactome pathways' }).click();
    await expect(panel).toContainText('CC0 1.0');
    await expect(panel.getByRole('table')).toBeVisible();

    await panel
      .locator('input[type=file]')
      .setInputFiles({ name: 'own.gmt', mimeType: 'text/plain', buffer: Buffer.from(text.join('\n')) });
    await expect(panel.getByRole('button', { name: 'Own module' }).first()).toBeVisible();
    const waiting = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Download table (TSV)' }).click();
    const table = readFileSync(await (await waiting).path(), 'utf8');
    const rows = table
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(rows[0]).toEqual(['group', 'set', 'overlap', 'size', 'universe', 'p', 'q']);
    const placesOf = (set: string) => {
      const wanted = (sets[set] ?? []).map((name) => (name === 'ZFPM1' ? 'FOG1' : name.toUpperCase()));
      return [...genes.keys()].filter((gene) => wanted.includes(genes[gene]?.toUpperCase() ?? ''));
    };
    expect(rows.length).toBeGreaterThan(1);
    for (const [group, set = '', overlap, size, universe, p] of rows.slice(1)) {
      const members = placesOf(set);
      const drawn = result.modules.find(({ name }) => name === group)?.genes ?? [];
      const shared = members.filter((gene) => drawn.includes(gene)).length;
      expect([overlap, size, universe]).toEqual([shared, members.length, genes.length].map(String));
      const tail = members
        .map((_, i) => i + 1)
        .filter((k) => k >= shared)
        .map((k) => ways(members.length, k) * ways(genes.length - members.length, drawn.length - k))
        .reduce((sum, one) => sum + one, 0);
      expect(Number(p) / (tail / ways(genes.length, drawn.length))).toBeCloseTo(1, 3);
    }
    expect(rows.map((row) => row[1])).not.toContain('small');

    await panel.getByRole('button', { name: 'Own module' }).first().click();
    await expect(page.getByRole('heading', { name: `${own.length} genes selected` })).toBeVisible();

    const modules = page.getByRole('checkbox', { name: /Own module/ });
    await expect(modules).toHaveCount(0);
    await panel.getByRole('button', { name: 'Name modules' }).click();
    await expect(panel.getByText(`Named ${largest?.name} “Own module”`)).toBeVisible();
    await expect(modules).toHaveCount(1);
    expect(await violationsInBothColours(page)).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(modules).toHaveCount(0);
  },
);
