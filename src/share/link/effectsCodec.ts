/**
 * Effects as bytes, in sections that compress differently: what was said, names, the table, what is drawn, and changed genes. Within a section
 * the same field of all items stands together. Numbers keep their printed digits (docs/decisions/0097).
 */
import type { GuideVerdict } from '../../effects/guides';
import type { TargetVerdict } from '../../effects/ownTargets';
import type { PairKind } from '../../effects/pairs';
import {
  effectsViews,
  type EffectsSentences,
  type EffectsSnapshot,
  type SharedGene,
  type SharedGroup,
  type SharedHeatMap,
  type SharedPair,
  type SharedPerturbation,
  type SharedPlace,
} from '../effectsSnapshot';
import { type ByteReader, ByteWriter, damagedUnless, MAX_NAME, plain } from './bytes';
import { readOrigin, word, writeOrigin } from './headCodec';
import { readNames, writeNames } from './networkCodec';
import { readFold, readHundredths, readP, writeFold, writeHundredths, writeP } from './printed';

const MAX_SENTENCE = 4000;
const MAX_PERTURBATIONS = 20_000;
const MAX_GENES = 20_000;
const MAX_CELLS = 1e9;
const [MAX_ROWS, MAX_COLUMNS] = [200, 200];
const MAX_LISTED = 20;
const MAX_GUIDES_APART = 200;
/** Changed genes of all perturbations together. */
const MAX_CHANGED = 100_000;

/** log2 beyond which ends of intervals are printed alike. */
const FAR = 7;

/** Existing links hold places in these lists: append only. */
const units = ['cell', 'sample'] as const;
const kinds = [
  'not tested',
  'inert',
  'shared response',
  'own target only',
  'weak',
  'specific',
  'broad',
] as const satisfies readonly SharedPerturbation['kind'][];
const targetVerdicts = [
  'as expected',
  'weak',
  'unclear',
  'opposite',
  'not assessed',
] as const satisfies readonly TargetVerdict[];
const guideVerdicts = [
  'agrees',
  'inert',
  'differs',
  'one differs',
  'not told',
] as const satisfies readonly GuideVerdict[];
const relations = ['alike', 'similar', 'opposite', 'unclear'] as const;
const pairKinds = [
  null,
  'additive',
  'epistasis',
  'suppression',
  'synergy',
  'buffering',
] as const satisfies readonly PairKind[];
const sentenceNames = [
  'headline',
  'compared',
  'targets',
  'believed',
  'missed',
  'next',
] as const satisfies readonly (keyof EffectsSentences)[];

/** Sections of a link, in order. */
export function effectsSections(snapshot: EffectsSnapshot): readonly Uint8Array<ArrayBuffer>[] {
  const { genes, perturbations } = snapshot;
  return [
    head(snapshot),
    writeNames(perturbations.map(({ label }) => label)),
    genes.length === 0 ? new Uint8Array() : writeNames(genes),
    table(snapshot),
    drawn(snapshot),
    changedGenes(snapshot),
  ];
}

/** `version`: of the link. Every byte is read, or the link is damaged. */
export function readEffects(
  sections: readonly Uint8Array[],
  readers: readonly ByteReader[],
  version: number,
): EffectsSnapshot {
  const [said, , , lines, drawing, changes] = readers;
  damagedUnless(readers.length === 6 && said !== undefined && lines !== undefined);
  damagedUnless(drawing !== undefined && changes !== undefined);
  const labels = readNames(sections[1] ?? new Uint8Array());
  const genes = sections[2]?.length === 0 ? [] : readNames(sections[2] ?? new Uint8Array());
  damagedUnless(labels.length <= MAX_PERTURBATIONS && genes.length <= MAX_GENES);
  const sizes = { perturbations: labels.length, genes: genes.length };
  const facts = readHead(said, version, sizes);
  const bare = readTable(lines, labels);
  const drawnParts = readDrawn(drawing, sizes);
  const changed = readChanged(changes, sizes, facts.isTested);
  for (const reader of [said, lines, drawing, changes]) reader.end();
  const perturbations = bare.map((one, at) => ({
    ...one,
    ...(changed[at] ?? { changed: [], changedLeftOut: 0 }),
  }));
  return { ...facts, genes, perturbations, ...drawnParts };
}

interface Sizes {
  readonly perturbations: number;
  readonly genes: number;
}

