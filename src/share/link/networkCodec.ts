/**
 * A network as bytes: per regulator the edge count and the steps between targets, weights by printed digits and rank
 * (docs/decisions/0012), stabilities, modules, verdict, size of the experiment, node positions. Parts that compress differently are apart.
 */
import type { Module, Network } from '../../network/network';
import { strength, strongestPairs } from '../../network/ranking';
import type { SharedData, SharedNetwork, Verdict } from '../snapshot';
import {
  damagedUnless,
  utf8,
  type ByteReader,
  ByteWriter,
  isPlain,
  MAX_NAME,
  MAX_UNIT,
  plain,
} from './bytes';
import { writeVerdict } from './verdictCodec';
import type { Placement } from '../view';

/** `Bytes`: a writer or a reader. */
interface NetworkParts<Bytes> {
  /** Regulators, targets and all short fields. */
  readonly structure: Bytes;
  /** Signs, sizes and stabilities as small whole numbers. */
  readonly levels: Bytes;
  /** Lowest eight bits of every weight. */
  readonly fine: Bytes;
}

/** Largest number of genes, and of pairs regulator → gene, that a reader allocates. */
const MAX_GENES = 20_000;
export const MAX_PAIRS = 8_000_000;
const MAX_AVERAGED = 1000;
const MAX_MODULES = 1000;
const MAX_CELLS = 1e12;

export function writeNames(genes: readonly string[]): Uint8Array<ArrayBuffer> {
  const taken = new Set<string>();
  for (const gene of genes) taken.add(freeName(plain(gene, MAX_NAME), taken));
  return new TextEncoder().encode([...taken].join('\n'));
}

/** The name, replaced if it is empty or no longer unique as a plain line. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name === '' ? '?' : name;
  for (let count = 2; taken.has(free); count++) free = `${name.slice(0, MAX_NAME - 10)} (${count})`;
  return free;
}

/** Distinct non-empty names. */
export function readNames(bytes: Uint8Array): readonly string[] {
  const names = utf8(bytes).split('\n');
  damagedUnless(names.length <= MAX_GENES && new Set(names).size === names.length);
  damagedUnless(names.every((name) => name !== '' && name.length <= MAX_NAME && isPlain(name)));
  return names;
}

/** Writes the `edges` strongest non-zero edges; returns their number. */
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
  damagedUnless(regulators.length * genes.length <= MAX_PAIRS);
  const pairs = readPairs(structure, regulators, genes.length);
  const weights = readWeights(levels, fine, pairs, regulators.length * genes.length);
  const network = { genes, regulators, weights, stability: readStability(levels, pairs, weights.length) };
  const averaged = structure.positive(MAX_AVERAGED);
  const modules = Array.from({ length: structure.count(MAX_MODULES) }, (_, i) =>
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

/** Sign and upper bits of a cell go to `levels`, its lowest eight bits to `fine`. */
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
    const upper = levels.whole(MAX_CELL / 128);
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

/** A flag first: whether stabilities follow. */
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
  const fits = levels.whole(MAX_SHARE_FITS);
  const stability = new Float32Array(size);
  for (const pair of pairs) stability[pair] = shareOf(levels.byte(), fits);
  return stability;
}

/** Default names (M1, M2, …) are written as ''. */
function writeModule(structure: ByteWriter, { name, genes, regulators, stability }: Module, i: number): void {
  structure.text(name === ownName(i) ? '' : plain(name, MAX_NAME));
  structure.ascending(Int32Array.from(genes).toSorted());
  structure.whole(regulators.length);
  for (const regulator of regulators) structure.whole(regulator);
  structure.byte(stability === null ? 0 : 1 + shareCode(stability, 0));
}

function readModule(structure: ByteReader, genes: number, i: number): Module {
  const name = structure.text(MAX_NAME);
  const members = [...structure.ascending(genes)];
  const regulators = Array.from({ length: structure.count(genes) }, () => structure.whole(genes - 1));
  const code = structure.byte();
  const stability = code === 0 ? null : shareOf(code - 1, 0);
  return { name: name === '' ? ownName(i) : name, genes: members, regulators, stability };
}

function ownName(i: number): string {
  return `M${i + 1}`;
}

function writeData(structure: ByteWriter, data: SharedData): void {
  structure.whole(data.cells);
  structure.whole(data.perturbations);
  structure.ascending(data.perturbed);
  structure.text(plain(data.timeUnit, MAX_UNIT));
}

function readData(structure: ByteReader, genes: number): SharedData {
  return {
    cells: structure.whole(MAX_CELLS),
    perturbations: structure.whole(MAX_CELLS),
    perturbed: [...structure.ascending(genes)],
    timeUnit: structure.text(MAX_UNIT),
  };
}

/** Bound of panels and layouts, in layout units. */
const MAX_LENGTH = 100_000;
const POSITION_STEPS = 255;

/**
 * Node positions: panel size and bounding box in whole units, then one byte per gene for x and one for y, in 255ths of the box. Empty
 * for a layout out of bounds or of another number of genes.
 */
