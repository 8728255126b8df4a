/**
 * The print resolution of a PNG: the pHYs chunk (PNG specification, third edition, 11.3.4.3), which canvases do not
 * write.
 */
import { crc32 } from '../../../numerics/checksum';

const signatureAndHeader = 33;

/** The same PNG with a resolution of `dpi` dots per inch. */
export function withResolution(png: Uint8Array<ArrayBuffer>, dpi: number): Uint8Array<ArrayBuffer> {
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
