/**
 * A network as bytes: for every regulator how many edges and the steps between their targets, then the weights by printed
 * digits and rank (weightCells.ts), then stabilities, modules, the verdict and the size of the experiment. In three parts that
 * are deflated apart, because what is alike in one is not in another.
 */
import type { Module, Network } from '../../network/network';
import { strength, strongestPairs } from '../../network/ranking';
import type { SharedData, SharedNetwork, Verdict } from '../snapshot';
import { damagedUnless, utf8, type ByteReader } from './byteReader';
import type { ByteWriter } from './byteWriter';
import { isPlain, longestName, longestUnit, plain } from './plainText';
import { fitsBehind, mostFits, shareCode, shareOf } from './shares';
import { writeVerdict } from './verdictCodec';
import { cellOf, fromOrderDigits, largestCell, orderDigits, sharedCells, sizeIn } from './weightCells';

/** `Bytes`: what is written to, or read from. */
export interface NetworkParts<Bytes> {
  /** Who regulates whom, and whatever else there is little of. */
  readonly structure: Bytes;
  /** Signs, sizes and stabilities in small whole numbers, one after the other. */
  readonly levels: Bytes;
  /** The lowest eight bits of every weight. */
  readonly fine: Bytes;
}

/** Genes of a link, and pairs regulator → gene: what a reader is ready to lay out in memory. */
const mostGenes = 20_000;
export const mostPairs = 8_000_000;
const manyFits = 1000;
const mostModules = 1000;
const mostCells = 1e12;

export function writeNames(genes: readonly string[]): Uint8Array<ArrayBuffer> {
  const taken = new Set<string>();
  for (const gene of genes) taken.add(freeName(plain(gene, longestName), taken));
  return new TextEncoder().encode([...taken].join('\n'));
}

/** The name itself but for what no reader takes: one that is empty, or like another once it is a plain line. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name === '' ? '?' : name;
  for (let count = 2; taken.has(free); count++) free = `${name.slice(0, longestName - 10)} (${count})`;
  return free;
}

/** Distinct names, none empty. */
export function readNames(bytes: Uint8Array): readonly string[] {
  const names = utf8(bytes).split('\n');
  damagedUnless(names.length <= mostGenes && new Set(names).size === names.length);
  damagedUnless(names.every((name) => name !== '' && name.length <= longestName && isPlain(name)));
  return names;
}

/** Carries the `edges` strongest that are not 0, and returns how many those are. */
export function writeNetwork(parts: NetworkParts<ByteWriter>, shared: SharedNetwork, edges: number): number {
  const { structure, levels, fine } = parts;
  const { network, modules } = shared;
  structure.ascending(network.regulators);
  const ranked = strongestPairs(network, edges).filter((pair) => strength(network.weights[pair]) > 0);
  const pairs = ranked.toSorted();
  writePairs(structure, network, pairs);
  writeWeights(levels, fine, network, pairs, ranked);
  writeStability(levels, network, pairs);
  structure.whole(shared.averaged);
  structure.whole(modules.length);
  for (const [i, module] of modules.entries()) writeModule(structure, module, i);
  writeVerdict(structure, shared.verdict);
  writeData(structure, shared.data);
  return pairs.length;
}

export function readNetwork(
  { structure, levels, fine }: NetworkParts<ByteReader>,
  genes: readonly string[],
  readVerdict: (reader: ByteReader) => Verdict,
): SharedNetwork {
  const regulators = structure.ascending(genes.length);
  damagedUnless(regulators.length * genes.length <= mostPairs);
  const pairs = readPairs(structure, regulators, genes.length);
  const weights = readWeights(levels, fine, pairs, regulators.length * genes.length);
  const network = { genes, regulators, weights, stability: readStability(levels, pairs, weights.length) };
  const averaged = structure.whole(manyFits);
  damagedUnless(averaged > 0);
  const modules = Array.from({ length: structure.count(mostModules) }, (_, i) =>
    readModule(structure, genes.length, i),
  );
  return {
    network,
    edges: pairs.length,
    allEdges: regulators.length * (genes.length - 1),
    averaged,
    modules,
    verdict: readVerdict(structure),
    data: readData(structure, genes.length),
  };
}

function writePairs(structure: ByteWriter, { genes, regulators }: Network, pairs: Int32Array): void {
  let next = 0;
  for (const r of regulators.keys()) {
    const start = next;
    while (next < pairs.length && (pairs[next] as number) < (r + 1) * genes.length) next++;
    structure.ascending(pairs.subarray(start, next).map((pair) => pair - r * genes.length));
  }
}

