/** Gene sets from a file, matched with the genes of a run: GMT, also packed with gzip, with the orthologs of another species where these are given. */
import { decoded } from '../../dataset/readers/text/encoding';
import { byteChunks, joined } from '../../dataset/readers/bytes';
import { DatasetFailure, type Outcome } from '../../dataset/errors';
import { type KnownSet, setsAmong } from '../../network/enrichment';
import { type GeneSet, parseGeneSets } from '../../network/formats/geneSets';

export type GeneSetError =
  /** `line` from 1: it is no set; null: the file has no set with a member. */
  | { readonly tag: 'no-gene-sets'; readonly file: string; readonly line: number | null }
  | { readonly tag: 'sets-unreadable'; readonly file: string; readonly detail: string }
  /** `examples`: names in the file. */
  | { readonly tag: 'sets-of-other-genes'; readonly file: string; readonly examples: readonly string[] };

export interface GeneSetsOfRun {
  /** Sets with a modelled gene. */
  readonly sets: readonly KnownSet[];
  /** Number of sets in the file. */
  readonly given: number;
}

/** Bytes of text; a larger file holds no gene sets. */
const MAX_TEXT = 64_000_000;

/** `orthologs`: lines of a gene of the sets and its genes in the species of the run, where they differ in more than case. */
export async function geneSetsOf(
  file: File,
  orthologs: File | null,
  genes: readonly string[],
): Promise<Outcome<GeneSetsOfRun, GeneSetError>> {
  const text = await textOf(file);
  if (!text.ok) return text;
  const read = parseGeneSets(text.value);
  if (!read.ok && 'most' in read)
    return unreadable(file, `It has more than ${read.most / 1e6} million lines and genes.`);
  if (!read.ok) return { ok: false, error: { tag: 'no-gene-sets', file: file.name, line: read.line } };
  const others = orthologs && (await textOf(orthologs));
  if (others && !others.ok) return others;
  const sets = await setsAmong(genes, others ? translated(read.sets, others.value) : read.sets);
  if (sets.length > 0) return { ok: true, value: { sets, given: read.sets.length } };
  const examples = read.sets[0]?.members.slice(0, 3) ?? [];
  return { ok: false, error: { tag: 'sets-of-other-genes', file: file.name, examples } };
}

/** Genes without a line keep their name, which another species writes in another case. */
function translated(sets: readonly GeneSet[], orthologs: string): readonly GeneSet[] {
  const lines = orthologs.split('\n').map((line) => line.split('\t'));
  const own = new Map(lines.map(([name = '', ...others]) => [name, others]));
  return sets.map(({ name, members }) => ({
    name,
    members: members.flatMap((member) => own.get(member) ?? [member]),
  }));
}

function unreadable(file: File, detail: string): Outcome<never, GeneSetError> {
  return { ok: false, error: { tag: 'sets-unreadable', file: file.name, detail } };
}

async function textOf(file: File): Promise<Outcome<string, GeneSetError>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of byteChunks(file, () => undefined)) {
      length += part.length;
      if (length > MAX_TEXT) return unreadable(file, `It holds more than ${MAX_TEXT / 1e6} MB of text.`);
      parts.push(part);
    }
  } catch (error) {
    return unreadable(file, error instanceof DatasetFailure ? 'It is damaged.' : String(error));
  }
  return { ok: true, value: decoded(joined(parts)) };
}