type Head = Omit<EffectsSnapshot, 'genes' | 'perturbations' | 'map' | 'placed' | 'groups' | 'pairs'>;

function head(snapshot: EffectsSnapshot): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writeOrigin(writer, snapshot);
  writer.byte(units.indexOf(snapshot.unit));
  writer.byte(Number(snapshot.isTested));
  writer.byte(effectsViews.indexOf(snapshot.view));
  for (const chosen of [snapshot.selected, snapshot.selectedGene]) writeChosen(writer, chosen);
  for (const all of [snapshot.perturbationsLeftOut, snapshot.pairsLeftOut, snapshot.largerCombinations])
    writer.whole(all);
  for (const name of sentenceNames) writer.text(plain(snapshot.sentences[name], MAX_SENTENCE));
  return writer.bytes();
}

function readHead(reader: ByteReader, version: number, { perturbations, genes }: Sizes): Head {
  const origin = readOrigin(reader, version);
  const unit = word(reader, units);
  const isTested = reader.flag();
  const view = word(reader, effectsViews);
  const [selected, selectedGene] = [readChosen(reader, perturbations), readChosen(reader, genes)];
  const [perturbationsLeftOut, pairsLeftOut, largerCombinations] = [
    reader.whole(MAX_CELLS),
    reader.whole(MAX_CELLS),
    reader.whole(MAX_CELLS),
  ];
  const said = sentenceNames.map((name) => [name, reader.text(MAX_SENTENCE)] as const);
  const sentences = Object.fromEntries(said) as Record<keyof EffectsSentences, string>;
  return {
    ...origin,
    unit,
    isTested,
    view,
    selected,
    selectedGene,
    perturbationsLeftOut,
    pairsLeftOut,
    largerCombinations,
    sentences,
  };
}

/** A place, or none. */
function writeChosen(writer: ByteWriter, place: number | null): void {
  writer.whole(place === null ? 0 : place + 1);
}

function readChosen(reader: ByteReader, items: number): number | null {
  const written = reader.whole(items);
  return written === 0 ? null : written - 1;
}

/** A part that may be missing. */
function writeOptional<Part>(
  writer: ByteWriter,
  parts: readonly (Part | null)[],
  write: (part: Part) => void,
): void {
  for (const part of parts) writer.byte(Number(part !== null));
  for (const part of parts) if (part !== null) write(part);
}

function readOptional<Part>(reader: ByteReader, items: number, read: () => Part): readonly (Part | null)[] {
  const flags = Array.from({ length: items }, () => reader.flag());
  return flags.map((is) => (is ? read() : null));
}

const readAll = <Item>(items: number, read: (at: number) => Item) =>
  Array.from({ length: items }, (_, at) => read(at));

const BITS = { acts: 8, isCompared: 16 } as const;

const wholes = ['cells', 'guides', 'tested', 'increased', 'decreased'] as const;

function table({ perturbations }: EffectsSnapshot): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  for (const { kind, acts, isCompared } of perturbations)
    writer.byte(kinds.indexOf(kind) + (acts ? BITS.acts : 0) + (isCompared ? BITS.isCompared : 0));
  for (const name of wholes) for (const one of perturbations) writer.whole(one[name]);
  for (const { onTarget } of perturbations)
    writer.byte(onTarget === null ? 0 : 1 + targetVerdicts.indexOf(onTarget));
  const fold = (log2: number) => writeFold(writer, log2);
  writeOptional(
    writer,
    perturbations.map(({ own }) => own),
    fold,
  );
  writeOptional(
    writer,
    perturbations.map(({ size }) => size),
    fold,
  );
  writeOptional(
    writer,
    perturbations.map(({ sizeInterval }) => sizeInterval),
    ({ low, high }) => {
      for (const end of [low, high]) writeEnd(writer, end);
    },
  );
  for (const { any } of perturbations) writeP(writer, any);
  for (const { agreement } of perturbations) writeP(writer, agreement);
  writeOptional(
    writer,
    perturbations.map(({ nearest }) => nearest),
    (nearest) => {
      writer.whole(nearest.perturbation);
      writer.byte(relations.indexOf(nearest.relation));
      for (const value of [nearest.similarity, nearest.low, nearest.high]) writeHundredths(writer, value);
    },
  );
  writeOptional(
    writer,
    perturbations.map(({ responding }) => responding),
    ({ share, low, high }) => {
      for (const value of [share, low, high]) writer.byte(Math.round(100 * value));
    },
  );
  for (const { guidesApart } of perturbations) {
    writer.whole(guidesApart.length);
    for (const { name, verdict } of guidesApart) {
      writer.text(plain(name, MAX_NAME));
      writer.byte(guideVerdicts.indexOf(verdict));
    }
  }
  return writer.bytes();
}

