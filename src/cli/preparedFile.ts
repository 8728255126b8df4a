/**
 * A data set as read, in one file: what many runs of the same data share instead of parsing its files again. Three lines: format, version and
 * checksum of the rest; how it was read; the data set, with typed arrays as in run files.
 */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import type { Dataset } from '../dataset/dataset';
import type { Mapping } from '../dataset/mapping';
import { datasetSchema } from '../share/datasetSchema';
import { holdsTogether } from '../share/sizes';
import { fromTypedJson, toTypedJson } from '../share/typedJson';
import { badUsage, type Failure } from './failure';
import { textAt } from './files';
import { wholeMappingSchema } from './infer/configFile';

/** A data set with what the log says of its reading. */
export interface ReadyData {
  readonly dataset: Dataset;
  readonly mapping: Mapping;
  /** How the file was read, and why. */
  readonly reading: readonly string[];
  /** What is compared with what, in one sentence. */
  readonly ready: string;
}

const format = 'modulode-data';
const version = 1;
const opening = `{"format":"${format}"`;

export function writePrepared({ dataset, ...about }: ReadyData): string {
  const body = `${JSON.stringify(about)}\n${toTypedJson(dataset)}\n`;
  return `${JSON.stringify({ format, version, sha256: sha256Of(body) })}\n${body}`;
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
});

/** Throws Failure where the file is damaged or newer. */
export async function readPrepared(path: string): Promise<ReadyData> {
  return preparedIn(await textAt(path), (why) =>
    badUsage(`${path} cannot be used`, why, 'Make it again with modulode prepare.'),
  );
}

/** `refuse` makes the exception for content that is no data set of this version. */
export function preparedIn(text: string, refuse: (why: string) => Failure): ReadyData {
  const end = text.indexOf('\n') + 1;
  const body = text.slice(end);
  const header = headerSchema.safeParse(parsed(text.slice(0, end)));
  if (header.success && header.data.version > version)
    throw refuse('It was written by a newer version of this program.');
  if (!header.success || header.data.sha256 !== sha256Of(body))
    throw refuse('It is truncated or was modified.');
  const second = body.indexOf('\n') + 1;
  // The checksum tells damage; a stranger can write a right one.
  const about = aboutSchema.safeParse(parsed(body.slice(0, second)));
  const dataset = datasetSchema.safeParse(parsed(body.slice(second)));
  if (!about.success || !dataset.success || !holdsTogether(dataset.data, null))
    throw refuse('Its data set is not one that this version can read.');
  return { ...about.data, dataset: dataset.data };
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** undefined where it is not JSON, or nested deeper than a program can follow. */
function parsed(line: string): unknown {
  try {
    return fromTypedJson(line);
  } catch {
    return undefined;
  }
}
