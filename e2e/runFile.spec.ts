/** Run files: opened elsewhere, trained further, and damaged. */
import type { Page } from '@playwright/test';
import { expect, test } from './guard';
import { edgeRows, knockOut, responders, shareDialog } from './readRun';
import { finished, goTo, openFiles, pressTrain, trainTable, openWithoutDemo } from './support';
import { given } from './tables';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test(
  'a run file opens elsewhere complete and can be trained further',
  { tag: '@core' },
  async ({ page, fresh }, info) => {
    await openWithoutDemo(page);
    await trainTable(page, 'chain.csv', 60);
    await finished(page);
    const sent = { edges: await edgeRows(page), responders: await knockOut(page, 'A1') };
    await button(page, 'Share').click();
    const waiting = page.waitForEvent('download');
    await shareDialog(page).getByRole('button', { name: 'Save run' }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toBe('chain.modulode.json');
    const file = info.outputPath('chain.modulode.json');
    await download.saveAs(file);

    const other = await fresh(new URL('./', page.url()).href);
    await openFiles(other, file);
    await expect(button(other, 'chain.csv')).toBeVisible();
    expect(await edgeRows(other)).toEqual(sent.edges);
    await goTo(other, 'Perturb');
    expect(await responders(other)).toEqual(sent.responders);
    await pressTrain(other);
    await finished(other);
    expect(await edgeRows(other)).toEqual(sent.edges);

    await openFiles(other, [given('broken.modulode.json', '{"format":')]);
    await expect(other.getByRole('alert')).toContainText('broken.modulode.json');
    await goTo(other, 'Explore');
    await expect(button(other, 'chain.csv')).toBeVisible();
  },
);