function readTable(
  reader: ByteReader,
  labels: readonly string[],
): readonly Omit<SharedPerturbation, 'changed' | 'changedLeftOut'>[] {
  const items = labels.length;
  const traits = readAll(items, () => {
    const code = reader.byte();
    damagedUnless(code < 2 * BITS.isCompared);
    const kind = kinds[code % BITS.acts];
    damagedUnless(kind !== undefined);
    return { kind, acts: (code & BITS.acts) > 0, isCompared: (code & BITS.isCompared) > 0 };
  });
  const [cells = [], guides = [], tested = [], increased = [], decreased = []] = wholes.map(() =>
    readAll(items, () => reader.whole(MAX_CELLS)),
  );
  const onTarget = readAll(items, () => {
    const code = reader.byte();
    return code === 0 ? null : known(targetVerdicts[code - 1]);
  });
  const own = readOptional(reader, items, () => readFold(reader));
  const size = readOptional(reader, items, () => readFold(reader));
  const sizeInterval = readOptional(reader, items, () => readEnds(reader));
  const any = readAll(items, () => readP(reader));
  const agreement = readAll(items, () => readP(reader));
  const nearest = readOptional(reader, items, () => ({
    perturbation: reader.whole(items - 1),
    relation: word(reader, relations),
    similarity: readSimilarity(reader),
    low: readSimilarity(reader),
    high: readSimilarity(reader),
  }));
  const responding = readOptional(reader, items, () => ({
    share: readPercent(reader),
    low: readPercent(reader),
    high: readPercent(reader),
  }));
  const guidesApart = readAll(items, () =>
    readAll(reader.count(MAX_GUIDES_APART), () => ({
      name: reader.text(MAX_NAME),
      verdict: word(reader, guideVerdicts),
    })),
  );
  return labels.map((label, at) => ({
    label,
    ...(traits[at] as (typeof traits)[number]),
    cells: cells[at] as number,
    guides: guides[at] as number,
    tested: tested[at] as number,
    increased: increased[at] as number,
    decreased: decreased[at] as number,
    onTarget: onTarget[at] ?? null,
    own: own[at] ?? null,
    size: size[at] ?? null,
    sizeInterval: sizeInterval[at] ?? null,
    any: any[at] ?? null,
    agreement: agreement[at] ?? null,
    nearest: nearest[at] ?? null,
    responding: responding[at] ?? null,
    guidesApart: guidesApart[at] ?? [],
  }));
}

function known<Item>(item: Item | undefined): Item {
  damagedUnless(item !== undefined);
  return item;
}

function readSimilarity(reader: ByteReader): number {
  const hundredths = readHundredths(reader);
  damagedUnless(Math.abs(hundredths) <= 100);
  return hundredths / 100;
}

const readPercent = (reader: ByteReader) => reader.whole(100) / 100;

/** An end of an interval. */
function writeEnd(writer: ByteWriter, log2: number): void {
  writeFold(writer, Math.min(FAR, Math.max(-FAR, log2)));
}

const readEnds = (reader: ByteReader) => ({ low: readFold(reader), high: readFold(reader) });