export function writePlacement(placement: Placement | null, genes: number): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  if (placement?.positions.length !== 2 * genes) return writer.bytes();
  const { positions, room } = placement;
  const axes = [0, 1].map((axis) => positions.filter((_, i) => i % 2 === axis));
  const extents = axes.map(extentOf);
  const lengths = [room.width, room.height, ...extents.map(({ length }) => length)].map(Math.round);
  if (!lengths.every((length) => length <= MAX_LENGTH)) return writer.bytes();
  for (const length of lengths) writer.whole(length);
  for (const [axis, { least, length }] of extents.entries())
    for (const value of axes[axis] ?? [])
      writer.byte(Math.round(length) === 0 ? 0 : Math.round(((value - least) / length) * POSITION_STEPS));
  return writer.bytes();
}

/** Positions centred on 0. Accepts only what writePlacement writes: genes reach every side of the box. */
export function readPlacement(reader: ByteReader, genes: number): Placement | null {
  if (reader.isAtEnd) return null;
  const room = { width: reader.positive(MAX_LENGTH), height: reader.positive(MAX_LENGTH) };
  const lengths = [reader.whole(MAX_LENGTH), reader.whole(MAX_LENGTH)];
  const positions = new Float32Array(2 * genes);
  for (const [axis, length] of lengths.entries()) {
    const places = reader.take(genes);
    damagedUnless(places.includes(0));
    damagedUnless(length === 0 ? places.every((place) => place === 0) : places.includes(POSITION_STEPS));
    for (const [gene, place] of places.entries())
      positions[2 * gene + axis] = length * (place / POSITION_STEPS - 0.5);
  }
  return { positions, room };
}

function extentOf(values: Float32Array) {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  return { least, length: values.reduce((a, b) => Math.max(a, b), -Infinity) - least };
}

/**
 * Between two multiples of 1/2000 no rounding to three or fewer decimals changes, so the index of this cell preserves every printed
 * digit of a weight. For edges that share a cell the order is stored in addition.
 */
const cellsPerUnit = 2000;
/** Above this cell, 32-bit weights are coarser than a cell. */
const MAX_CELL = 2 ** 31;

function cellOf(weight: number): number {
  return Math.min(MAX_CELL, Math.floor(Math.abs(weight) * cellsPerUnit));
}

/** `place`: 0 for the strongest of the `count` edges in the cell. */
function sizeIn(cell: number, place: number, count: number): number {
  return (cell + (count - place) / (count + 1)) / cellsPerUnit;
}

/** Edges of each cell that holds more than one, in the order of the cells. `cells`: one per edge. */
function sharedCells(cells: readonly number[]): readonly (readonly number[])[] {
  const members = new Map<number, number[]>();
  for (const [edge, cell] of cells.entries()) {
    const found = members.get(cell);
    if (found) found.push(edge);
    else members.set(cell, [edge]);
  }
  return [...members]
    .filter(([, edges]) => edges.length > 1)
    .toSorted(([a], [b]) => a - b)
    .map(([, edges]) => edges);
}

/** Lehmer code of `ordered` relative to the ascending `members`. */
function orderDigits(members: readonly number[], ordered: readonly number[]): number[] {
  const left = [...members];
  return ordered.slice(0, -1).map((edge) => {
    const digit = left.indexOf(edge);
    left.splice(digit, 1);
    return digit;
  });
}

/**
 * Inverse of orderDigits; `next(max)` reads one digit. The members left are counted in a binary tree, because a link may hold a million edges of one
 * size: taking each from a list would take the square of their number.
 */
function fromOrderDigits(members: readonly number[], next: (most: number) => number): number[] {
  const leaves = 2 ** Math.ceil(Math.log2(members.length));
  // Node n has the children 2n and 2n + 1.
  const left = new Int32Array(2 * leaves).fill(1, leaves, leaves + members.length);
  for (let node = leaves - 1; node > 0; node--)
    left[node] = (left[2 * node] as number) + (left[2 * node + 1] as number);
  return members.map((_, taken) => {
    let digit = taken < members.length - 1 ? next(members.length - 1 - taken) : 0;
    let node = 1;
    while (node < leaves) {
      left[node] = (left[node] as number) - 1;
      node *= 2;
      const first = left[node] as number;
      if (digit < first) continue;
      digit -= first;
      node++;
    }
    left[node] = 0;
    return members[node - leaves] as number;
  });
}

/**
 * Shares in [0, 1] as small whole numbers. Counts out of a few fits stay exact; others are kept to half a percent, at the middle of
 * the interval, so that whole percents and the side of 1/2 are preserved.
 */
const MAX_SHARE_FITS = 100;
const halfPercents = 200;

/** The smallest n ≤ 100 such that every share is a multiple of 1/n; 0 if there is none. */
export function fitsBehind(shares: Float32Array): number {
  for (let fits = 1; fits <= MAX_SHARE_FITS; fits++)
    if (shares.every((share) => Math.fround(Math.round(share * fits) / fits) === share)) return fits;
  return 0;
}

export function shareCode(share: number, fits: number): number {
  if (fits > 0) return Math.round(share * fits);
  return Math.min(halfPercents, Math.max(0, Math.floor(share * halfPercents)));
}

export function shareOf(code: number, fits: number): number {
  damagedUnless(code <= (fits || halfPercents));
  if (fits > 0) return code / fits;
  return code === halfPercents ? 1 : code === 0 ? 0 : (code + 0.5) / halfPercents;
}
