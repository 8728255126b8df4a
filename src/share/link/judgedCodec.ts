/** The verdict on a run with its evidence as bytes: levels, reasons, measurable effects, suspect labels and the noise of the errors. */
import type { Interval } from '../../evaluation/bootstrap';
import type { Enough } from '../../inference/benchmark/enough';
import { noiseReferences, type NoiseLimit } from '../../inference/benchmark/noise';
import { plainMeans, type PlainMean } from '../../inference/benchmark/benchmark';
import {
  levels,
  type EdgeReason,
  type PredictionReason,
  type Statement,
} from '../../inference/verdict/statements';
import type { Diagnosis } from '../../inference/diagnosis/evidence';
import type { SuspectLabel } from '../../dataset/quality/suspectLabels';
import type { JudgedRun } from '../../inference/verdict/judge';
import { MOST_GENES, type SharedGene } from '../../inference/verdict/sharedGenes';
import { MAX_SUSPECT } from '../snapshot';
import { damagedUnless, MAX_NAME, plain, type ByteReader, type ByteWriter } from './bytes';

type Evidence = Pick<Diagnosis, 'effects' | 'suspectLabels'>;

/** Existing links hold indices into these lists: append only. */
const predictionTags = [
  'not-tested',
  'no-measurable-effect',
  'not-below-no-change',
  'fails-cross-validation',
  'shuffled-labels-predict',
  'mean-predicts-as-well',
  'includes-no-change',
  'few-perturbations',
  'below-no-change',
  'sum-predicts-as-well',
] as const satisfies readonly PredictionReason['tag'][];
const edgeTags = [
  'not-tested',
  'no-measurable-effect',
  'labels-contradicted',
  'covariation-disagrees',
  'batch-without-controls',
  'undetected-in-controls',
  'stable-with-shuffled-labels',
  'suspect-labels',
  'regulators-without-effect',
  'one-sample-per-condition',
  'measurable-effects',
  'signal',
  'shared-response',
  'predictions-in-doubt',
] as const satisfies readonly EdgeReason['tag'][];
const suspicions = ['swapped', 'inert', 'other'] as const satisfies readonly SuspectLabel['reason'][];

const MAX_COUNT = 1_000_000_000;
const MAX_REASONS = 32;
const MAX_SCORE = 1e9;

export function writeJudged(
  writer: ByteWriter,
  { verdict, noise }: JudgedRun,
  { effects, suspectLabels }: Evidence,
): void {
  const isShared = effects?.sharedBy !== undefined;
  const { enough = null, shared = null } = verdict;
  writer.byte(
    Number(effects !== null) +
      2 * Number(noise !== null) +
      4 * Number(isShared) +
      8 * Number(enough !== null) +
      16 * Number(shared !== null),
  );
  if (effects) writeCounts(writer, effects.measurable, effects.of);
  if (noise) {
    writer.byte(noiseReferences.indexOf(noise.reference));
    score(writer, noise.perfect);
    score(writer, noise.replicate);
  }
  const suspects = suspectLabels.slice(0, MAX_SUSPECT);
  writer.whole(suspects.length);
  for (const { label, reason, swappedWith } of suspects) {
    writer.text(plain(label, MAX_NAME));
    writer.byte(suspicions.indexOf(reason));
    writer.byte(Number(swappedWith !== null));
    if (swappedWith !== null) writer.text(plain(swappedWith, MAX_NAME));
  }
  writeStatement(writer, verdict.predicts, writePredictionReason);
  writeStatement(writer, verdict.edges, writeEdgeReason);
  if (enough) for (const name of enoughParts) writer.whole(enough[name] === null ? 0 : 1 + enough[name]);
  if (!shared) return;
  writer.whole(shared.length);
  for (const { gene, change } of shared) {
    writer.text(plain(gene, MAX_NAME));
    score(writer, change);
  }
}

const enoughParts = ['perturbations', 'cells'] as const;

/** Whether earlier programs cannot read it: it has what would decide it, or what perturbations share. */
export function isOfLaterPrograms({ verdict: { predicts, enough, shared } }: JudgedRun): boolean {
  return !!enough || !!shared || predicts.reasons.some(({ tag }) => tag === 'sum-predicts-as-well');
}

