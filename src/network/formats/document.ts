/**
 * What every format tells of a network: genes, the edges that were chosen, modules, and where the genes stand. The formats
 * beside this file turn it into text; none of them knows where it came from.
 */
import type { Edge, Module } from '../network';
import { formatFloat32 } from '../../numerics/format';

export interface NetworkDocument {
  /** The data it was learned from. */
  readonly name: string;
  /** [G] */
  readonly genes: readonly string[];
  /** Strongest first, indices into genes. */
  readonly edges: readonly Edge[];
  readonly modules: readonly Module[];
  /** What people called modules, by their place in `modules`. */
  readonly moduleNames: Readonly<Record<number, string>>;
  /** Genes set in the experiment. */
  readonly perturbed: ReadonlySet<number>;
  /** [G × 2] x to the right, y down, in pixels; null: not known. */
  readonly positions: Float32Array | null;
  /** #RRGGBB of edges by their sign, for the formats that carry a style. */
  readonly colors: SignColors;
}

export interface SignColors {
  readonly activates: string;
  readonly represses: string;
}

export function interactionOf({ weight }: Edge): 'activates' | 'represses' {
  return weight < 0 ? 'represses' : 'activates';
}

/** What is said of an edge everywhere. */
export function edgeData(edge: Edge) {
  return {
    interaction: interactionOf(edge),
    weight: exact(edge.weight),
    sign: edge.weight < 0 ? -1 : 1,
    stability: edge.stability === null ? null : exact(edge.stability),
  };
}

/** A number that reads back as the same 32-bit one, in as few digits as that takes; 0 where it is not finite. */
function exact(value: number): number {
  return Number(formatFloat32(value));
}

/** 'M1', or 'M1 Erythroid' where a person named it: no two are the same. */
export function moduleLabel(
  { modules, moduleNames }: Pick<NetworkDocument, 'modules' | 'moduleNames'>,
  index: number,
): string {
  return [modules[index]?.name ?? '', moduleNames[index] ?? ''].join(' ').trim();
}

/** [G] the label of the module every gene is in; null: in none. */
export function moduleOfGene(document: NetworkDocument): readonly (string | null)[] {
  const labels: (string | null)[] = document.genes.map(() => null);
  for (const [index, { genes }] of document.modules.entries())
    for (const gene of genes) labels[gene] ??= moduleLabel(document, index);
  return labels;
}

export function placeOf(
  { positions }: NetworkDocument,
  gene: number,
): { readonly x: number; readonly y: number } | null {
  const [x, y] = [positions?.[gene * 2], positions?.[gene * 2 + 1]];
  return x === undefined || y === undefined ? null : { x: exact(x), y: exact(y) };
}
