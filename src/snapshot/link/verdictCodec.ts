/** What a run was found to be worth, as bytes: so that the reader is warned as the sender was. */
import type { Verdict } from '../snapshot';
import type { ByteReader } from './byteReader';
import type { ByteWriter } from './byteWriter';

/** An error over no change can be infinite where nothing changed; it prints as hopeless either way. */
const hopeless = 1e9;
const manyFolds = 10_000;

export function writeVerdict(writer: ByteWriter, { diagnosis, crossValidation, heldOut }: Verdict): void {
  for (const answer of [diagnosis.signal, diagnosis.agreement, diagnosis.labelRank, diagnosis.sharedFactor]) {
    const known = answer !== null && !Number.isNaN(answer);
    writer.byte(Number(known));
    if (known) writeScore(writer, answer);
  }
  writer.byte(Number(crossValidation !== null));
  if (crossValidation) {
    writer.whole(crossValidation.folds);
    for (const score of [crossValidation.error, crossValidation.shrunkError, crossValidation.kappa])
      writeScore(writer, score);
  }
  writer.byte(Number(heldOut !== null));
  if (heldOut)
    for (const score of [heldOut.error, heldOut.shrunkError, heldOut.pearson]) writeScore(writer, score);
}

export function readVerdict(reader: ByteReader): Verdict {
  const answer = () => (reader.flag() ? readScore(reader) : null);
  return {
    diagnosis: { signal: answer(), agreement: answer(), labelRank: answer(), sharedFactor: answer() },
    crossValidation: reader.flag()
      ? {
          folds: reader.whole(manyFolds),
          error: readScore(reader),
          shrunkError: readScore(reader),
          kappa: readScore(reader),
          steps: [],
          errors: [],
          perPerturbation: [],
        }
      : null,
    heldOut: reader.flag()
      ? { error: readScore(reader), shrunkError: readScore(reader), pearson: readScore(reader) }
      : null,
  };
}

function writeScore(writer: ByteWriter, score: number): void {
  writer.float32(Number.isNaN(score) ? hopeless : Math.min(hopeless, Math.max(-hopeless, score)));
}

function readScore(reader: ByteReader): number {
  return reader.float32(-hopeless, hopeless);
}