export function readJudged(reader: ByteReader): JudgedRun & Evidence {
  const known = reader.whole(31);
  const [hasEffects, hasNoise, isShared] = [known % 2 === 1, (known & 2) > 0, (known & 4) > 0];
  damagedUnless(hasEffects || !isShared);
  const effects = hasEffects
    ? { ...countsIn(reader, 'measurable'), labels: [], ...(isShared ? { sharedBy: [] } : {}) }
    : null;
  const noise = hasNoise ? readNoise(reader) : null;
  const suspectLabels = Array.from({ length: reader.whole(MAX_SUSPECT) }, () => readSuspect(reader));
  const predicts = readStatement(reader, readPredictionReason);
  const edges = readStatement(reader, readEdgeReason);
  const verdict = {
    predicts,
    edges,
    ...((known & 8) > 0 && { enough: readEnough(reader) }),
    ...((known & 16) > 0 && { shared: readShared(reader) }),
  };
  return { effects, suspectLabels, noise, verdict };
}

function readEnough(reader: ByteReader): Enough {
  const part = () => {
    const value = reader.whole(1 + MAX_COUNT);
    return value === 0 ? null : value - 1;
  };
  return { perturbations: part(), cells: part() };
}

function readShared(reader: ByteReader): readonly SharedGene[] {
  return Array.from({ length: reader.positive(MOST_GENES) }, () => ({
    gene: reader.text(MAX_NAME),
    change: readScore(reader),
  }));
}

function readNoise(reader: ByteReader): NoiseLimit {
  return {
    reference: oneOf(noiseReferences, reader),
    perfect: readScore(reader),
    replicate: readScore(reader),
  };
}

function readSuspect(reader: ByteReader): SuspectLabel {
  return {
    label: reader.text(MAX_NAME),
    reason: oneOf(suspicions, reader),
    swappedWith: reader.flag() ? reader.text(MAX_NAME) : null,
  };
}

function writeStatement<Reason>(
  writer: ByteWriter,
  { level, reasons }: Statement<Reason>,
  write: (writer: ByteWriter, reason: Reason) => void,
): void {
  writer.byte(levels.indexOf(level));
  writer.whole(reasons.length);
  for (const reason of reasons) write(writer, reason);
}

function readStatement<Reason>(reader: ByteReader, read: (reader: ByteReader) => Reason): Statement<Reason> {
  const level = oneOf(levels, reader);
  return { level, reasons: Array.from({ length: reader.positive(MAX_REASONS) }, () => read(reader)) };
}

function writePredictionReason(writer: ByteWriter, reason: PredictionReason): void {
  writer.byte(predictionTags.indexOf(reason.tag));
  switch (reason.tag) {
    case 'not-tested':
    case 'no-measurable-effect':
      return;
    case 'not-below-no-change':
    case 'fails-cross-validation':
    case 'shuffled-labels-predict':
      score(writer, reason.error);
      return;
    case 'mean-predicts-as-well':
      writer.byte(plainMeans.indexOf(reason.rival));
      writer.byte(Number(reason.better) + 2 * Number(reason.specific));
      return;
    case 'sum-predicts-as-well':
      writer.whole(reason.combinations);
      writer.byte(Number(reason.better) + 2 * Number(reason.othersSupport));
      return;
    case 'includes-no-change':
      writeInterval(writer, reason.error);
      writer.byte(Number(reason.specific));
      return;
    case 'few-perturbations':
      writer.whole(reason.judged);
      return;
    case 'below-no-change':
      writeInterval(writer, reason.error);
      writer.whole(reason.judged);
      return;
    default:
      reason satisfies never;
  }
}

