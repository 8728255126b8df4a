/** Formats that a network is exported in. */
import type { ExportFormat } from '../../share/exports/networkExport';

interface ExportText {
  readonly name: string;
  /** In a list of formats. */
  readonly short: string;
  readonly hint: string;
}

export const exportTexts: Readonly<Record<ExportFormat, ExportText>> = {
  tsv: { name: 'Edges (TSV)', short: 'TSV', hint: 'signed, ranked, with stability' },
  cx2: { name: 'Network for Cytoscape (CX2)', short: 'CX2', hint: 'with style and layout; also for NDEx' },
  graphml: { name: 'Network as GraphML', short: 'GraphML', hint: 'Gephi, igraph, networkx' },
  cyjs: { name: 'Network for Cytoscape.js (JSON)', short: 'Cytoscape.js', hint: 'web pages' },
  sif: { name: 'Network as SIF', short: 'SIF', hint: 'signs, no weights' },
  gmt: { name: 'Modules as gene sets (GMT)', short: 'Modules', hint: 'enrichment' },
  regulons: {
    name: 'Regulons as gene sets (GMT)',
    short: 'Regulons',
    hint: 'TF(+), TF(-), for AUCell',
  },
  decoupler: { name: 'Edges for decoupler (CSV)', short: 'decoupler', hint: 'source, target, weight' },
  pyscenic: { name: 'Edges for pySCENIC (CSV)', short: 'pySCENIC', hint: 'importance, no sign' },
  h5ad: {
    name: 'Predictions as AnnData (h5ad)',
    short: 'h5ad',
    hint: 'with measured values, for scanpy',
  },
  ipynb: {
    name: 'Notebook of the figures (ipynb)',
    short: 'Notebook',
    hint: 'plots the h5ad in matplotlib',
  },
};
