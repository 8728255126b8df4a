/**
 * A network as bytes: for every regulator how many edges and the steps between their targets, then the weights by printed
 * digits and rank (weightCells.ts), then stabilities, modules, the verdict and the size of the experiment. What compresses is
 * kept apart (`head`) from what does not (`fine`).
 */
import type { Module, Network } from '../../network/network';
import { strength, strongestPairs } from '../../network/ranking';
import type { SharedData, SharedNetwork } from '../snapshot';
import { damagedUnless, utf8, type ByteReader } from './byteReader';
import type { ByteWriter } from './byteWriter';
import { isPlain, longestName, longestUnit, plain } from './plainText';
import { fitsBehind, mostFits, shareCode, shareOf } from './shares';
import { readVerdict, writeVerdict } from './verdictCodec';
import { cellOf, fromOrderDigits, largestCell, orderDigits, sharedCells, sizeIn } from './weightCells';

/** Genes of a link, and pairs regulator → gene: what a reader is ready to lay out in memory. */
const mostGenes = 20_000;
export const mostPairs = 8_000_000;
const manyFits = 1000;
const mostModules = 1000;
const mostCells = 1e12;

export function writeNames(genes: readonly string[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(genes.map((name) => plain(name, longestName)).join('\n'));
}

/** Distinct names, none empty. */
export function readNames(bytes: Uint8Array): readonly string[] {
  const names = utf8(bytes).split('\n');
  damagedUnless(names.length <= mostGenes && new Set(names).size === names.length);
  damagedUnless(names.every((name) => name !== '' && name.length <= longestName && isPlain(name)));
  return names;
}

/** Carries the `edges` strongest that are not 0, and returns how many those are. */
export function writeNetwork(
  head: ByteWriter,
  fine: ByteWriter,
  shared: SharedNetwork,
  edges: number,
): number {
  const { network, modules } = shared;
  head.ascending(network.regulators);
  const ranked = strongestPairs(network, edges).filter((pair) => strength(network.weights[pair]) > 0);
  const pairs = ranked.toSorted();
  writePairs(head, network, pairs);
  writeWeights(head, fine, network, pairs, ranked);
  writeStability(head, network, pairs);
  head.whole(shared.averaged);
  head.whole(modules.length);
  for (const [i, module] of modules.entries()) writeModule(head, module, i);
  writeVerdict(head, shared.verdict);
  writeData(head, shared.data);
  return pairs.length;
}

export function readNetwork(head: ByteReader, fine: ByteReader, genes: readonly string[]): SharedNetwork {
  const regulators = head.ascending(genes.length);
  damagedUnless(regulators.length * genes.length <= mostPairs);
  const pairs = readPairs(head, regulators, genes.length);
  const weights = readWeights(head, fine, pairs, regulators.length * genes.length);
  const network = { genes, regulators, weights, stability: readStability(head, pairs, weights.length) };
  const averaged = head.whole(manyFits);
  damagedUnless(averaged > 0);
  const modules = Array.from({ length: head.count(mostModules) }, (_, i) =>
    readModule(head, genes.length, i),
  );
  return {
    network,
    edges: pairs.length,
    allEdges: regulators.length * (genes.length - 1),
    averaged,
    modules,
    verdict: readVerdict(head),
    data: readData(head, genes.length),
  };
}

function writePairs(head: ByteWriter, { genes, regulators }: Network, pairs: Int32Array): void {
  let next = 0;
  for (const r of regulators.keys()) {
    const start = next;
    while (next < pairs.length && (pairs[next] as number) < (r + 1) * genes.length) next++;
    head.ascending(pairs.subarray(start, next).map((pair) => pair - r * genes.length));
  }
}

function readPairs(head: ByteReader, regulators: Int32Array, genes: number): Int32Array {
  const pairs: number[] = [];
  for (const [r, regulator] of regulators.entries()) {
    for (const target of head.ascending(genes)) {
      damagedUnless(target !== regulator);
      pairs.push(r * genes + target);
    }
  }
  return Int32Array.from(pairs);
}

/** Sign and all but the lowest eight bits of a cell go to `head`, those to `fine`. */
function writeWeights(
  head: ByteWriter,
  fine: ByteWriter,
  { weights }: Network,
  pairs: Int32Array,
  ranked: Int32Array,
): void {
  const cells = Array.from(pairs, (pair) => cellOf(weights[pair] as number));
  for (const [edge, cell] of cells.entries()) {
    head.whole(2 * Math.floor(cell / 256) + Number((weights[pairs[edge] as number] as number) < 0));
    fine.byte(cell % 256);
  }
  const rankOf = new Map(Array.from(ranked, (pair, rank) => [pair, rank]));
  const rank = (edge: number) => rankOf.get(pairs[edge] as number) ?? 0;
  for (const members of sharedCells(cells)) {
    const ordered = members.toSorted((a, b) => rank(a) - rank(b));
    for (const digit of orderDigits(members, ordered)) head.whole(digit);
  }
}

function readWeights(head: ByteReader, fine: ByteReader, pairs: Int32Array, size: number): Float32Array {
  const coded = Array.from(pairs, () => {
    const upper = head.whole(largestCell / 128);
    return { cell: 256 * Math.floor(upper / 2) + fine.byte(), sign: upper % 2 === 1 ? -1 : 1 };
  });
  const sizes = coded.map(({ cell }) => sizeIn(cell, 0, 1));
  for (const members of sharedCells(coded.map(({ cell }) => cell))) {
    const ordered = fromOrderDigits(members, (most) => head.whole(most));
    for (const [place, edge] of ordered.entries())
      sizes[edge] = sizeIn(coded[edge]?.cell ?? 0, place, ordered.length);
  }
  const weights = new Float32Array(size);
  for (const [edge, pair] of pairs.entries()) weights[pair] = (coded[edge]?.sign ?? 0) * (sizes[edge] ?? 0);
  return weights;
}

/** First whether there is one. */
function writeStability(head: ByteWriter, { stability }: Network, pairs: Int32Array): void {
  head.byte(Number(stability !== null));
  if (stability === null) return;
  const shares = Float32Array.from(pairs, (pair) => stability[pair] ?? 0);
  const fits = fitsBehind(shares);
  head.whole(fits);
  for (const share of shares) head.byte(shareCode(share, fits));
}

function readStability(head: ByteReader, pairs: Int32Array, size: number): Float32Array | null {
  if (!head.flag()) return null;
  const fits = head.whole(mostFits);
  const stability = new Float32Array(size);
  for (const pair of pairs) stability[pair] = shareOf(head.byte(), fits);
  return stability;
}

/** Its own name, M1 and so on, needs no letters. */
function writeModule(head: ByteWriter, { name, genes, regulators, stability }: Module, i: number): void {
  head.text(name === ownName(i) ? '' : plain(name, longestName));
  head.ascending(Int32Array.from(genes).toSorted());
  head.whole(regulators.length);
  for (const regulator of regulators) head.whole(regulator);
  head.byte(stability === null ? 0 : 1 + shareCode(stability, 0));
}

function readModule(head: ByteReader, genes: number, i: number): Module {
  const name = head.text(longestName);
  const members = [...head.ascending(genes)];
  const regulators = Array.from({ length: head.count(genes) }, () => head.whole(genes - 1));
  const stability = head.byte();
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

function writeData(head: ByteWriter, data: SharedData): void {
  head.whole(data.cells);
  head.whole(data.perturbations);
  head.ascending(data.perturbed);
  head.text(plain(data.timeUnit, longestUnit));
}

function readData(head: ByteReader, genes: number): SharedData {
  return {
    cells: head.whole(mostCells),
    perturbations: head.whole(mostCells),
    perturbed: [...head.ascending(genes)],
    timeUnit: head.text(longestUnit),
  };
}
