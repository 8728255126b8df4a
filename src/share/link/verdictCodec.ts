/** The verdict on a run as bytes, so that the reader gets the same warnings as the sender: diagnosis, errors and caveats. */
import type { Verdict, Caveats } from '../snapshot';
import type { LabelEvidence } from '../../inference/diagnosis/evidence';
import { damagedUnless, type ByteReader, type ByteWriter } from './bytes';
import type { ShuffledCheck } from '../../inference/run/confidence';
import type { OtherPredictor, Standing } from '../../inference/benchmark/benchmark';
import { readJudged, writeJudged } from './judgedCodec';
import { readHundredths, writeHundredths } from './printed';
import { readStrength, writeStrength } from './modelCodec';

/** An error relative to no change is infinite if nothing changed; beyond this bound all values print alike. */
const MAX_SCORE = 1e9;
const MAX_FOLDS = 10_000;

/** One bit per part says which are known. */
export function writeVerdict(writer: ByteWriter, verdict: Verdict): void {
  const { diagnosis, crossValidation, heldOut, caveats, judged } = verdict;
  const { signal, agreement, labels, sharedFactor, typicalCorrelation } = diagnosis;
  const answers = [signal, agreement, sharedFactor].map((answer) => (Number.isNaN(answer) ? null : answer));
  const parts = [...answers, typicalCorrelation, labels, crossValidation, heldOut];
  writer.byte(bits(parts.map((part) => part !== null)));
  for (const answer of answers) if (answer !== null) writeScore(writer, answer);
  if (typicalCorrelation !== null) writeHundredths(writer, 10 * typicalCorrelation);
  if (labels) for (const name of labelScores) writeHundredths(writer, labels[name]);
  if (crossValidation) {
    writer.whole(crossValidation.folds);
    for (const name of ['error', 'shrunkError', 'kappa'] as const) writeScore(writer, crossValidation[name]);
  }
  if (heldOut)
    for (const name of ['error', 'shrunkError', 'pearson'] as const) writeScore(writer, heldOut[name]);
  if (judged) {
    writer.byte(Number(caveats !== null));
    writeJudged(writer, judged, diagnosis);
  }
  if (caveats) writeCaveats(writer, caveats);
}

const labelScores = ['ownChange', 'ownScore', 'contradicted', 'covariation', 'expected'] as const;

/** One bit per flag, the first lowest. */
function bits(flags: readonly boolean[]): number {
  return flags.reduce((sum, flag, place) => sum + Number(flag) * 2 ** place, 0);
}

/** Whether the bit at a place is set. */
function bitsOf(code: number): (place: number) => boolean {
  return (place) => Math.floor(code / 2 ** place) % 2 === 1;
}

/** For links with the verdict and its evidence. */
export function readJudgedVerdict(reader: ByteReader): Verdict {
  const bare = readBareVerdict(reader);
  const hasCaveats = reader.flag();
  const { effects, suspectLabels, ...judged } = readJudged(reader);
  const caveats = hasCaveats ? readCaveats(reader) : null;
  return { ...bare, diagnosis: { ...bare.diagnosis, effects, suspectLabels }, caveats, judged };
}

/** For links with caveats. */
export function readVerdict(reader: ByteReader): Verdict {
  return { ...readBareVerdict(reader), caveats: readCaveats(reader) };
}

/** For links without caveats. */
export function readBareVerdict(reader: ByteReader): Verdict {
  const known = reader.byte();
  damagedUnless(known < 128);
  const has = bitsOf(known);
  const diagnosis = {
    signal: has(0) ? readScore(reader) : null,
    agreement: has(1) ? readScore(reader) : null,
    sharedFactor: has(2) ? readScore(reader) : null,
    typicalCorrelation: has(3) ? readHundredths(reader) / 1000 : null,
    labels: has(4) ? readLabels(reader) : null,
    effects: null,
    suspectLabels: [],
  };
  return {
    diagnosis,
    crossValidation: has(5) ? readCrossValidation(reader) : null,
    heldOut: has(6) ? readHeldOut(reader) : null,
    caveats: null,
    judged: null,
  };
}

