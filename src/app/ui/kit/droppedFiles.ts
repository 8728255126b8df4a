/** Dropped files: single files, data files in folders, and folders that are one data set (Zarr). */
import { isDataName } from '../../../dataset/readers/fileGroup';
import { bundled, isStore } from '../../../dataset/readers/zarr/store';

const usual = { maxDepth: 4, maxFiles: 200 };
/** A Zarr store has a file per chunk. */
const ofStore = { maxDepth: 12, maxFiles: 100_000 };

export function carriesFiles({ dataTransfer }: Pick<DragEvent, 'dataTransfer'>): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

/** Call during the drop event: afterwards the transfer is empty. */
export function droppedFiles(transfer: DataTransfer): Promise<readonly File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const files = [...transfer.files];
  return entries.some(isFolder) ? filesOf(entries.filter((entry) => entry !== null)) : Promise.resolve(files);
}

/** In a folder without known data files, all files are passed on, so that the error can name them. */
async function filesOf(entries: readonly FileSystemEntry[]): Promise<readonly File[]> {
  const single = await Promise.all(entries.filter(isFile).map(fileAt));
  const folders = await Promise.all(entries.filter(isFolder).map(filesOfFolder));
  return [...single, ...folders.flat()];
}

async function filesOfFolder(folder: FileSystemDirectoryEntry): Promise<readonly File[]> {
  const some = await filesIn(folder, usual);
  if (isStore(some.map(({ fullPath }) => fullPath))) return [await storeFile(folder)];
  const inside = some.slice(0, usual.maxFiles);
  const known = inside.filter(({ fullPath }) => isDataName(fullPath));
  const wanted = known.length > 0 ? known : inside;
  const files = await Promise.all(wanted.map(fileAt));
  if (new Set(files.map(({ name }) => name)).size === files.length) return files;
  // The folder distinguishes the matrix.mtx of several samples.
  return files.map((file, i) => new File([file], wanted[i]?.fullPath.slice(1) ?? file.name));
}

async function storeFile(folder: FileSystemDirectoryEntry): Promise<File> {
  const all = await filesIn(folder, ofStore);
  const files = all.map(async (entry) => ({
    path: entry.fullPath.slice(folder.fullPath.length + 1),
    file: await fileAt(entry),
  }));
  return bundled(folder.name, await Promise.all(files));
}

async function filesIn(
  folder: FileSystemDirectoryEntry,
  bounds: typeof usual,
  depth = 1,
): Promise<FileSystemFileEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  // Browsers return about 100 entries per call, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (some.length === 0 || entries.length > bounds.maxFiles) break;
    entries.push(...some);
  }
  const deeper =
    depth === bounds.maxDepth
      ? []
      : await Promise.all(entries.filter(isFolder).map((one) => filesIn(one, bounds, depth + 1)));
  return [...entries.filter(isFile), ...deeper.flat()];
}

function fileAt(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry | null): entry is FileSystemDirectoryEntry {
  return entry !== null && entry.isDirectory;
}
