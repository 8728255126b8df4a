/** What effects say of contexts as bytes; within the table of two contexts the same field of all lines stands together. */
import type { ContextVerdict } from '../../effects/contextVerdicts';
import type { SharedContextLine, SharedContextPair, SharedContexts } from '../effectsSnapshot';
import { type ByteReader, ByteWriter, MAX_NAME, plain } from './bytes';
import { MAX_COUNT, readShare, writeShare } from './effectsDrawing';
import { readAll, readChosen, readOptional, writeChosen, writeOptional } from './fields';
import { word } from './headCodec';
import { readP, writeP } from './printed';

const MAX_TEXT = 4000;
/** Of six contexts every two. */
const MAX_PAIRS = 15;

/** Existing links hold places in this list: append only. */
const verdicts = [
  'only first',
  'only second',
  'differs',
  'alike',
  'both',
  'first',
  'second',
  'neither',
  'cells first',
  'cells second',
  'guides',
  'few cells',
] as const satisfies readonly ContextVerdict[];

export function writeContexts({ headline, pairs }: SharedContexts): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.text(plain(headline, MAX_TEXT));
  writer.whole(pairs.length);
  for (const { first, second, text, lines } of pairs) {
    for (const name of [first, second]) writer.text(plain(name, MAX_NAME));
    writer.text(plain(text, MAX_TEXT));
    writer.whole(lines.length);
    for (const { perturbation } of lines) writer.whole(perturbation);
    for (const { verdict } of lines) writer.byte(verdicts.indexOf(verdict));
    for (const line of lines) for (const genes of [line.first, line.second]) writeChosen(writer, genes);
    for (const { differing } of lines) writer.whole(differing);
    for (const { q } of lines) writeP(writer, q);
    writeOptional(
      writer,
      lines.map(({ similarity }) => similarity),
      (similarity) => writeShare(writer, similarity),
    );
  }
  return writer.bytes();
}

/** @param perturbations how many the link has */
export function readContexts(reader: ByteReader, perturbations: number): SharedContexts {
  const headline = reader.text(MAX_TEXT);
  const pairs = readAll(reader.count(MAX_PAIRS), () => readPair(reader, perturbations));
  return { headline, pairs };
}

function readPair(reader: ByteReader, perturbations: number): SharedContextPair {
  const [first, second, text] = [reader.text(MAX_NAME), reader.text(MAX_NAME), reader.text(MAX_TEXT)];
  const items = reader.count(perturbations);
  const places = readAll(items, () => reader.whole(perturbations - 1));
  const verdictOf = readAll(items, () => word(reader, verdicts));
  const genes = readAll(items, () => [readChosen(reader, MAX_COUNT), readChosen(reader, MAX_COUNT)]);
  const differing = readAll(items, () => reader.whole(MAX_COUNT));
  const q = readAll(items, () => readP(reader));
  const similarity = readOptional(reader, items, () => readShare(reader));
  const lines = places.map((perturbation, at): SharedContextLine => {
    const [ofFirst = null, ofSecond = null] = genes[at] ?? [];
    return {
      perturbation,
      verdict: verdictOf[at] ?? 'few cells',
      first: ofFirst,
      second: ofSecond,
      differing: differing[at] ?? 0,
      q: q[at] ?? null,
      similarity: similarity[at] ?? null,
    };
  });
  return { first, second, text, lines };
}
