/** What the formats of a run are called and good for: in the page's menus and in a terminal. */
import type { ExportFormat } from '../../share/exports/exportFormats';

interface ExportText {
  readonly name: string;
  /** Beside others of its kind. */
  readonly short: string;
  readonly hint: string;
}

export const exportTexts: Readonly<Record<ExportFormat, ExportText>> = {
  tsv: { name: 'Edges (TSV)', short: 'TSV', hint: 'signed, ranked, with stability' },
  cx2: { name: 'Network for Cytoscape (CX2)', short: 'CX2', hint: 'styled, with places; NDEx too' },
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
    hint: 'beside measured, for scanpy',
  },
};
