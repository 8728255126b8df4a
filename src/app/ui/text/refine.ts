/** Known edges against measured responses, and their revision, on the page. */
import type { KnownView } from '../../session/methods/compared';

export const refineText = {
  views: 'Compare known edges with',
  view: {
    network: 'Network',
    responses: 'Measured responses',
    revisions: 'Revisions',
  } satisfies Readonly<Record<KnownView, string>>,
  waiting: 'Comparing known edges with the measured responses …',
  lost: 'The comparison ended unexpectedly',
  again: 'Try again',
  none: 'No measured response to compare with',
  how: 'A response is a mean shift above 0.5 SD with a false discovery rate below 0.05. It may act through other genes, so a confirmed edge may be indirect.',
  agreement: 'Agreement (F1)',
  agreementHint:
    'F1 of each class with the measured responses; “knowledge”: agreement with the known edges; “balanced”: both combined. Predictions are from fits without the perturbation.',
  edges: 'Known and new edges with their measured responses',
  revisions: 'Revisions of known edges',
  isNew: 'new',
  newHint: 'Among the strongest edges of the network, but not known',
  downloadResponses: 'Table (TSV)',
  downloadRevisions: 'Revisions (TSV)',
  downloadRefined: 'Refined edges (TSV)',
  downloadSif: 'Refined edges (SIF)',
  undoAll: 'Undo all',
  makeAll: 'Apply all',
  made: {
    short: 'Applied',
    of: (source: string, target: string) => `Apply this revision: ${source} → ${target}`,
  },
  unchanged: 'The measured responses change no known edge.',
  support: 'Support',
  supportHint:
    'Increase of the misfit (nats) if only this revision is undone; about 2 per response explained',
} as const;