function readPairs(structure: ByteReader, regulators: Int32Array, genes: number): Int32Array {
  const pairs: number[] = [];
  for (const [r, regulator] of regulators.entries()) {
    for (const target of structure.ascending(genes)) {
      damagedUnless(target !== regulator);
      pairs.push(r * genes + target);
    }
  }
  return Int32Array.from(pairs);
}

/** Sign and all but the lowest eight bits of a cell go to `levels`, those to `fine`. */
function writeWeights(
  levels: ByteWriter,
  fine: ByteWriter,
  { weights }: Network,
  pairs: Int32Array,
  ranked: Int32Array,
): void {
  const cells = Array.from(pairs, (pair) => cellOf(weights[pair] as number));
  for (const [edge, cell] of cells.entries()) {
    levels.whole(2 * Math.floor(cell / 256) + Number((weights[pairs[edge] as number] as number) < 0));
    fine.byte(cell % 256);
  }
  const rankOf = new Map(Array.from(ranked, (pair, rank) => [pair, rank]));
  const rank = (edge: number) => rankOf.get(pairs[edge] as number) ?? 0;
  for (const members of sharedCells(cells)) {
    const ordered = members.toSorted((a, b) => rank(a) - rank(b));
    for (const digit of orderDigits(members, ordered)) levels.whole(digit);
  }
}

function readWeights(levels: ByteReader, fine: ByteReader, pairs: Int32Array, size: number): Float32Array {
  const coded = Array.from(pairs, () => {
    const upper = levels.whole(largestCell / 128);
    return { cell: 256 * Math.floor(upper / 2) + fine.byte(), sign: upper % 2 === 1 ? -1 : 1 };
  });
  const sizes = coded.map(({ cell }) => sizeIn(cell, 0, 1));
  for (const members of sharedCells(coded.map(({ cell }) => cell))) {
    const ordered = fromOrderDigits(members, (most) => levels.whole(most));
    for (const [place, edge] of ordered.entries())
      sizes[edge] = sizeIn(coded[edge]?.cell ?? 0, place, ordered.length);
  }
  const weights = new Float32Array(size);
  for (const [edge, pair] of pairs.entries()) weights[pair] = (coded[edge]?.sign ?? 0) * (sizes[edge] ?? 0);
  return weights;
}

/** First whether there is one. */
function writeStability(levels: ByteWriter, { stability }: Network, pairs: Int32Array): void {
  levels.byte(Number(stability !== null));
  if (stability === null) return;
  const shares = Float32Array.from(pairs, (pair) => stability[pair] ?? 0);
  const fits = fitsBehind(shares);
  levels.whole(fits);
  for (const share of shares) levels.byte(shareCode(share, fits));
}

function readStability(levels: ByteReader, pairs: Int32Array, size: number): Float32Array | null {
  if (!levels.flag()) return null;
  const fits = levels.whole(mostFits);
  const stability = new Float32Array(size);
  for (const pair of pairs) stability[pair] = shareOf(levels.byte(), fits);
  return stability;
}

/** Its own name, M1 and so on, needs no letters. */
function writeModule(structure: ByteWriter, { name, genes, regulators, stability }: Module, i: number): void {
  structure.text(name === ownName(i) ? '' : plain(name, longestName));
  structure.ascending(Int32Array.from(genes).toSorted());
  structure.whole(regulators.length);
  for (const regulator of regulators) structure.whole(regulator);
  structure.byte(stability === null ? 0 : 1 + shareCode(stability, 0));
}

function readModule(structure: ByteReader, genes: number, i: number): Module {
  const name = structure.text(longestName);
  const members = [...structure.ascending(genes)];
  const regulators = Array.from({ length: structure.count(genes) }, () => structure.whole(genes - 1));
  const stability = structure.byte();
  return {
    name: name === '' ? ownName(i) : name,
    genes: members,
    regulators,
    stability: stability === 0 ? null : shareOf(stability - 1, 0),
  };
}

function ownName(i: number): string {
  return `M${i + 1}`;
}

function writeData(structure: ByteWriter, data: SharedData): void {
  structure.whole(data.cells);
  structure.whole(data.perturbations);
  structure.ascending(data.perturbed);
  structure.text(plain(data.timeUnit, longestUnit));
}

function readData(structure: ByteReader, genes: number): SharedData {
  return {
    cells: structure.whole(mostCells),
    perturbations: structure.whole(mostCells),
    perturbed: [...structure.ascending(genes)],
    timeUnit: structure.text(longestUnit),
  };
}
