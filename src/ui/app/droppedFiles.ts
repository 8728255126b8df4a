/** What was let go over the window: files, and those in folders that hold data. */
import { isDataName } from '../../dataset/readers/group';

const DEEPEST = 4;
const MOST_FILES = 200;

/** To be called while the event is handled: later, what was dropped cannot be asked for any more. */
export function droppedFiles(transfer: DataTransfer): Promise<readonly File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const files = [...transfer.files];
  return entries.some(isFolder) ? filesOf(entries.filter((entry) => entry !== null)) : Promise.resolve(files);
}

/** Where no file of a folder is known by its name, all of them are handed on, so that a reason can be given. */
async function filesOf(entries: readonly FileSystemEntry[]): Promise<readonly File[]> {
  const single = await Promise.all(entries.filter(isFile).map(fileAt));
  const folders = await Promise.all(entries.filter(isFolder).map((folder) => filesIn(folder, 1)));
  const inside = folders.flat().slice(0, MOST_FILES);
  const known = inside.filter(({ fullPath }) => isDataName(fullPath));
  return [...single, ...(await Promise.all((known.length > 0 ? known : inside).map(fileAt)))];
}

async function filesIn(folder: FileSystemDirectoryEntry, depth: number): Promise<FileSystemFileEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  // Browsers hand out a hundred at a time, and nothing at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (some.length === 0 || entries.length > MOST_FILES) break;
    entries.push(...some);
  }
  const deeper =
    depth === DEEPEST
      ? []
      : await Promise.all(entries.filter(isFolder).map((one) => filesIn(one, depth + 1)));
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
