/** Simulated demos: from the menu to a network that is compared with the simulated one. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { demoScreens, simulateRandomScreen } from '../src/simulation/randomScreen';
import { fromTypedJson } from '../src/share/typedJson';
import { expect, test } from './guard';
import { inBothColours } from './pictures';
import { atRest } from './networkPlaces';
import {
  averagePrecision,
  downloadEdges,
  finished,
  goTo,
  openSections,
  pressTrain,
  trainingStatus,
  setSteps,
} from './support';

const savedScreen = z.object({
  demo: z.string(),
  dataset: z.object({ genes: z.array(z.string()), values: z.instanceof(Float32Array) }),
});

/** Each cell as text, its genes by name; cells sorted by these texts. */
function cellsOf({ genes, values }: { readonly genes: readonly string[]; readonly values: Float32Array }) {
  const byName = [...genes.keys()].toSorted((a, b) => ((genes[a] ?? '') < (genes[b] ?? '') ? -1 : 1));
  return Array.from({ length: values.length / genes.length }, (_, cell) =>
    byName.map((gene) => `${genes[gene]} ${values[cell * genes.length + gene]}`).join(),
  ).toSorted();
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const card = (page: Page) => page.getByRole('region', { name: 'Simulating a screen' });

const demos = [
  {
    demo: 'hundred',
    name: '100 genes, 40 knockouts (simulated)',
    title: 'Learning a 100-gene network from a simulated screen of 40 knockouts, live',
    // A few of the steps are enough: twenty give 29 times the density.
    steps: '20',
  },
  {
    demo: 'loops',
    name: 'Loops (simulated)',
    title: 'Learning a 24-gene network from a simulated screen of 16 knockouts, live',
    // Starting from fluctuating cells an eighth of them is made, which gives eight times the density.
    steps: '480',
  },
] as const;

for (const { demo, name, title, steps } of demos)
  test(`demo “${name}” learns a network with at least twice the density of true edges of a random network`, async ({
    page,
  }, info) => {
    // Well under two minutes on two idle cores, longer on busy ones.
    test.setTimeout(480_000);
    await page.goto('./');
    await expect(trainingStatus(page)).toContainText(/step [1-9]/i);
    await setSteps(page, steps);
    await choose(page, 'Myeloid demo', name);
    await expect(card(page).getByRole('progressbar')).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title, { timeout: 60_000 });
    await expect(button(page, name)).toBeVisible();
    await expect(trainingStatus(page)).toHaveText(/Finished\s*$/, { timeout: 400_000 });
    await atRest(page);
    await inBothColours(page, `demo-${demo}`);
    await goTo(page, 'Explore');
    await atRest(page);
    await inBothColours(page, `demo-${demo}-explore`);

    const screen = simulateRandomScreen(demoScreens[demo]);
    const truth = info.outputPath('truth.tsv');
    const edges = screen.truth.filter(({ source, target }) => source !== target);
    writeFileSync(truth, ['source\ttarget', ...edges.map((e) => `${e.source}\t${e.target}`)].join('\n'));
    const { auprc, density } = averagePrecision(await downloadEdges(page), truth);
    expect(auprc / density).toBeGreaterThanOrEqual(2);
    info.annotations.push({
      type: 'AUPRC',
      description: `${auprc.toFixed(3)}, density ${density.toFixed(3)}`,
    });

    // The page compares automatically; its cells are those that Node simulates, bit for bit, sorted by content.
    await goTo(page, 'Evaluate');
    await openSections(page);
    await expect(
      page.getByRole('img', { name: `Precision and recall: AUPRC ${auprc.toFixed(2)}, ` }),
    ).toBeVisible();
    const run = savedScreen.parse(await savedRun(page));
    expect(run.demo).toBe(demo);
    expect(cellsOf(run.dataset)).toEqual(cellsOf(screen));
  });

test('simulation of a demo can be cancelled at once, and the demo on screen continues', async ({ page }) => {
  await page.goto('./');
  await expect(trainingStatus(page)).toContainText(/step [1-9]/i);
  await choose(page, 'Myeloid demo', '100 genes, 40 knockouts (simulated)');
  await expect(card(page)).toContainText('%');
  await expect(trainingStatus(page)).toHaveText(/^Paused/);
  await inBothColours(page, 'demo-simulating');
  await card(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(card(page)).toHaveCount(0);
  await finished(page);
  await expect(button(page, 'Myeloid demo')).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('Data and the command palette list the demos; a link to one names it and trains it when opened', async ({
  page,
  fresh,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('./');
  await goTo(page, 'Open');
  await expect(button(page, 'Open the demo: 100 genes, 40 knockouts (simulated)')).toBeVisible();
  await inBothColours(page, 'demos-data');
  await button(page, 'Open the demo: loops (simulated)').click();
  await expect(button(page, 'Train')).toBeEnabled({ timeout: 30_000 });
  await expect(trainingStatus(page)).toHaveText('Not trained yet');
  await setSteps(page, '40');
  await pressTrain(page);
  await finished(page);
  await button(page, 'Share').click();
  await expect(button(page, 'Copy link')).toBeEnabled({ timeout: 60_000 });
  await button(page, 'Copy link').click();
  await expect(page.getByText('Copied.').or(page.getByText('Copying is blocked'))).toBeVisible();

  const reader = await fresh(page.url());
  const strip = reader.getByRole('region', { name: 'Shared by link' });
  await expect(strip).toContainText('Loops (simulated), 24 genes');
  await strip.getByRole('button', { name: 'Train it here' }).click();
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText(
    'Learning a 24-gene network from a simulated screen of 16 knockouts, live',
    { timeout: 60_000 },
  );
  await finished(reader);

  await reader.keyboard.press('Control+k');
  await reader.getByRole('dialog').getByLabel('Gene or command').fill('demo: 100');
  await reader.keyboard.press('Enter');
  await expect(card(reader)).toBeVisible();
});

async function choose(page: Page, current: string, wanted: string): Promise<void> {
  await button(page, current).click();
  await page.getByRole('menuitem', { name: wanted }).click();
}

async function savedRun(page: Page): Promise<unknown> {
  await button(page, 'Share').click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: 'Save run' }).click();
  return fromTypedJson(readFileSync(await (await waiting).path(), 'utf8'));
}
