/** Files of known edges, priors and gene sets, damaged as text, as JSON, as bytes and in their packing. */
import { gzipSync } from 'node:zlib';
import { writeH5ad } from '../../src/dataset/writers/h5ad';
import { edgesAmong, readPrior, readTruth } from '../../src/evaluation/networks/truthFile';
import { type Truth } from '../../src/evaluation/networks/truth';
import { networkFormats } from '../../src/network/formats/formats';
import { priorOn } from '../../src/network/prior';
import type { Random } from '../../src/numerics/random';
import { geneSetsOf } from '../../src/share/exports/geneSetFile';
import { npy } from '../support/dataset/npy';
import { sampleDocument } from '../support/network/sampleDocument';
import { alienPrototype, type FuzzFormat, readingOf } from './case';
import { mutated } from './mutate';
import { encoded, mutatedJson, mutatedText, pick } from './mutateText';

const genes = ['POU5F1', 'EOMES', 'GATA1', 'SPI1', 'KLF1', 'TAL1', 'RUNX1', 'MYB', 'FLI1', 'ERG'];
const regulators = genes.slice(0, 4);

interface Sample {
  readonly name: string;
  readonly text: string;
}

async function written(format: keyof typeof networkFormats): Promise<Sample> {
  const write = await networkFormats[format].load();
  return { name: `known.${networkFormats[format].ending}`, text: write(sampleDocument(genes)) };
}

const motifs = [
  ',,Enrichment,Enrichment,Enrichment',
  ',,AUC,Context,TargetGenes',
  'TF,MotifID,,,',
  `GATA1,m1,0.1,"frozenset({'weight>75.0%', 'activating'})","[('KLF1', 0.46), ('SPI1', 2.5)]"`,
].join('\n');

const EDGES: readonly Sample[] = [
  ...(await Promise.all(
    (['tsv', 'sif', 'graphml', 'cx2', 'cyjs', 'regulons', 'pyscenic', 'decoupler'] as const).map(written),
  )),
  {
    name: 'trrust.tsv',
    text: 'GATA1\tKLF1\tActivation\t1;2\nSPI1\tKLF1\tRepression\t3\nMYB\tERG\tUnknown\t4\n',
  },
  {
    name: 'dorothea.csv',
    text: 'tf,confidence,target,mor\nGATA1,A,KLF1,1\nSPI1,C,MYB,-1\nTAL1,E,FLI1,0\n',
  },
  {
    name: 'omnipath.tsv',
    text: 'source\ttarget\tsource_genesymbol\ttarget_genesymbol\tis_stimulation\tis_inhibition\nP1\tP2\tGATA1\tKLF1\tTrue\tFalse\nP1\tP3\tSPI1\tMYB\tFalse\tTrue\n',
  },
  { name: 'matrix.tsv', text: '\tGATA1\tSPI1\nKLF1\t1\t0\nMYB\t-1\t0\nERG\t0.0\t\nFLI1\t0\tNA\n' },
  {
    name: 'base.csv',
    text: ',peak_id,gene_short_name,GATA1,SPI1\n0,chr1_1_2,KLF1,1.0,0.0\n1,chr1_3_4,MYB,0.0,1.0\n',
  },
  { name: 'regulons.csv', text: motifs },
  { name: 'regulons.json', text: '{"GATA1(+)": ["KLF1", "MYB"], "SPI1": {"represses": ["ERG"]}}' },
  {
    name: 'regulons.yaml',
    text: 'GATA1(+):\n  - KLF1\n  - MYB\nSPI1:\n  represses: [ERG]\n  anchor: &a [KLF1]\n  again: *a\n',
  },
];

/** Packed or not; damaged within, or around. */
function packed(
  text: string,
  name: string,
  random: Random,
): { file: File; content: Uint8Array<ArrayBuffer> } {
  const bytes = encoded(text);
  if (random.integer(6) > 0) return { file: new File([bytes], name), content: bytes };
  const gzip = new Uint8Array(gzipSync(bytes));
  const content = random.integer(2) === 0 ? mutated(gzip, random) : gzip;
  return { file: new File([content], `${name}.gz`), content };
}

