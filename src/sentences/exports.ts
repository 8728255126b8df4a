/** What the formats of a run are called and good for: in the page's menu and in a terminal. */
import type { ExportFormat } from '../snapshot/exports/exportFormats';

export const exportTexts: Readonly<Record<ExportFormat, { readonly name: string; readonly hint: string }>> = {
  tsv: { name: 'Edges (TSV)', hint: 'every regulator → gene pair, signed and ranked' },
  cx2: { name: 'Cytoscape (CX2)', hint: 'the strongest edges, styled, with places; NDEx reads it too' },
  graphml: { name: 'GraphML', hint: 'the strongest edges, for Gephi, igraph, networkx' },
  cyjs: { name: 'Cytoscape.js (JSON)', hint: 'the strongest edges, for web pages and Cytoscape' },
  sif: { name: 'SIF', hint: 'the strongest edges, without weights' },
  gmt: { name: 'Modules (GMT)', hint: 'gene sets for enrichment' },
  regulons: { name: 'Regulons (GMT)', hint: 'targets of each regulator, TF(+) and TF(-), for AUCell' },
  decoupler: { name: 'decoupler (CSV)', hint: 'every edge: source, target, weight' },
  pyscenic: { name: 'pySCENIC (CSV)', hint: 'every edge: TF, target, importance, without sign' },
  h5ad: { name: 'AnnData (h5ad)', hint: 'predicted and measured changes, network and modules, for scanpy' },
};