function readPredictionReason(reader: ByteReader): PredictionReason {
  const tag = oneOf(predictionTags, reader);
  switch (tag) {
    case 'not-tested':
    case 'no-measurable-effect':
      return { tag };
    case 'not-below-no-change':
    case 'fails-cross-validation':
    case 'shuffled-labels-predict':
      return { tag, error: readScore(reader) };
    case 'mean-predicts-as-well': {
      const rival: PlainMean = oneOf(plainMeans, reader);
      const flags = reader.whole(3);
      return { tag, rival, better: flags % 2 === 1, specific: flags >= 2 };
    }
    case 'sum-predicts-as-well': {
      const combinations = reader.whole(MAX_COUNT);
      const flags = reader.whole(3);
      return { tag, combinations, better: flags % 2 === 1, othersSupport: flags >= 2 };
    }
    case 'includes-no-change':
      return { tag, error: readInterval(reader), specific: reader.flag() };
    case 'few-perturbations':
      return { tag, judged: reader.whole(MAX_COUNT) };
    case 'below-no-change':
      return { tag, error: readInterval(reader), judged: reader.whole(MAX_COUNT) };
    default:
      return tag satisfies never;
  }
}

function writeEdgeReason(writer: ByteWriter, reason: EdgeReason): void {
  writer.byte(edgeTags.indexOf(reason.tag));
  switch (reason.tag) {
    case 'not-tested':
    case 'no-measurable-effect':
    case 'labels-contradicted':
    case 'covariation-disagrees':
    case 'one-sample-per-condition':
    case 'predictions-in-doubt':
      return;
    case 'batch-without-controls':
      writeCounts(writer, reason.perturbations, reason.of);
      return;
    case 'undetected-in-controls':
    case 'regulators-without-effect':
      writeCounts(writer, reason.edges, reason.of);
      return;
    case 'suspect-labels':
      writeCounts(writer, reason.suspect, reason.of);
      return;
    case 'measurable-effects':
    case 'shared-response':
      writeCounts(writer, reason.measurable, reason.of);
      return;
    case 'stable-with-shuffled-labels':
      score(writer, reason.stable);
      score(writer, reason.shuffled);
      return;
    case 'signal':
      score(writer, reason.signal);
      return;
    default:
      reason satisfies never;
  }
}

function readEdgeReason(reader: ByteReader): EdgeReason {
  const tag = oneOf(edgeTags, reader);
  switch (tag) {
    case 'not-tested':
    case 'no-measurable-effect':
    case 'labels-contradicted':
    case 'covariation-disagrees':
    case 'one-sample-per-condition':
    case 'predictions-in-doubt':
      return { tag };
    case 'batch-without-controls':
      return { tag, ...countsIn(reader, 'perturbations') };
    case 'undetected-in-controls':
    case 'regulators-without-effect':
      return { tag, ...countsIn(reader, 'edges') };
    case 'suspect-labels':
      return { tag, ...countsIn(reader, 'suspect') };
    case 'measurable-effects':
    case 'shared-response':
      return { tag, ...countsIn(reader, 'measurable') };
    case 'stable-with-shuffled-labels':
      return { tag, stable: readScore(reader), shuffled: readScore(reader) };
    case 'signal':
      return { tag, signal: readScore(reader) };
    default:
      return tag satisfies never;
  }
}

function writeCounts(writer: ByteWriter, some: number, all: number): void {
  writer.whole(some);
  writer.whole(all);
}

function countsIn<Name extends string>(reader: ByteReader, name: Name) {
  const some = reader.whole(MAX_COUNT);
  const all = reader.whole(MAX_COUNT);
  damagedUnless(some <= all);
  return { [name]: some, of: all } as Readonly<Record<Name | 'of', number>>;
}

function writeInterval(writer: ByteWriter, interval: Interval | null): void {
  writer.byte(Number(interval !== null));
  if (interval) for (const value of [interval.value, interval.low, interval.high]) score(writer, value);
}

function readInterval(reader: ByteReader): Interval | null {
  if (!reader.flag()) return null;
  return { value: readScore(reader), low: readScore(reader), high: readScore(reader) };
}

function score(writer: ByteWriter, value: number): void {
  writer.float32(Number.isNaN(value) ? MAX_SCORE : Math.min(MAX_SCORE, Math.max(-MAX_SCORE, value)));
}

function readScore(reader: ByteReader): number {
  return reader.float32(-MAX_SCORE, MAX_SCORE);
}

function oneOf<One>(all: readonly One[], reader: ByteReader): One {
  const found = all[reader.byte()];
  damagedUnless(found !== undefined);
  return found;
}
