/** The files a run rests on, told apart by their whole content. */
import { createHash } from 'node:crypto';
import { fileAt } from '../files';

export interface InputFile {
  readonly name: string;
  readonly bytes: number;
  /** Of the whole file, in hex. */
  readonly sha256: string;
}

/** In the order of `paths`. Throws Failure where there is no such file. */
export async function inputsAt(paths: readonly string[]): Promise<readonly InputFile[]> {
  const inputs: InputFile[] = [];
  for (const path of paths) inputs.push(await inputAt(path));
  return inputs;
}

async function inputAt(path: string): Promise<InputFile> {
  const file = await fileAt(path);
  const hash = createHash('sha256');
  for await (const piece of file.stream()) hash.update(piece);
  return { name: file.name, bytes: file.size, sha256: hash.digest('hex') };
}

/** Names of files in `now` whose content is not that of the file at the same place in `before`. */
export function changedInputs(before: readonly InputFile[], now: readonly InputFile[]): readonly string[] {
  return now.filter(({ sha256 }, i) => sha256 !== before[i]?.sha256).map(({ name }) => name);
}
