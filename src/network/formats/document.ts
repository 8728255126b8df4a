/** Common input of all network formats: genes, selected edges, modules and positions. The formats in this folder turn it into text. */
import type { Edge, Module } from '../network';
import { formatFloat32 } from '../../numerics/format';

export interface NetworkDocument {
  /** Name of the data behind the network. */
  readonly name: string;
  /** Why it must not be interpreted, a sentence without its full stop; null: it may. */
  readonly doubt: string | null;
  /** [G] */
  readonly genes: readonly string[];
  /** Strongest first, indices into genes. */
  readonly edges: readonly Edge[];
  readonly modules: readonly Module[];
  /** Names that users gave to modules, by index into `modules`. */
  readonly moduleNames: Readonly<Record<number, string>>;
  /** Genes set in the experiment. */
  readonly perturbed: ReadonlySet<number>;
  /** [G × 2] x to the right, y down, in pixels; null where unknown. */
  readonly positions: Float32Array | null;
  /** #RRGGBB of edges by sign, for formats with a style. */
  readonly colors: SignColors;
}

export interface SignColors {
  readonly activates: string;
  readonly represses: string;
}

export function interactionOf({ weight }: Edge): 'activates' | 'represses' {
  return weight < 0 ? 'represses' : 'activates';
}

/** Attributes of an edge in every graph format. */
export function edgeData(edge: Edge) {
  return {
    interaction: interactionOf(edge),
    weight: exact(edge.weight),
    sign: edge.weight < 0 ? -1 : 1,
    stability: edge.stability === null ? null : exact(edge.stability),
  };
}

/** The shortest number that reads back as the same 32-bit one; 0 where it is not finite. */
function exact(value: number): number {
  return Number(formatFloat32(value));
}

/** 'M1', or 'M1 Erythroid' where a user named it; unique. */
export function moduleLabel(
  { modules, moduleNames }: Pick<NetworkDocument, 'modules' | 'moduleNames'>,
  index: number,
): string {
  return [modules[index]?.name ?? '', moduleNames[index] ?? ''].join(' ').trim();
}

/** [G] label of the module of every gene; null where it has none. */
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

/** Names of the attributes of nodes and edges that tell a gene and a sign, in graph files of the field; the first that is there counts. */
export const nameAttributes = ['name', 'shared name', 'symbol', 'gene', 'gene_symbol', 'label', 'n'];
export const signAttributes = [
  'sign',
  'interaction',
  'shared interaction',
  'mor',
  'effect',
  'regulation',
  'type',
  'i',
  'weight',
];
