/**
 * Effects as bytes, in sections that compress differently: what was said, names, the table, what is drawn, and changed genes. Within a section
 * the same field of all items stands together. Numbers keep their printed digits (docs/decisions/0097).
 */
import type { GuideVerdict } from '../../effects/guides';
import type { TargetVerdict } from '../../effects/ownTargets';
import {
  effectsViews,
  type EffectsSentences,
  type EffectsSnapshot,
  type SharedGene,
  type SharedPerturbation,
} from '../effectsSnapshot';
import { type ByteReader, ByteWriter, damagedUnless, MAX_NAME, plain } from './bytes';
import { readContexts, writeContexts } from './contextsCodec';
import {
  MAX_COUNT,
  MAX_GENES,
  MAX_PERTURBATIONS,
  readDrawing,
  type Sizes,
  writeDrawing,
} from './effectsDrawing';
import { known, readAll, readChosen, readOptional, writeChosen, writeOptional } from './fields';
import { readOrigin, word, writeOrigin } from './headCodec';
import { readNames, writeNames } from './networkCodec';
import { readFold, readHundredths, readP, writeFold, writeHundredths, writeP } from './printed';

const MAX_SENTENCE = 4000;
/** Guides of a perturbation that stand out. */
export const MAX_GUIDES_APART = 200;
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
  'weak',
] as const satisfies readonly GuideVerdict[];
const relations = ['alike', 'similar', 'opposite', 'unclear'] as const;
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
    writeDrawing(snapshot),
    changedGenes(snapshot),
    ...(snapshot.contexts ? [writeContexts(snapshot.contexts)] : []),
  ];
}

/** `version`: of the link. Every byte is read, or the link is damaged. */
export function readEffects(
  sections: readonly Uint8Array[],
  readers: readonly ByteReader[],
  version: number,
): EffectsSnapshot {
  const [said, , , lines, drawing, changes, told] = readers;
  damagedUnless((readers.length === 6 || readers.length === 7) && said !== undefined && lines !== undefined);
  damagedUnless(drawing !== undefined && changes !== undefined);
  const labels = readNames(sections[1] ?? new Uint8Array());
  const genes = sections[2]?.length === 0 ? [] : readNames(sections[2] ?? new Uint8Array());
  damagedUnless(labels.length <= MAX_PERTURBATIONS && genes.length <= MAX_GENES);
  const sizes = { perturbations: labels.length, genes: genes.length };
  const facts = readHead(said, version, sizes);
  const bare = readTable(lines, labels);
  const drawnParts = readDrawing(drawing, sizes);
  const changed = readChanged(changes, sizes, facts.isTested);
  const contexts = told && readContexts(told, labels.length);
  for (const reader of [said, lines, drawing, changes]) reader.end();
  told?.end();
  const perturbations = bare.map((one, at) => ({
    ...one,
    ...(changed[at] ?? { changed: [], changedLeftOut: 0 }),
  }));
  return { ...facts, genes, perturbations, ...drawnParts, ...(contexts && { contexts }) };
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
    reader.whole(MAX_COUNT),
    reader.whole(MAX_COUNT),
    reader.whole(MAX_COUNT),
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
    readAll(items, () => reader.whole(MAX_COUNT)),
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
  const leftOut = readAll(perturbations, () => reader.whole(MAX_COUNT));
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
