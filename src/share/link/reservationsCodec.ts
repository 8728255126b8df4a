/**
 * What limits a run's claims beyond its errors, as bytes: first which of them are known, one bit each. Few, so that links stay
 * short; links in which nothing is known do not have them.
 */
import type { ShuffledCheck } from '../../inference/confidence/confidence';
import type { Rival, Standing } from '../../inference/standing';
import type { Reservations } from '../snapshot';
import { damagedUnless, type ByteReader } from './byteReader';
import type { ByteWriter } from './byteWriter';
import { readStrength, writeStrength } from './sharedResponseCodec';

/** Their places are in links that people have: further ones come last. */
const rivals = ['linear', 'additive', 'shrunk-mean', 'mean-of-training'] as const satisfies readonly Rival[];
const manyPerturbations = 1_000_000;
const manyFits = 10_000;
/** An error over no change can be infinite where nothing changed; it prints as hopeless either way. */
const hopeless = 1e9;

export function writeReservations(
  writer: ByteWriter,
  { standing, lossesReplaced, shared, resampled }: Reservations,
): void {
  const shuffled = resampled?.shuffled ?? null;
  writer.byte(
    [standing !== null, lossesReplaced, shared !== null, resampled !== null, shuffled !== null].reduce(
      (known, is, place) => known + Number(is) * 2 ** place,
      0,
    ),
  );
  if (standing) writeStanding(writer, standing);
  if (shared) writeStrength(writer, shared);
  if (resampled) writer.whole(resampled.fits);
  if (shuffled) {
    writer.float32(Number.isNaN(shuffled.error) ? hopeless : Math.min(hopeless, shuffled.error));
    writer.whole(Math.round(100 * shuffled.stableShare));
  }
}

export function readReservations(reader: ByteReader): Reservations {
  const known = reader.whole(31);
  damagedUnless(known > 0);
  const has = (place: number): boolean => Math.floor(known / 2 ** place) % 2 === 1;
  damagedUnless(has(3) || !has(4));
  return {
    standing: has(0) ? readStanding(reader) : null,
    lossesReplaced: has(1),
    shared: has(2) ? readStrength(reader) : null,
    resampled: has(3) ? { fits: readFits(reader), shuffled: has(4) ? readShuffled(reader) : null } : null,
  };
}

function readFits(reader: ByteReader): number {
  const fits = reader.whole(manyFits);
  damagedUnless(fits > 0);
  return fits;
}

/** How many were judged; then in one number whether it is sure, whether a rival is better, and which. */
function writeStanding(writer: ByteWriter, { judged, sure, ahead }: Standing): void {
  writer.whole(judged);
  const rival = ahead ? 2 * (1 + rivals.indexOf(ahead.rival)) + Number(ahead.better) : 0;
  writer.byte(2 * rival + Number(sure));
}

function readStanding(reader: ByteReader): Standing {
  const judged = reader.whole(manyPerturbations);
  const code = reader.whole(4 * rivals.length + 3);
  const rival = Math.floor(code / 2);
  const name = rivals[Math.floor(rival / 2) - 1];
  damagedUnless(judged > 0 && (name !== undefined || rival === 0));
  return {
    judged,
    sure: code % 2 === 1,
    ahead: name === undefined ? null : { rival: name, better: rival % 2 === 1 },
  };
}

function readShuffled(reader: ByteReader): ShuffledCheck {
  return { error: reader.float32(0, hopeless), stableShare: reader.whole(100) / 100 };
}
