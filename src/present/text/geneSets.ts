/** Gene sets in words, the same on the page and in the terminal: collections that come with the app, errors of files, names for modules. */
import type { Species } from '../../dataset/factors/candidates';
import type { GeneSetError } from '../../share/exports/geneSetFile';
import { listOf } from './format';

/** Collections under public/sets (README.md there). */
export const collections = {
  hallmark: {
    name: 'Hallmark',
    file: 'hallmark.gmt.gz',
    species: ['human', 'mouse'],
    about: '50 broad states and responses',
    source: 'MSigDB hallmarks 7.0, Liberzon et al. 2015, Cell Systems 1:417. CC BY 4.0; symbols renewed.',
  },
  reactome: {
    name: 'Reactome pathways',
    file: 'reactome.gmt.gz',
    species: ['human', 'mouse'],
    about: '1,612 pathways of 10 to 300 genes',
    source: 'Reactome, September 2024, Milacic et al. 2024, Nucleic Acids Research 52:D672. CC0 1.0.',
  },
  go: {
    name: 'GO biological processes',
    file: 'go-processes.gmt.gz',
    species: ['human', 'mouse'],
    about: '4,319 processes of 15 to 700 genes',
    source:
      'Gene Ontology, July 2022, without electronic annotations, Gene Ontology Consortium 2023, Genetics 224:iyad031. CC BY 4.0; cut by size.',
  },
  'go-yeast': {
    name: 'GO Slim processes',
    file: 'go-slim-yeast.gmt.gz',
    species: ['yeast'],
    about: '131 processes of yeast',
    source: 'Saccharomyces Genome Database, 2023, Wong et al. 2023, Genetics 224:iyac191. CC BY 4.0.',
  },
} as const satisfies Record<string, Collection>;

interface Collection {
  readonly name: string;
  /** In public/sets. */
  readonly file: string;
  readonly species: readonly Species[];
  readonly about: string;
  /** Release, publication and licence. */
  readonly source: string;
}

export type CollectionName = keyof typeof collections;

export const collectionNames: readonly CollectionName[] = ['hallmark', 'reactome', 'go', 'go-yeast'];

export const byOrthologs = 'Human sets, by the orthologs of their genes in mouse.';

/** `genes` of the run. */
export function describeSetError(error: GeneSetError, genes: readonly string[]) {
  switch (error.tag) {
    case 'no-gene-sets':
      return {
        title: `${error.file} is no file of gene sets`,
        why:
          error.line === null
            ? 'It has no set with a member.'
            : `Line ${error.line} has no name, description and genes separated by tabs.`,
        next: 'Give a GMT file: name, description and genes of a set per line.',
      };
    case 'sets-unreadable':
      return {
        title: `${error.file} cannot be read`,
        why: error.detail,
        next: 'Give a GMT file, also packed with gzip.',
      };
    case 'sets-of-other-genes':
      return {
        title: `${error.file} has none of the modelled genes`,
        why: `Its names look like ${listOf(error.examples, 3)}; the run models ${listOf(genes, 3)}.`,
        next: 'Give gene sets of the same species and the same kind of names.',
      };
    default:
      return error satisfies never;
  }
}

const PREFIX = /^(HALLMARK|REACTOME|KEGG|KEGG_MEDICUS|BIOCARTA|PID|WP|GOBP|GOCC|GOMF|GO)_/;
/** Words of set names in capitals that stay so, beside those with a digit. */
const ABBREVIATIONS = new Set(
  'TNFA NFKB WNT TGF TGFB JAK STAT DNA RNA MTOR MYC UV KRAS AKT ATP ER NOTCH MAPK ERK BMP VEGF EGFR'.split(
    ' ',
  ),
);
/** Letters of a name of a module. */
const MAX_LETTERS = 60;

/** The name of a set as that of a module: 'HALLMARK_IL2_STAT5_SIGNALING' as 'IL2 STAT5 signaling', 'angiogenesis' as 'Angiogenesis'. */
export function setTitle(name: string): string {
  const isCapital = /^[A-Z0-9]+(_[A-Z0-9]+)+$/.test(name);
  const words = isCapital
    ? name
        .replace(PREFIX, '')
        .split('_')
        .map((word) => (/\d/.test(word) || ABBREVIATIONS.has(word) ? word : word.toLowerCase()))
        .join(' ')
    : name;
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return title.length <= MAX_LETTERS ? title : `${title.slice(0, MAX_LETTERS - 1).trimEnd()}…`;
}

/** p or q with two significant digits. */
export function probability(value: number): string {
  if (value >= 0.001 || value === 0) return String(Number(value.toPrecision(2)));
  const [digits = '', power = ''] = value.toExponential(1).split('e');
  return `${digits} × 10${superscript(power)}`;
}

function superscript(power: string): string {
  return power
    .replace('+', '')
    .replaceAll(/[-\d]/g, (sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.charAt(Number(sign))));
}
