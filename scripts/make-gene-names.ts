/**
 * Writes the tables of gene names and identifiers: `node scripts/run.mjs scripts/make-gene-names.ts HUMAN MOUSE YEAST FULL`: gzipped tables
 * with the columns symbol, aliases, previous and ensembl (separated by '|') and, where known, entrez, systematic, sgdid, and locus_group or
 * type; FULL holds lines of the NCBI Gene number of human genes and their full name. Sources and licences: src/dataset/names/README.md.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

const folder = 'src/dataset/names';

export async function main(paths: readonly string[]): Promise<number> {
  const [human, mouse, yeast, full] = paths;
  if (!human || !mouse || !yeast || !full) {
    console.error('usage: node scripts/run.mjs scripts/make-gene-names.ts HUMAN MOUSE YEAST FULL');
    return 2;
  }
  await mkdir(`${folder}/identifiers`, { recursive: true });
  for (const [species, path] of Object.entries({ human, mouse, yeast })) {
    const genes = await genesAt(path);
    const lines = unambiguous(genes);
    await writeFile(`${folder}/identifiers/${species}.txt`, `${identified(genes).join('\n')}\n`);
    await writeFile(`${folder}/${species}.txt`, `${lines.toSorted().join('\n')}\n`);
    console.log(`${folder}/${species}.txt: ${lines.length} genes`);
  }
  const named = fullNames(await genesAt(human), await readFile(full, 'utf8'));
  await writeFile(`${folder}/fullNames.txt`, `${named.join('\n')}\n`);
  console.log(`${folder}/fullNames.txt: ${named.length} genes`);
  return 0;
}

interface Gene {
  readonly symbol: string;
  /** Previous symbols, and the systematic name of yeast. */
  readonly previous: readonly string[];
  readonly aliases: readonly string[];
  /** Ensembl (the systematic name of yeast), and NCBI Gene or SGD; '' where unknown. */
  readonly identifiers: readonly [ensembl: string, other: string];
}

/** Genes that code for a protein; tables without such a column hold no others. */
const CODING = /^(protein-coding gene|ORF(?!:Dubious).*|)$/;

/** Standard names of yeast that a spreadsheet took for dates: '1-Oct' is OCT1. */
function symbolIn(text: string): string {
  const [, day, month] = /^(\d+)-([A-Z][a-z]{2})$/.exec(text) ?? [];
  return day && month ? `${month.toUpperCase()}${day}` : text;
}

/** Single letters and texts with blanks are no names. */
function namesIn(text: string): readonly string[] {
  return text.split('|').filter((name) => name.length > 1 && !/\s/.test(name));
}

async function genesAt(path: string): Promise<readonly Gene[]> {
  const [header = '', ...lines] = gunzipSync(await readFile(path))
    .toString('utf8')
    .split('\n');
  const columns = header.split('\t');
  const cell = (row: readonly string[], name: string) => row[columns.indexOf(name)] ?? '';
  return lines
    .map((line) => line.split('\t'))
    .filter((row) => cell(row, 'symbol') !== '' && CODING.test(cell(row, 'locus_group') || cell(row, 'type')))
    .map((row) => ({
      symbol: symbolIn(cell(row, 'symbol')),
      previous: [...namesIn(cell(row, 'previous')), ...namesIn(cell(row, 'systematic'))],
      aliases: namesIn(cell(row, 'aliases')),
      identifiers: [
        cell(row, 'ensembl') || cell(row, 'systematic'),
        cell(row, 'entrez') || cell(row, 'sgdid'),
      ],
    }));
}

const folded = (name: string) => name.toUpperCase();

/** Lines of the symbol and the names that mean this gene alone: approved before previous before alias. Genes without others are left out. */
function unambiguous(genes: readonly Gene[]): readonly string[] {
  const approved = new Set(genes.map(({ symbol }) => folded(symbol)));
  const previous = owners(genes, ({ previous: names }) => names);
  const aliases = owners(genes, ({ aliases: names }) => names);
  return genes.flatMap(({ symbol, ...gene }) => {
    const former = gene.previous.filter(
      (name) => !approved.has(folded(name)) && previous.get(folded(name)) === 1,
    );
    const others = gene.aliases.filter(
      (name) => !approved.has(folded(name)) && !previous.has(folded(name)) && aliases.get(folded(name)) === 1,
    );
    const distinct = new Map([...former, ...others].map((name) => [folded(name), name]));
    return distinct.size === 0 ? [] : [[symbol, ...distinct.values()].join('\t')];
  });
}

/** Lines of symbol, Ensembl and other identifier, of genes with any; stable identifiers without their prefix and leading zeros. */
function identified(genes: readonly Gene[]): readonly string[] {
  const lines = genes.flatMap(({ symbol, identifiers: [ensembl, other] }) => {
    const [short, rest] = [ensembl.split('|')[0] ?? '', other].map((id) =>
      id.replace(/^(ENS[A-Z]*G|S)0+/, ''),
    );
    return short || rest ? [[symbol, short, rest].join('\t')] : [];
  });
  return [...new Set(lines)].toSorted();
}

/** Lines of symbol and full name. */
function fullNames(genes: readonly Gene[], text: string): readonly string[] {
  const byNumber = new Map(
    text.split('\n').map((line) => {
      const [number = '', name = ''] = line.split('\t');
      return [number, name];
    }),
  );
  return genes
    .flatMap(({ symbol, identifiers: [, number] }) => {
      const name = byNumber.get(number);
      return name ? [`${symbol}\t${name}`] : [];
    })
    .toSorted();
}

/** Number of genes with each name. */
function owners(
  genes: readonly Gene[],
  namesOf: (gene: Gene) => readonly string[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const gene of genes)
    for (const name of new Set(namesOf(gene).map(folded))) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
