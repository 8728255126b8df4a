/**
 * A data set as read, in one file: what many runs of the same data share instead of parsing its files again. Three lines: format, version and
 * checksum of the rest; how it was read; the data set, with typed arrays as in run files.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import type { Dataset } from '../dataset/dataset';
import type { EffectsOfFile } from '../inference/run/toldEffects';
import type { Mapping } from '../dataset/mapping';
import { datasetSchema, wholeMappingSchema } from '../share/datasetSchema';
import { effectsOfFileSchema } from '../share/schemas';
import { holdsTogether } from '../share/sizes';
import { parsedAs } from '../share/zod';
import { fromTypedJson, textOf, TypedJsonReader, typedJsonPieces } from '../share/typedJson';
import { badUsage, type Failure } from './failure';
import { readIn } from './files';

/** A data set with what the log says of its reading. */
export interface ReadyData {
  readonly dataset: Dataset;
  readonly mapping: Mapping;
  /** How the file was read, and why. */
  readonly reading: readonly string[];
  /** What is compared with what, in one sentence. */
  readonly ready: string;
  /** null: not measured, as in files of before version 0.4.0. */
  readonly effects: EffectsOfRun | null;
}

/** What a run has of the effects of its screen. */
interface EffectsOfRun {
  readonly ofFile: EffectsOfFile;
  /** As a run file holds them; null where that is too long. */
  readonly inRunFile: string | null;
}

const format = 'modulode-data';
const version = 1;
const opening = `{"format":"${format}"`;

/** Text of the file, in pieces: that of a large screen is longer than a string may be. */
export function* writePrepared({ dataset, ...about }: ReadyData): Generator<string, void, undefined> {
  // Made twice rather than held: the checksum comes first.
  const sha256 = createHash('sha256');
  for (const piece of bodyOf(dataset, about)) sha256.update(piece);
  yield `${JSON.stringify({ format, version, sha256: sha256.digest('hex') })}\n`;
  yield* bodyOf(dataset, about);
}

function* bodyOf(dataset: Dataset, about: Omit<ReadyData, 'dataset'>): Generator<string, void, undefined> {
  yield* typedJsonPieces(about);
  yield '\n';
  yield* typedJsonPieces(dataset);
  yield '\n';
}

/** Whether the file begins as one; false where it cannot be opened. */
export async function isPrepared(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(opening.length) });
    return buffer.subarray(0, bytesRead).toString('latin1') === opening;
  } catch {
    // A folder.
    return false;
  } finally {
    await file.close();
  }
}

const headerSchema = z.object({ version: z.int(), sha256: z.string() });

const aboutSchema = z.object({
  mapping: wholeMappingSchema,
  reading: z.array(z.string()),
  ready: z.string(),
  effects: z
    .object({ ofFile: effectsOfFileSchema, inRunFile: z.string().nullable() })
    .nullable()
    .default(null),
});

/** Throws Failure where the file is damaged or newer. */
export function readPrepared(path: string): Promise<ReadyData> {
  const why = (reason: string) =>
    badUsage(`${path} cannot be used`, reason, 'Make it again with modulode prepare.');
  return readIn(path, (bytes) => preparedIn(textOf(bytes), why));
}

/** From pieces of its text. `refuse` makes the exception for content that is no data set of this version. */
export async function preparedIn(
  pieces: AsyncIterable<string> | Iterable<string>,
  refuse: (why: string) => Failure,
): Promise<ReadyData> {
  const reader = new PreparedReader();
  for await (const piece of pieces) reader.push(piece);
  return reader.end(refuse);
}

/** Reads the file from pieces of its text. */
class PreparedReader {
  #header = '';
  #about = '';
  /** Number of the line, from 0. */
  #line = 0;
  readonly #data = new TypedJsonReader();
  /** Of all but the first line. */
  readonly #sha256 = createHash('sha256');

  push(text: string): void {
    if (this.#line === 2) return this.#pushData(text);
    const end = text.indexOf('\n') + 1;
    const part = end === 0 ? text : text.slice(0, end);
    if (this.#line === 0) this.#header += part;
    else {
      this.#about += part;
      this.#sha256.update(part);
    }
    if (end === 0) return;
    this.#line += 1;
    this.push(text.slice(end));
  }

  #pushData(text: string): void {
    this.#sha256.update(text);
    this.#data.push(text);
  }

  end(refuse: (why: string) => Failure): ReadyData {
    const header = headerSchema.safeParse(parsed(() => fromTypedJson(this.#header)));
    if (header.success && header.data.version > version)
      throw refuse('It was written by a newer version of this program.');
    if (!header.success || header.data.sha256 !== this.#sha256.digest('hex'))
      throw refuse('It is truncated or was modified.');
    // The checksum tells damage; a stranger can write a right one.
    const about = parsedAs(
      aboutSchema,
      parsed(() => fromTypedJson(this.#about)),
    );
    const dataset = parsedAs(
      datasetSchema,
      parsed(() => this.#data.end()),
    );
    if (about === null || dataset === null || !holdsTogether(dataset, null))
      throw refuse('Its data set is not one that this version can read.');
    return { ...about, dataset };
  }
}

/** undefined where it is not JSON, or nested deeper than a program can follow. */
function parsed(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
