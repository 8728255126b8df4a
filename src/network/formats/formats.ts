/**
 * Registry of network formats. Menus, the command line and its help derive from it (their words are in present/text/exports.ts); the code
 * of a format is loaded on first use.
 */
import type { NetworkDocument } from './document';

interface NetworkFormat {
  /** File name suffix after the name of the data. */
  readonly ending: string;
  /** Media type. */
  readonly type: string;
  /** Default selection of edges: those drawn, or all. */
  readonly edges: 'drawn' | 'all';
  /** Whether it holds positions of genes. */
  readonly places: boolean;
  readonly load: () => Promise<(document: NetworkDocument) => string>;
}

const tsv = 'text/tab-separated-values';

export const networkFormats = {
  tsv: {
    ending: 'edges.tsv',
    type: tsv,
    edges: 'all',
    places: false,
    load: async () => (await import('./edgeLists')).edgeTable,
  },
  sif: {
    ending: 'sif',
    type: 'text/plain',
    edges: 'drawn',
    places: false,
    load: async () => (await import('./edgeLists')).sif,
  },
  graphml: {
    ending: 'graphml',
    type: 'application/xml',
    edges: 'drawn',
    places: true,
    load: async () => (await import('./graphml')).graphml,
  },
  cx2: {
    ending: 'cx2',
    type: 'application/json',
    edges: 'drawn',
    places: true,
    load: async () => (await import('./cytoscape')).cx2,
  },
  cyjs: {
    ending: 'cyjs',
    type: 'application/json',
    edges: 'drawn',
    places: true,
    load: async () => (await import('./cytoscape')).cyjs,
  },
  gmt: {
    ending: 'modules.gmt',
    type: tsv,
    edges: 'drawn',
    places: false,
    load: async () => (await import('./geneSets')).modulesGmt,
  },
  regulons: {
    ending: 'regulons.gmt',
    type: tsv,
    edges: 'drawn',
    places: false,
    load: async () => (await import('./geneSets')).regulons,
  },
  pyscenic: {
    ending: 'adjacencies.csv',
    type: 'text/csv',
    edges: 'all',
    places: false,
    load: async () => (await import('./edgeLists')).pyscenic,
  },
  decoupler: {
    ending: 'decoupler.csv',
    type: 'text/csv',
    edges: 'all',
    places: false,
    load: async () => (await import('./edgeLists')).decoupler,
  },
} as const satisfies Readonly<Record<string, NetworkFormat>>;

export type NetworkFormatName = keyof typeof networkFormats;
