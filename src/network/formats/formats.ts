/**
 * Registry of network formats. Menus, the command line and its help derive from it (their words are in present/text/exports.ts); the code
 * of a format is loaded on first use.
 */
import type { NetworkDocument } from './document';

interface NetworkFormat {
  /** File name suffix after the name of the data. */
  readonly ending: string;
  /** Default selection of edges: those drawn, or all. */
  readonly edges: 'drawn' | 'all';
  /** Whether it holds positions of genes. */
  readonly places: boolean;
  readonly load: () => Promise<(document: NetworkDocument) => string>;
}

const all = { edges: 'all', places: false } as const;
const drawn = { edges: 'drawn', places: false } as const;
const drawing = { edges: 'drawn', places: true } as const;

export const networkFormats = {
  tsv: { ...all, ending: 'edges.tsv', load: async () => (await import('./edgeLists')).edgeTable },
  sif: { ...drawn, ending: 'sif', load: async () => (await import('./edgeLists')).sif },
  graphml: { ...drawing, ending: 'graphml', load: async () => (await import('./graphml')).graphml },
  cx2: { ...drawing, ending: 'cx2', load: async () => (await import('./cytoscape')).cx2 },
  cyjs: { ...drawing, ending: 'cyjs', load: async () => (await import('./cytoscape')).cyjs },
  gmt: { ...drawn, ending: 'modules.gmt', load: async () => (await import('./geneSets')).modulesGmt },
  regulons: { ...drawn, ending: 'regulons.gmt', load: async () => (await import('./geneSets')).regulons },
  pyscenic: { ...all, ending: 'adjacencies.csv', load: async () => (await import('./edgeLists')).pyscenic },
  decoupler: { ...all, ending: 'decoupler.csv', load: async () => (await import('./edgeLists')).decoupler },
} as const satisfies Readonly<Record<string, NetworkFormat>>;

export type NetworkFormatName = keyof typeof networkFormats;
