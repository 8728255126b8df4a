/** What is drawn of effects, as bytes: heat map, places in the plane, groups and pairs. */
import type { PairKind } from '../../effects/pairs';
import type {
  EffectsSnapshot,
  SharedGroup,
  SharedHeatMap,
  SharedPair,
  SharedPlace,
  SharedShare,
} from '../effectsSnapshot';
import { type ByteReader, ByteWriter, damagedUnless } from './bytes';
import { known, readAll, readChosen, readDistinct, readOptional, writeChosen, writeOptional } from './fields';
import { readFold, readHundredths, writeFold, writeHundredths } from './printed';

/** Largest numbers of perturbations and of named genes, and of those that are drawn: a hostile link must not block the page. */
export const MAX_PERTURBATIONS = 20_000;
export const MAX_GENES = 20_000;
export const MAX_PLACED = 3000;
const [MAX_ROWS, MAX_COLUMNS] = [100, 100];
const MAX_LISTED = 20;
/** For numbers of cells and genes that are only told. */
export const MAX_COUNT = 1e9;

/** Existing links hold places in this list: append only. */
const pairKinds = [
  null,
  'additive',
  'epistasis',
  'suppression',
  'synergy',
  'buffering',
] as const satisfies readonly PairKind[];

/** Numbers of perturbations and genes in the link. */
export interface Sizes {
  readonly perturbations: number;
  readonly genes: number;
}

export function writeDrawing({ map, placed, groups, pairs }: EffectsSnapshot): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writeMap(writer, map);
  writer.whole(placed.length);
  for (const { perturbation } of placed) writer.whole(perturbation);
  for (const { group } of placed) writeChosen(writer, group);
  for (const { x, y } of placed) for (const value of [x, y]) writeHundredths(writer, value);
  writer.whole(groups.length);
  for (const group of groups) writeGroup(writer, group);
  writer.whole(pairs.length);
  for (const pair of pairs) writePair(writer, pair);
  return writer.bytes();
}

export function readDrawing(
  reader: ByteReader,
  sizes: Sizes,
): Pick<EffectsSnapshot, 'map' | 'placed' | 'groups' | 'pairs'> {
  const map = readMap(reader, sizes);
  const places = readDistinct(reader, sizes.perturbations, MAX_PLACED);
  const groupOf = places.map(() => readChosen(reader, MAX_PERTURBATIONS));
  const placed = places.map((perturbation, at): SharedPlace => {
    const [x, y] = [readHundredths(reader) / 100, readHundredths(reader) / 100];
    return { perturbation, group: groupOf[at] ?? null, x, y };
  });
  const groups = readAll(reader.count(sizes.perturbations), () => readGroup(reader, sizes));
  damagedUnless(placed.every(({ group }) => group === null || group < groups.length));
  const pairs = readAll(reader.count(sizes.perturbations), () => readPair(reader, sizes.perturbations));
  damagedUnless(new Set(pairs.map(({ pair }) => pair)).size === pairs.length);
  return { map, placed, groups, pairs };
}

function writeMap(writer: ByteWriter, { rows, genes, log2, strong, own, acting }: SharedHeatMap): void {
  for (const places of [rows, genes]) {
    writer.whole(places.length);
    for (const place of places) writer.whole(place);
  }
  writer.whole(acting);
  for (const value of log2) writeFold(writer, value);
  for (const [cell, is] of strong.entries()) writer.byte(Number(is) + 2 * Number(own[cell]));
}

function readMap(reader: ByteReader, { perturbations, genes: names }: Sizes): SharedHeatMap {
  const rows = readDistinct(reader, perturbations, MAX_ROWS);
  const genes = readDistinct(reader, names, MAX_COLUMNS);
  const acting = reader.whole(MAX_COUNT);
  const cells = rows.length * genes.length;
  const log2 = Float32Array.from({ length: cells }, () => readFold(reader));
  const flags = readAll(cells, () => reader.whole(3));
  return {
    rows,
    genes,
    acting,
    log2,
    strong: flags.map((is) => is % 2 === 1),
    own: flags.map((is) => is > 1),
  };
}

function writeGroup(writer: ByteWriter, { members, common, allCommon, apart }: SharedGroup): void {
  writer.whole(members.length);
  for (const member of members) writer.whole(member);
  writer.whole(allCommon);
  writer.whole(common.length);
  for (const { gene, log2 } of common) {
    writer.whole(gene);
    writeFold(writer, log2);
  }
  for (const { strength, all, genes } of apart) {
    writeHundredths(writer, strength);
    writer.whole(all);
    writer.whole(genes.length);
    for (const { gene, log2, others } of genes) {
      writer.whole(gene);
      for (const change of [log2, others]) writeFold(writer, change);
    }
  }
}

function readGroup(reader: ByteReader, { perturbations, genes: names }: Sizes): SharedGroup {
  const members = readDistinct(reader, perturbations, perturbations);
  const allCommon = reader.whole(MAX_COUNT);
  const common = readAll(reader.count(MAX_LISTED), () => ({
    gene: reader.whole(names - 1),
    log2: readFold(reader),
  }));
  const apart = members.map(() => {
    const [strength, all] = [readHundredths(reader) / 100, reader.whole(MAX_COUNT)];
    const genes = readAll(reader.count(MAX_LISTED), () => ({
      gene: reader.whole(names - 1),
      log2: readFold(reader),
      others: readFold(reader),
    }));
    damagedUnless(genes.length <= all);
    return { strength, all, genes };
  });
  damagedUnless(members.length > 1 && common.length <= allCommon);
  return { members, allCommon, common, apart };
}

export function writeShare(writer: ByteWriter, { value, low, high }: SharedShare): void {
  for (const one of [value, low, high]) writeHundredths(writer, one);
}

export function readShare(reader: ByteReader): SharedShare {
  const value = () => readHundredths(reader) / 100;
  return { value: value(), low: value(), high: value() };
}

const shares = ['ofFirst', 'ofSecond', 'together'] as const;

function writePair(writer: ByteWriter, pair: SharedPair): void {
  for (const place of [pair.pair, pair.first, pair.second]) writer.whole(place);
  writer.byte(2 * pairKinds.indexOf(pair.kind) + Number(pair.isFirstStronger));
  writer.whole(pair.interacting);
  writer.whole(pair.tested);
  writeOptional(
    writer,
    shares.map((name) => pair[name]),
    (share) => writeShare(writer, share),
  );
}

function readPair(reader: ByteReader, perturbations: number): SharedPair {
  const place = () => reader.whole(perturbations - 1);
  const [pair, first, second] = [place(), place(), place()];
  const code = reader.byte();
  const kind = known(pairKinds[Math.floor(code / 2)]);
  const [interacting, tested] = [reader.whole(MAX_COUNT), reader.whole(MAX_COUNT)];
  const [ofFirst = null, ofSecond = null, together = null] = readOptional(reader, shares.length, () =>
    readShare(reader),
  );
  const isFirstStronger = code % 2 === 1;
  return { pair, first, second, kind, interacting, tested, isFirstStronger, ofFirst, ofSecond, together };
}
