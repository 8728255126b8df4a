/** How the code of each predictor of links is loaded: a line each, by name. Not for the page, whose workers load it. */
import type { LinkMethod } from './link';

export const linkMethods: ReadonlyMap<string, () => Promise<LinkMethod>> = new Map([
  ['degree', async () => (await import('./baselines')).degree],
  ['pair-logistic', async () => (await import('./baselines')).pairLogistic],
  ['genelink', async () => (await import('./genelink')).genelink],
  ['gclink', async () => (await import('./genelink')).gclink],
  ['supgcl', async () => (await import('./supgcl')).supgcl],
  ['cvgae', async () => (await import('./variational')).cvgae],
  ['xatgrn', async () => (await import('./xatgrn')).xatgrn],
  ['grgnn', async () => (await import('./grgnn')).grgnn],
  ['deepmcl', async () => (await import('./deepmcl')).deepmcl],
]);
