/**
 * Where a gene starts: a place that follows from its name alone, so that it is the same in every run and on every
 * machine. Not a good layout; forces.ts makes one of it.
 */

import { mostPills } from '../nodeSize';

export interface Room {
  readonly width: number;
  readonly height: number;
}

/** What the panel has on a common screen. */
const commonRoom: Room = { width: 750, height: 600 };

/**
 * Side lengths of the area a network of `count` genes is laid out in, centred on 0, in pixels at zoom 1: the panel's room
 * where names fit into it, more where they do not (positions are then scaled down), less where few genes would be lost.
 */
export function frameOf(count: number, room: Room): Room {
  const least = count * (count <= mostPills ? 6_000 : 2_600);
  const most = Math.max(430_000, count * 3_000);
  const area = Math.min(most, Math.max(least, room.width * room.height));
  const width = Math.sqrt(area * Math.min(Math.max(room.width / room.height, 0.5), 3));
  return { width, height: area / width };
}

/** FNV-1a over the UTF-16 code units of the text; unsigned 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash >>> 0;
}

/** [G × 2] start positions inside the frame of a common panel, evenly over the ellipse that fills it; `salt`: another start. */
export function startPositions(genes: readonly string[], salt = 0): Float32Array {
  const { width, height } = frameOf(genes.length, commonRoom);
  const positions = new Float32Array(genes.length * 2);
  for (const [gene, name] of genes.entries()) {
    const angle = (hashOf(`angle${salt} ${name}`) / 2 ** 32) * 2 * Math.PI;
    const radius = Math.sqrt(hashOf(`${name} radius${salt}`) / 2 ** 32);
    positions[gene * 2] = radius * Math.cos(angle) * width * 0.42;
    positions[gene * 2 + 1] = radius * Math.sin(angle) * height * 0.42;
  }
  return positions;
}
