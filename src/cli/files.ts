/** Reading named files and writing results. Files are written completely or not at all, never partially under their final name. */
import { constants, createReadStream, openAsBlob, type Stats } from 'node:fs';
import {
  access,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { compareNames } from '../dataset/canonicalOrder';
import { type FileGroup, groupFiles, isDataName } from '../dataset/readers/fileGroup';
import { bundled, isStore } from '../dataset/readers/zarr/store';
import { looksBinary } from '../dataset/readers/format';
import { decoded } from '../dataset/readers/text/encoding';
import { badUsage, Failure, failureOf } from './failure';
import { FileOnDisk } from './fileOnDisk';
import type { Host } from './host';
import { type Truth, parseTruth } from '../evaluation/networks/truth';
import { parseTypedJson, type ParsedJson } from '../share/typedJson';

/** The files of one data set, as if dropped together; reads nothing. Throws Failure if they do not belong together. */
export async function dataFiles(paths: readonly string[]): Promise<FileGroup<File>> {
  const files = distinctlyNamed((await Promise.all(paths.map(dataAt))).flat());
  const grouping = groupFiles(files);
  switch (grouping.kind) {
    case 'group':
      return grouping.group;
    case 'names-alone':
      throw failureOf({ tag: 'incomplete-triplet', file: grouping.file.name, missing: ['matrix'] });
    case 'too-many':
      throw badUsage(
        'These files do not belong together',
        `${files.map(({ name }) => name).join(', ')} were given at once. Use one data file (matrix.mtx with its features and barcodes counts as one), or samples of one experiment in one format (WT.h5ad and KO.h5ad, or WT_counts.csv and KO_counts.csv). A table of labels may be added.`,
        'Give one data set at a time.',
      );
    case 'nothing':
      throw badUsage('No file was given', 'There is nothing to read.', 'Name a data file.');
    default:
      return grouping satisfies never;
  }
}

interface FileAt {
  readonly path: string;
  readonly file: File;
}

/** Full paths as names if base names collide, as for matrix.mtx of several samples. */
function distinctlyNamed(files: readonly FileAt[]): readonly File[] {
  if (new Set(files.map(({ file }) => file.name)).size === files.length) return files.map(({ file }) => file);
  return files.map(({ file, path }) => new File([file], path, { lastModified: 0 }));
}

/** A file, a Zarr store, or the data files of a folder, as where one is dropped on the page. Throws Failure if there is none. */
export async function dataAt(path: string): Promise<readonly FileAt[]> {
  if (!(await isFolder(path))) return [{ path, file: await fileAt(path) }];
  const inside = await systemSays(path, () => readdir(path, { recursive: true, withFileTypes: true }));
  const files = inside
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
  if (isStore(files)) {
    const parts = files.map(async (name) => ({ path: name, file: await openAsBlob(join(path, name)) }));
    return [{ path, file: bundled(basename(path), await Promise.all(parts)) }];
  }
  const isRun = files.some((name) => name.endsWith('.modulode.json'));
  const data = isRun ? [] : files.filter(isDataName).toSorted(compareNames);
  if (data.length === 0)
    throw badUsage(
      `${path} is a folder without data`,
      isRun
        ? 'It holds a run, and runs are made from data.'
        : 'No file in it has the name of a data file, such as screen.h5ad or matrix.mtx.gz.',
      'Give a data file, or a folder that holds one data set, as of 10x or Zarr.',
    );
  return Promise.all(
    data.map(async (name) => ({ path: join(path, name), file: await fileAt(join(path, name)) })),
  );
}

/** Throws Failure if there is no such file. */
export async function fileAt(path: string): Promise<File> {
  const about = await statOf(path);
  if (about.isDirectory()) throw badUsage(`${path} cannot be read`, 'It is a folder.', 'Give a file in it.');
  // Data are read at random positions.
  if (!about.isFile()) throw unreadable(path, 'It is a pipe or a device, not a file.');
  await systemSays(path, () => access(path, constants.R_OK));
  return new FileOnDisk(path, await openAsBlob(path));
}

/** Characters in which what is no text shows itself. */
const HEAD = 4096;

/** Text in UTF-8, UTF-16 or Windows-1252. Throws Failure if the file cannot be read or is not text. */
export async function textAt(path: string): Promise<string> {
  const text = decoded(await systemSays(path, () => readFile(path)));
  if (looksBinary(text.slice(0, HEAD))) throw unreadable(path, 'It is not text.');
  return text;
}

/** Bytes that are read at once from a file of any size. */
const READ_AT_ONCE = 2 ** 20;

/** `use` of the bytes of a file of any size. Throws Failure if it cannot be read. */
export function readIn<Read>(
  path: string,
  use: (bytes: AsyncIterable<Uint8Array>) => Promise<Read>,
): Promise<Read> {
  return systemSays(path, () => use(createReadStream(path, { highWaterMark: READ_AT_ONCE })));
}

/** The content of a run file, a checkpoint or a shard. Throws Failure if it cannot be read. */
export function typedJsonAt(path: string): Promise<ParsedJson> {
  return readIn(path, parseTypedJson);
}

/** Bytes of text that a packed file may hold. */
const MAX_UNPACKED = 256_000_000;

/** The text of a file in any of these encodings that may be packed with gzip. Throws Failure if it cannot be read. */
export async function unpackedTextAt(path: string): Promise<string> {
  const bytes = await systemSays(path, () => readFile(path));
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return decoded(bytes);
  try {
    return decoded(await promisify(gunzip)(bytes, { maxOutputLength: MAX_UNPACKED }));
  } catch {
    const limit = `${MAX_UNPACKED / 1e6} MB`;
    throw unreadable(path, `It is a damaged gzip file, or holds more than ${limit}.`);
  }
}

export async function isFolder(path: string): Promise<boolean> {
  return (await statOf(path)).isDirectory();
}

/** Names of the entries of a folder. Throws Failure if it cannot be read. */
export function namesIn(folder: string): Promise<readonly string[]> {
  return systemSays(folder, () => readdir(folder));
}

function statOf(path: string): Promise<Stats> {
  return systemSays(path, () => stat(path));
}

async function systemSays<T>(path: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Failure) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw unreadable(path, systemWords[code] ?? `The system says: ${code}`);
  }
}