function drawn({ map, placed, groups, pairs }: EffectsSnapshot): Uint8Array<ArrayBuffer> {
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

function readDrawn(
  reader: ByteReader,
  sizes: Sizes,
): Pick<EffectsSnapshot, 'map' | 'placed' | 'groups' | 'pairs'> {
  const map = readMap(reader, sizes);
  const places = readDistinct(reader, sizes.perturbations, sizes.perturbations);
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

/** Different whole numbers below `bound`. */
function readDistinct(reader: ByteReader, bound: number, most: number): readonly number[] {
  const values = readAll(reader.count(Math.min(bound, most)), () => reader.whole(bound - 1));
  damagedUnless(new Set(values).size === values.length);
  return values;
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
  const acting = reader.whole(MAX_CELLS);
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
  const allCommon = reader.whole(MAX_GENES);
  const common = readAll(reader.count(MAX_LISTED), () => ({
    gene: reader.whole(names - 1),
    log2: readFold(reader),
  }));
  const apart = members.map(() => {
    const [strength, all] = [readHundredths(reader) / 100, reader.whole(MAX_GENES)];
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

const shares = ['ofFirst', 'ofSecond', 'together'] as const;

function writePair(writer: ByteWriter, pair: SharedPair): void {
  for (const place of [pair.pair, pair.first, pair.second]) writer.whole(place);
  writer.byte(2 * pairKinds.indexOf(pair.kind) + Number(pair.isFirstStronger));
  writer.whole(pair.interacting);
  writer.whole(pair.tested);
  writeOptional(
    writer,
    shares.map((name) => pair[name]),
    ({ value, low, high }) => {
      for (const one of [value, low, high]) writeHundredths(writer, one);
    },
  );
}

function readPair(reader: ByteReader, perturbations: number): SharedPair {
  const place = () => reader.whole(perturbations - 1);
  const [pair, first, second] = [place(), place(), place()];
  const code = reader.byte();
  const kind = known(pairKinds[Math.floor(code / 2)]);
  const [interacting, tested] = [reader.whole(MAX_GENES), reader.whole(MAX_GENES)];
  const value = () => readHundredths(reader) / 100;
  const [ofFirst = null, ofSecond = null, together = null] = readOptional(reader, shares.length, () => ({
    value: value(),
    low: value(),
    high: value(),
  }));
  const isFirstStronger = code % 2 === 1;
  return { pair, first, second, kind, interacting, tested, isFirstStronger, ofFirst, ofSecond, together };
}

/** Genes of all perturbations in turn, field by field. */
function changedGenes({ perturbations, isTested }: EffectsSnapshot): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  for (const { changed } of perturbations) writer.whole(changed.length);
  for (const { changedLeftOut } of perturbations) writer.whole(changedLeftOut);
  const all = perturbations.flatMap(({ changed }) => changed);
  for (const { gene, isOwn } of all) writer.whole(2 * gene + Number(isOwn));
  for (const { log2 } of all) writeFold(writer, log2);
  if (!isTested) for (const { spreads } of all) writeHundredths(writer, spreads);
  const tests = all.flatMap(({ test }) => (isTested && test ? [test] : []));
  for (const { low } of tests) writeEnd(writer, low);
  for (const { high } of tests) writeEnd(writer, high);
  for (const { q } of tests) writeP(writer, q);
  return writer.bytes();
}

function readChanged(
  reader: ByteReader,
  { perturbations, genes }: Sizes,
  isTested: boolean,
): readonly Pick<SharedPerturbation, 'changed' | 'changedLeftOut'>[] {
  const lengths = readAll(perturbations, () => reader.whole(Math.min(genes, MAX_CHANGED)));
  const leftOut = readAll(perturbations, () => reader.whole(MAX_GENES));
  const items = lengths.reduce((sum, length) => sum + length, 0);
  damagedUnless(items <= MAX_CHANGED);
  const codes = readAll(items, () => reader.whole(2 * genes - 1));
  const log2 = readAll(items, () => readFold(reader));
  const spreads = isTested ? [] : readAll(items, () => readHundredths(reader) / 100);
  const [low, high] = isTested ? [0, 1].map(() => readAll(items, () => readFold(reader))) : [];
  const q = isTested ? readAll(items, () => readP(reader)) : [];
  const all = codes.map((code, at): SharedGene => ({
    gene: Math.floor(code / 2),
    isOwn: code % 2 === 1,
    log2: log2[at] as number,
    test: isTested ? { low: low?.[at] as number, high: high?.[at] as number, q: toldOr(q[at]) } : null,
    spreads: spreads[at] ?? 0,
  }));
  damagedUnless(all.every(({ spreads: distance }) => distance >= 0));
  let from = 0;
  return lengths.map((length, at) => {
    const changed = all.slice(from, from + length);
    from += length;
    damagedUnless(new Set(changed.map(({ gene }) => gene)).size === length);
    return { changed, changedLeftOut: leftOut[at] as number };
  });
}

/** q of a changed gene is always told. */
function toldOr(q: number | null | undefined): number {
  damagedUnless(q !== null && q !== undefined);
  return q;
}