/** For links made before label evidence existed. Their third score is a rank that is no longer used. */
export function readEarlyVerdict(reader: ByteReader): Verdict {
  const answer = () => (reader.flag() ? readScore(reader) : null);
  const [signal, agreement, , sharedFactor] = [answer(), answer(), answer(), answer()];
  return {
    diagnosis: {
      signal,
      agreement,
      labels: null,
      sharedFactor,
      typicalCorrelation: null,
      effects: null,
      suspectLabels: [],
    },
    crossValidation: reader.flag() ? readCrossValidation(reader) : null,
    heldOut: reader.flag() ? readHeldOut(reader) : null,
    caveats: null,
    judged: null,
  };
}

function readLabels(reader: ByteReader): LabelEvidence {
  return {
    ownChange: readHundredths(reader) / 100,
    ownScore: readHundredths(reader) / 100,
    contradicted: readHundredths(reader) / 100,
    covariation: readHundredths(reader) / 100,
    expected: readHundredths(reader) / 100,
  };
}

function readCrossValidation(reader: ByteReader): NonNullable<Verdict['crossValidation']> {
  return {
    folds: reader.whole(MAX_FOLDS),
    error: readScore(reader),
    shrunkError: readScore(reader),
    kappa: readScore(reader),
    steps: [],
    errors: [],
    perPerturbation: [],
  };
}

function readHeldOut(reader: ByteReader): NonNullable<Verdict['heldOut']> {
  return { error: readScore(reader), shrunkError: readScore(reader), pearson: readScore(reader) };
}

function writeScore(writer: ByteWriter, score: number): void {
  writer.float32(Number.isNaN(score) ? MAX_SCORE : Math.min(MAX_SCORE, Math.max(-MAX_SCORE, score)));
}

function readScore(reader: ByteReader): number {
  return reader.float32(-MAX_SCORE, MAX_SCORE);
}

/** Existing links hold indices into this list: append only. */
const rivals = [
  'linear',
  'additive',
  'shrunk-mean',
  'mean-of-training',
  'embedding',
] as const satisfies readonly OtherPredictor[];
const MAX_PERTURBATIONS = 1_000_000;
const MAX_FITS = 10_000;

/** One bit per caveat says which are known; links without any have no such bytes. */
function writeCaveats(
  writer: ByteWriter,
  { standing, lossesReplaced, shared, joined, resampled }: Caveats,
): void {
  const shuffled = resampled?.shuffled ?? null;
  writer.byte(
    bits([standing !== null, lossesReplaced, shared !== null, resampled !== null, shuffled !== null, joined]),
  );
  if (standing) writeStanding(writer, standing);
  if (shared) writeStrength(writer, shared);
  if (resampled) writer.whole(resampled.fits);
  if (shuffled) {
    writer.float32(Number.isNaN(shuffled.error) ? MAX_SCORE : Math.min(MAX_SCORE, shuffled.error));
    writer.whole(Math.round(100 * shuffled.stableShare));
  }
}

function readCaveats(reader: ByteReader): Caveats {
  const known = reader.whole(63);
  damagedUnless(known > 0);
  const has = bitsOf(known);
  damagedUnless(has(3) || !has(4));
  return {
    standing: has(0) ? readStanding(reader) : null,
    lossesReplaced: has(1),
    shared: has(2) ? readStrength(reader) : null,
    joined: has(5),
    resampled: has(3)
      ? { fits: reader.positive(MAX_FITS), shuffled: has(4) ? readShuffled(reader) : null }
      : null,
  };
}

/** The number of perturbations judged; then certainty, whether a rival is better, and which, in one number. */
function writeStanding(writer: ByteWriter, { judged, sure, ahead }: Standing): void {
  writer.whole(judged);
  const rival = ahead ? 2 * (1 + rivals.indexOf(ahead.rival)) + Number(ahead.better) : 0;
  writer.byte(2 * rival + Number(sure));
}

function readStanding(reader: ByteReader): Standing {
  const judged = reader.positive(MAX_PERTURBATIONS);
  const code = reader.whole(4 * rivals.length + 3);
  const rival = Math.floor(code / 2);
  const name = rivals[Math.floor(rival / 2) - 1];
  damagedUnless(name !== undefined || rival === 0);
  return {
    judged,
    sure: code % 2 === 1,
    ahead: name === undefined ? null : { rival: name, better: rival % 2 === 1 },
  };
}

function readShuffled(reader: ByteReader): ShuffledCheck {
  return { error: reader.float32(0, MAX_SCORE), stableShare: reader.whole(100) / 100 };
}