const systemWords: Readonly<Record<string, string>> = {
  ENOENT: 'There is no file or folder of that name.',
  EISDIR: 'It is a folder.',
  EACCES: 'You have no permission to read it.',
  ERR_STRING_TOO_LONG: 'It is longer than 512 MB, too long for a text.',
  ERR_FS_FILE_TOO_LARGE: 'It is longer than 2 GB, too long for a text.',
};

function unreadable(path: string, why: string): Failure {
  return badUsage(`${pathInWords(path)} cannot be read`, why, 'Check the path and that you may read it.');
}

/** An unset variable in a script gives an empty path. */
function pathInWords(path: string): string {
  return path === '' ? 'An empty path' : path;
}

/** Writes to a temporary name and renames, so that readers see the old file or the complete new one. Makes the folder. Throws Failure. */
export function writeWhole(path: string, content: Content): Promise<void> {
  return writeTogether([[path, content]]);
}

type Content = Uint8Array | string | Iterable<string>;

/**
 * Writes all files or none: each under a temporary name, and renamed when all are complete. A pipe or a device, such as /dev/stdout, is
 * written to: a file of that name would take its place. Throws Failure.
 */
export async function writeTogether(
  files: readonly (readonly [path: string, content: Content])[],
): Promise<void> {
  const parts: { readonly part: string; readonly path: string }[] = [];
  const renamed: string[] = [];
  let current = '';
  try {
    for (const [path, content] of files) {
      current = path;
      await mkdir(dirname(path), { recursive: true });
      const about = await stat(path).catch(() => null);
      if (about?.isDirectory()) throw cannotWrite(path, 'EISDIR');
      if (about && !about.isFile()) {
        await writeFile(path, content);
        continue;
      }
      // A link stays, and the file that it leads to is replaced.
      const whole = about ? await realpath(path) : path;
      const part = join(dirname(whole), `.${basename(whole)}.${process.pid}.part`);
      parts.push({ part, path: whole });
      await writePart(part, content);
    }
    for (const { part, path } of parts) {
      current = path;
      await rename(part, path);
      renamed.push(path);
    }
  } catch (error) {
    for (const path of [...parts.map(({ part }) => part), ...renamed])
      await rm(path, { force: true }).catch(() => undefined);
    if (error instanceof Failure) throw error;
    throw error instanceof Error && 'code' in error ? cannotWrite(current, String(error.code)) : error;
  }
}

async function writePart(path: string, content: Content): Promise<void> {
  const file = await open(path, 'w');
  try {
    // Unlike `write`, never writes partially.
    if (content instanceof Uint8Array || typeof content === 'string') await file.writeFile(content);
    else for (const piece of content) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Without a full stop. `code`: of the system. */
export function writingFailure(code: string): string {
  switch (code) {
    case 'ENOSPC':
      return 'The disk is full (ENOSPC)';
    case 'EDQUOT':
      return 'Your quota on this disk is used up (EDQUOT)';
    case 'EISDIR':
      return 'It is a folder';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'A part of its path is a file, not a folder';
    case 'EROFS':
      return 'The disk is read-only (EROFS)';
    case 'EACCES':
    case 'EPERM':
      return `You have no permission to write there (${code})`;
    default:
      return `The system says: ${code}`;
  }
}

/** A full disk is a failed run (1); a place without permission is a wrong path (2). */
export function cannotWrite(path: string, code: string): Failure {
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return new Failure(isFull ? 1 : 2, {
    title: `${pathInWords(path)} cannot be written`,
    why: `${writingFailure(code)}.`,
    next: isFull ? 'Free space on it, or write elsewhere.' : 'Choose another place.',
  });
}

/** Prints a result or, given a file, writes it. Throws Failure if it cannot be written. */
export async function deliver(host: Host, text: string, file: string | undefined): Promise<void> {
  if (file === undefined) return host.out(text);
  await writeWhole(file, [text]);
  host.message(`Written to ${file}`);
}

/** An indented JSON document with a line end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The known edges in a file that may be packed with gzip. Throws Failure if it cannot be read. */
export async function truthAt(path: string): Promise<Truth> {
  const outcome = parseTruth(await unpackedTextAt(path), basename(path));
  if (!outcome.ok) throw failureOf(outcome.error);
  return outcome.truth;
}
