/** What a kind of broken file is to the test that breaks it. For tests. */
import type { Random } from '../../src/numerics/random';
import type { ExpressionSource } from '../../src/dataset/source';
import { denseOf, fixtureBytes } from '../fixtures/readers/fixture';
import { alone } from '../../src/dataset/readers/group';
import { openFile } from '../../src/dataset/readers/open';

export type Bytes = Uint8Array<ArrayBuffer>;

export interface Target {
  readonly format: string;
  /** Broken in one way, and opened. */
  readonly broken: (random: Random) => Broken;
}

interface Broken {
  readonly open: () => Promise<ExpressionSource>;
  /** Why what was read is wrong; null where it is what it was, or what a naive reader finds in the broken file. */
  readonly fault: (source: ExpressionSource) => Promise<string | null>;
}

type Matrices = Readonly<Record<string, number[][]>>;

export const silent = () => undefined;

export const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export async function matricesOf(source: ExpressionSource): Promise<Matrices> {
  const found: Record<string, number[][]> = {};
  for (const { path } of source.opened.matrices) found[path] = await denseOf(source, path);
  return found;
}

export function openAlone(bytes: Bytes, name: string): Promise<ExpressionSource> {
  return openFile(alone(new File([bytes], name)), silent);
}

/** What the whole fixtures hold, each read once. */
export function originals(): (name: string) => Promise<Matrices> {
  const known = new Map<string, Promise<Matrices>>();
  return (name) => {
    const found = known.get(name) ?? openAlone(fixtureBytes(name), name).then(matricesOf);
    known.set(name, found);
    return found;
  };
}
