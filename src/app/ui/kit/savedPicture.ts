/** Figures as files: SVG, and PNG for print; and the line below a figure that says what reproduces it. */
import { program, programOf } from '../../../inference/run/program';
import { crc32 } from '../../../numerics/checksum';
import type { Page } from '../../../present/figure/svg/page';
import { shortFingerprint } from '../../../share/snapshot';
import { downloadName, saveFile } from '../../session/share/exports';
import { useNextTraining, useRun } from '../../session/stores';

/** Dots per inch of a saved PNG, unless others are chosen. */
const printDpi = 300;
/** CSS pixels of an inch. */
const CSS_INCH = 96;
/** Pixels of a saved PNG per CSS pixel. */
export const printScale = printDpi / CSS_INCH;

/** `name`: end of the file name. */
export function saveSvg(svg: string, name: string): void {
  saveFile(new Blob([svg], { type: 'image/svg+xml' }), downloadName(name));
}

/** A PNG at print resolution, drawn from an SVG of that size in CSS pixels. */
export async function saveSvgAsPng(
  { svg, width, height }: Page,
  name: string,
  dpi = printDpi,
): Promise<void> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.round((width * dpi) / CSS_INCH);
    canvas.height = Math.round((height * dpi) / CSS_INCH);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob) savePng(new Uint8Array(await blob.arrayBuffer()), name, dpi);
  } finally {
    URL.revokeObjectURL(address);
  }
}

export function savePng(png: Uint8Array<ArrayBuffer>, name: string, dpi = printDpi): void {
  saveFile(new Blob([withResolution(png, dpi)], { type: 'image/png' }), downloadName(name));
}

/** Program, seed and data of the run on screen. */
export function originText(): string {
  const { trainedWith, dataset, result } = useRun.getState();
  const { seed } = trainedWith ?? useNextTraining.getState().settings;
  const { name = 'unknown', fingerprint = '' } = dataset ?? {};
  return `Modulode ${result ? programOf(result) : program}, seed ${seed}, data ${name} (fingerprint ${shortFingerprint(fingerprint)})`;
}

const signatureAndHeader = 33;

/**
 * The same PNG with its print resolution: the pHYs chunk (PNG specification, third edition, 11.3.4.3), which canvases do
 * not write.
 */
export function withResolution(png: Uint8Array<ArrayBuffer>, dpi = printDpi): Uint8Array<ArrayBuffer> {
  const perMetre = Math.round(dpi / 0.0254);
  const chunk = new Uint8Array(21);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, 9);
  chunk.set([0x70, 0x48, 0x59, 0x73], 4);
  view.setUint32(8, perMetre);
  view.setUint32(12, perMetre);
  chunk[16] = 1;
  view.setUint32(17, crc32(chunk.subarray(4, 17)));
  const result = new Uint8Array(png.length + chunk.length);
  result.set(png.subarray(0, signatureAndHeader));
  result.set(chunk, signatureAndHeader);
  result.set(png.subarray(signatureAndHeader), signatureAndHeader + chunk.length);
  return result;
}
