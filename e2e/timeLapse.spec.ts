/** The time-lapse of learning: its slider shows the kept steps in the places of the run, and its file holds a picture of each. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { BufferSource, Input, WEBM } from 'mediabunny';
import { violationsOf } from './accessibility';
import { expect, test } from './guard';
import { atRest, network, placesOf } from './networkPlaces';

interface Saved {
  readonly dataset: { readonly genes: readonly string[]; readonly candidates: { readonly $int32: string } };
  readonly curves: {
    readonly timeLapse: {
      readonly frames: readonly { readonly step: number; readonly pairs: { readonly $int32: string } }[];
    };
  };
}

function numbers({ $int32 }: { readonly $int32: string }): Int32Array {
  return new Int32Array(Uint8Array.from(Buffer.from($int32, 'base64')).buffer);
}

/** The strongest edges of a kept step as the run file has them. */
function edgesInFile({ dataset, curves }: Saved, frame: number, count: number): string[] {
  const { genes, candidates } = dataset;
  const regulators = numbers(candidates);
  const pairs = numbers(curves.timeLapse.frames[frame]?.pairs ?? { $int32: '' });
  return [...pairs.subarray(0, count)].map(
    (pair) => `${genes[regulators[Math.floor(pair / genes.length)] ?? 0]} ${genes[pair % genes.length]}`,
  );
}

async function edgesOnCanvas(page: Page): Promise<string[]> {
  const written = await network(page).getAttribute('data-edges');
  const edges: readonly (readonly string[])[] = JSON.parse(written ?? '[]');
  return edges.map((ends) => ends.join(' '));
}

/** What the browser's own decoder finds in a GIF: its size, number of pictures, and pixels that differ between the first and the last. */
function decoded(page: Page, gif: Buffer) {
  return page.evaluate(async (base64) => {
    const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const decoder = new ImageDecoder({ data, type: 'image/gif' });
    await decoder.completed;
    await decoder.tracks.ready;
    const frameCount = decoder.tracks.selectedTrack?.frameCount ?? 0;
    const pixelsOf = async (frameIndex: number) => {
      const { image } = await decoder.decode({ frameIndex });
      const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight);
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      return context?.getImageData(0, 0, canvas.width, canvas.height);
    };
    const [first, last] = [await pixelsOf(0), await pixelsOf(frameCount - 1)];
    const [one, other] = [
      new Uint32Array(first?.data.buffer ?? []),
      new Uint32Array(last?.data.buffer ?? []),
    ];
    const different = one.filter((pixel, i) => pixel !== other[i]).length;
    return { frameCount, width: first?.width, height: first?.height, different };
  }, gif.toString('base64'));
}

test('a finished run is replayed step by step, and saved as GIF and WebM with a picture of each step', async ({
  page,
  openLearned,
  demoRun,
}) => {
  const saved: Saved = JSON.parse(readFileSync(demoRun, 'utf8'));
  const { frames } = saved.curves.timeLapse;
  await openLearned(page);
  await atRest(page);
  const result = await edgesOnCanvas(page);
  await page.getByRole('tab', { name: 'Time-lapse' }).click();
  const slider = page.getByRole('slider', { name: 'Step of learning' });
  await expect(slider).toHaveAttribute('aria-valuetext', 'Result');
  await slider.focus();
  await page.keyboard.press('Home');
  const first = `Step ${frames[0]?.step} of 350`;
  await expect(slider).toHaveAttribute('aria-valuetext', first);
  await expect(network(page).getByText(first)).toBeVisible();
  await expect.poll(() => edgesOnCanvas(page)).toEqual(edgesInFile(saved, 0, 22));
  await atRest(page);
  const placesThen = await placesOf(page);
  expect(Object.keys(placesThen)).toHaveLength(11);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => edgesOnCanvas(page)).toEqual(edgesInFile(saved, 1, 22));
  expect(await placesOf(page)).toEqual(placesThen);
  expect(await violationsOf(page)).toEqual([]);

  await page.getByRole('button', { name: 'Save as GIF or video' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save the time-lapse' });
  await dialog.getByText('1080', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.getByText('480', { exact: true }).click();
  await dialog.getByText('5 s', { exact: true }).click();
  const waiting = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe('myeloid.time-lapse.gif');
  await expect(dialog.getByRole('status')).toHaveText(/^Saved as/);
  const gif = readFileSync(await download.path());
  expect(gif.subarray(0, 6).toString('latin1')).toBe('GIF89a');
  const { frameCount, width, height, different } = await decoded(page, gif);
  expect({ frameCount, width }).toEqual({ frameCount: frames.length + 1, width: 480 });
  expect(height).toBe(gif.readUInt16LE(8));
  expect(different).toBeGreaterThan(1000);

  await dialog.getByText('Video (WebM)', { exact: true }).click();
  const video = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const source = new BufferSource(readFileSync(await (await video).path()));
  const input = new Input({ source, formats: [WEBM] });
  const track = await input.getPrimaryVideoTrack();
  expect({ codec: track?.codec, width: track?.codedWidth, height: track?.codedHeight }).toEqual({
    codec: 'vp8',
    width,
    height,
  });
  expect(await input.getDurationFromMetadata()).toBeCloseTo(5, 1);
  expect((await track?.computePacketStats())?.packetCount).toBe(frames.length + 1);

  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.getByRole('tab', { name: 'Time-lapse' }).click();
  await expect(network(page).getByText(first)).toBeHidden();
  await expect.poll(() => edgesOnCanvas(page)).toEqual(result);
});
