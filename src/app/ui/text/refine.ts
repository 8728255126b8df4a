/** Known edges against measured responses, and their revision, on the page. */
import type { KnownView } from '../../session/methods/compared';

export const refineText = {
  views: 'Known edges beside',
  view: {
    network: 'Network',
    responses: 'Measured responses',
    revisions: 'Revisions',
  } satisfies Readonly<Record<KnownView, string>>,
  waiting: 'Comparing known edges with the measured responses …',
  lost: 'The comparison ended unexpectedly',
  again: 'Try again',
  none: 'No measured response to compare with',
  how: 'A response is a mean shift above 0.5 SD with a false discovery rate below 0.05. It may pass through other genes: a confirmed edge need not be direct.',
  agreement: 'Agreement (F1)',
  agreementHint:
    'F1 of each class with the measured responses; “knowledge” is agreement with what the known edges say; “balanced” joins both. Predictions are those of fits without the perturbation.',
  edges: 'Known and new edges with their measured responses',
  revisions: 'Revisions of known edges',
  isNew: 'new',
  newHint: 'Among the strongest edges of the network, and not known',
  downloadResponses: 'Table (TSV)',
  downloadRevisions: 'Revisions (TSV)',
  downloadRefined: 'Refined edges (TSV)',
  downloadSif: 'Refined edges (SIF)',
  undoAll: 'Undo all',
  makeAll: 'Make all',
  made: {
    short: 'Made',
    of: (source: string, target: string) => `Make this revision: ${source} → ${target}`,
  },
  unchanged: 'The measured responses revise no known edge.',
  support: 'Support',
  supportHint:
    'Rise of the misfit, in nats, if this revision alone is undone; about 2 per response that it explains',
} as const;
