/** The comparison of runs on the page: networks, then effects. */
import { count, joined, percent, sentence } from '../../../present/text/format';

export const compareText = {
  title: 'Compare',
  first: 'First',
  second: 'Compared with',
  choose: 'Choose …',
  empty: 'Choose a kept run, open a run file or a file of known edges, or paste a link.',
  onScreen: (name: string) => `On screen: ${name}`,
  known: (name: string) => `Known edges: ${name}`,
  given: (name: string) => `Known network of this run: ${name}`,
  file: 'Run file or known edges',
  chooseFile: 'Choose file…',
  link: 'Link',
  compareLink: 'Compare link',
  networks: 'Both networks',
  ofRuns: 'Networks',
  ofLink: 'Network of a link',
  edges: 'Strongest edges compared',
  edgesOf: (edges: number, most: number) => `top ${count(edges)} of ${count(most)}`,
  nothingShared:
    'These networks cannot share an edge, because their genes or candidate regulators differ. Names are matched regardless of case.',
  noNetwork: 'This link contains effects but no network.',
  figure: (first: string, second: string) =>
    `Networks of ${first} and ${second}; each gene has the same position in both. The table lists the same edges.`,
  omitted: (genes: string) => `Not drawn: ${genes} without a compared edge.`,
  origin: (program: string, first: string, second: string) =>
    `Modulode ${program}. First: ${first}. Second: ${second}`,
  /** null where both may be interpreted. */
  doubt: (first: string | null, second: string | null) =>
    first === null && second === null
      ? null
      : joined(first && `First: ${sentence(first)}`, second && `Second: ${sentence(second)}`),
  places: 'Gene positions are those of the first network.',
  modules: 'Matched modules',
  noModules: 'One of the networks has no modules of the shared genes.',
  adjustedRand: (value: string) =>
    `Adjusted Rand index over shared genes: ${value}. Modules are matched one to one by the Jaccard index of their genes, highest first.`,
  table: 'Edges of both networks',
  all: 'All',
  knownTable: 'Edges of the network and known edges',
  unknownSign: 'unknown',
  noneOfThese: (name: string) =>
    `${name} has no edge between the candidate regulators and genes of this network.`,
  showInNetwork: 'Show in the network',
  downloadTable: 'Table (TSV)',
  downloadSvg: 'Figure (SVG)',
  downloadPng: 'Figure (PNG)',
} as const;

/** The comparison of effects. */
export const comparedEffectsText = {
  title: 'Effects',
  picture: 'Genes changed in either run',
  measuring: (share: number) => `Measuring the effects of both runs: ${percent(share)}`,
  lost: (detail: string) => `The effects could not be measured: ${detail}`,
  /** Which sides have none. */
  missing: (first: boolean, second: boolean) =>
    `${first && second ? 'Neither run has' : `The ${first ? 'first' : 'second'} has no`} tested effects. Compare run files or kept runs, which include the cells.`,
  listed: 'Links have no cells, so differences are not tested; compare run files or kept runs instead.',
  genes: (label: string) => `Genes of ${label}`,
  perturbations: 'Perturbations in both runs',
  target: (gene: string) => `${gene} (target)`,
  more: 'Details of the comparison',
  downloadTable: 'Effects (TSV)',
  captions: (first: string, second: string) => `First: ${first}. Second: ${second}.`,
} as const;
