/** Input of the layout, and start positions that follow from gene names alone, so that they are the same in every run and on every machine. */
import { MAX_PILLS } from '../networkFigure';

export interface LayoutGraph {
  readonly genes: readonly string[];
  /** Strongest edges, as gene indices. */
  readonly edges: readonly { readonly source: number; readonly target: number; readonly strength: number }[];
  /** [G] module of each gene or −1. */
  readonly modules: Int32Array;
  /** Pinned genes with their positions. */
  readonly pins: readonly { readonly gene: number; readonly x: number; readonly y: number }[];
  /** Size of the panel in pixels. */
  readonly room: { readonly width: number; readonly height: number };
}

export interface Room {
  readonly width: number;
  readonly height: number;
}

/** Panel on a typical screen. */
const commonRoom: Room = { width: 750, height: 600 };

/**
 * Size of the layout area for `count` genes, centred on 0, in pixels at zoom 1: the panel's size if the names fit, larger if
 * not (positions are then scaled down), smaller for few genes.
 */
export function frameOf(count: number, room: Room): Room {
  const min = count * (count <= MAX_PILLS ? 6_000 : 2_600);
  const max = Math.max(430_000, count * 3_000);
  const area = Math.min(max, Math.max(min, room.width * room.height));
  const width = Math.sqrt(area * Math.min(Math.max(room.width / room.height, 0.5), 3));
  return { width, height: area / width };
}

/** FNV-1a over the UTF-16 code units of the text; unsigned 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash >>> 0;
}

/** [G × 2] start positions, uniform over the ellipse that fills the frame of a typical panel; `salt` selects another start. */
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