function damagedText({ name, text }: Sample, random: Random): string {
  return /json|cx2|cyjs/u.test(name) ? mutatedJson(text, random) : mutatedText(text, random);
}

/** Every edge has names and a sign, and the genes of a run can be matched with them. */
function truthFault(truth: Truth): string | null {
  const wrong = truth.edges.find(
    ({ source, target, sign, confidence = 1 }) =>
      typeof source !== 'string' ||
      typeof target !== 'string' ||
      ![-1, 0, 1].includes(sign) ||
      !(confidence >= 0 && confidence <= 1),
  );
  if (wrong) return `An edge is ${JSON.stringify(wrong).slice(0, 200)}.`;
  const alien = alienPrototype(truth);
  if (alien !== null) return `${alien} has another prototype.`;
  priorOn(truth.edges, truth.name, genes, regulators);
  return null;
}

const edgeFormat: FuzzFormat = {
  name: 'known edges',
  draw(random) {
    const sample = pick(random, EDGES, { name: '', text: '' });
    const name = random.integer(8) === 0 ? pick(random, EDGES, sample).name : sample.name;
    const { file, content } = packed(damagedText(sample, random), name, random);
    return { content, read: async () => readingOf(await readTruth(file), truthFault) };
  },
};

const scores = Float32Array.from({ length: genes.length ** 2 }, (_, at) => Math.sin(at));
const names = `${genes.join('\n')}\n`;
const embedding = `10 3\n${genes.map((gene, row) => [gene, scores[row], scores[row + 9], 0.5].join(' ')).join('\n')}\n`;
const attention = [
  ['', ...genes].join(','),
  ...genes.map((gene, row) => [gene, ...scores.slice(10 * row, 10 * row + 10)].join(',')),
].join('\n');

const annData = await writeH5ad({
  values: new Float32Array(genes.length),
  encoding: 'dense',
  cellNames: ['c'],
  geneNames: genes,
  obs: {},
  varm: { X_gene: scores.slice(0, 2 * genes.length) },
  uns: {},
});

const priorFormat: FuzzFormat = {
  name: 'priors',
  draw(random) {
    const which = random.integer(4);
    const isTable = which < 2;
    const bytes = isTable
      ? encoded(mutatedText(which === 0 ? embedding : attention, random))
      : mutated(which === 2 ? npy('10, 10', scores) : annData, random);
    const file = new File(
      [bytes],
      ['vectors.txt', 'attention.csv', 'attention.npy', 'model.h5ad'][which] ?? '',
    );
    const beside = new File([random.integer(3) === 0 ? mutatedText(names, random) : names], 'genes.txt');
    return {
      content: bytes,
      read: async () =>
        readingOf(await readPrior(file, beside), async (prior) => truthFault(await edgesAmong(prior, genes))),
    };
  },
};

const sets =
  'HALLMARK_HEME\thttp://example.org\tGATA1\tKLF1\tTAL1\nSET B\t\tSPI1\tMYB\n# a comment\nREACTOME_X\tx\tERG\n';
const orthologs = 'Gata1\tGATA1\nSpi1\tSPI1\tERG\n';

const setFormat: FuzzFormat = {
  name: 'gene sets',
  draw(random) {
    const { file, content } = packed(mutatedText(sets, random), 'sets.gmt', random);
    const other =
      random.integer(3) === 0 ? new File([mutatedText(orthologs, random)], 'orthologs.tsv') : null;
    return {
      content,
      read: async () =>
        readingOf(await geneSetsOf(file, other, genes), ({ sets: found }) =>
          found.every(({ members }) => members.every((member) => member >= 0 && member < genes.length))
            ? null
            : 'A member is no gene.',
        ),
    };
  },
};

export const knowledgeFormats: readonly FuzzFormat[] = [edgeFormat, priorFormat, setFormat];
