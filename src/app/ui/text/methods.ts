/** Sentences of the other methods, on Evaluate. */
import type { Knowledge } from '../../../dataset/knowledge';
import { lackTexts, needsText, outcomeText } from '../../../present/text/gallery';
import { duration, listOf, percent, plural } from '../../../present/text/format';
import type { AboutMethod, MethodCost, MethodFamily, MethodNeed } from '../../../evaluation/methods/method';
import type { MethodState, MethodStates } from '../../session/methods/methodQueue';

export const methodsText = {
  title: 'Other methods',
  about:
    'On the same data and held-out perturbations. An edge that methods with different assumptions find is likelier to be true.',
  waiting: 'They appear here when there is a data set.',
  run: 'Run',
  again: 'Run again',
  cancel: 'Cancel',
  cancelAll: 'Cancel all',
  download: 'Download edges (TSV)',
  compare: 'Compare with the model',
  results: 'Results',
  agreement: 'Agreement',
  allMethods: 'All methods',
  chooseNetwork: 'Choose a known network',
  otherNetwork: 'Another network',
  longest: 'Longest run',
  queued: 'Waiting for a free core',
  cancelled: 'Cancelled',
  settings: 'Settings',
  cells: 'Group of cells',
  cellsAbout: 'Training cells of a group, or of those picked under Cells on Explore.',
  allCells: 'All training cells',
  embeddings: 'Embeddings of genes',
  embeddingsAbout: 'Numbers of genes from a pretrained model: .csv, .npy with names, .h5ad.',
  chooseFile: 'Choose file',
  removeFile: 'Remove',
  counts: 'In consensus',
  own: 'Modulode',
  likeness: 'How alike the rankings are',
  likenessAbout: 'Rank correlation of the scores of all pairs: the fuller the colour, the more alike.',
  noneAgreed: 'No edge is among the strongest of two families.',
  unsigned: 'The scores of this method have no signs.',
} as const;

/** Groups of methods by what they answer, in this order. */
export const questionsOfFamilies: Readonly<Record<MethodFamily, string>> = {
  effects: 'What does each perturbation change?',
  order: 'What does each perturbation change?',
  regression: 'Which genes predict each gene?',
  trees: 'Which genes predict each gene?',
  spline: 'Which genes predict each gene?',
  autoencoder: 'Which genes predict each gene?',
  acyclic: 'Which network without feedback fits?',
  dynamics: 'Which dynamics fit?',
  covariance: 'Which dynamics fit?',
  consensus: 'On what do the methods agree?',
  links: 'Need a large known network',
};

/** Beside the methods that learn from a known network: the least they take, and docs/methods/links.md, "From which size". */
export const linksLine =
  'run with edges of 4 regulators; five are near chance for regulators without known edges';

export const longestChoices = [
  { value: 5, label: '5 s' },
  { value: 60, label: '1 min' },
  { value: 600, label: '10 min' },
  { value: Infinity, label: 'any time' },
] as const;

export function runAllText(count: number, seconds: number): string {
  return count === 0 ? 'Run all' : `Run all (${count}, ${timeText(seconds)})`;
}

/** Less memory than this is not worth a word, in bytes. */
const WORTH_TELLING = 1e9;

/** 'about 4 s', 'about 3 min, 2.1 GB' */
export function costText({ seconds, bytes }: MethodCost): string {
  return bytes < WORTH_TELLING ? timeText(seconds) : `${timeText(seconds)}, ${(bytes / 1e9).toFixed(1)} GB`;
}

function timeText(seconds: number): string {
  return seconds < 1 ? 'under 1 s' : `about ${duration(seconds)}`;
}

export function needsLine(about: Pick<AboutMethod, 'needs' | 'signed' | 'predicts' | 'readsPrior'>): string {
  return `Needs ${needsText(about.needs)}. ${outcomeText(about)}`;
}

/** What methods that learn from a known network need, where none is given. */
export function uninformedText(methods: readonly Pick<AboutMethod, 'title'>[]): string {
  return `${methods.length} methods learn from known edges which other gene pairs are linked: ${listOf(
    methods.map(({ title }) => title),
    methods.length,
  )}. They need a known network with edges of at least four candidate regulators, chosen under Knowledge; no training is needed.`;
}

/** Which network methods learn from. */
export function informedText({ name, coverage }: Pick<Knowledge, 'name' | 'coverage'>): string {
  return `They learn from ${name}: ${plural(coverage.edges.covered, 'edge')} of ${plural(coverage.regulators.covered, 'candidate regulator')}.`;
}

export function lackText(lack: MethodNeed | 'cells'): string {
  return lack === 'cells' ? 'A link holds no cells: open the data to run methods.' : lackTexts[lack];
}

/** 'GATA1 → KLF1, …': activation, repression or no sign. */
export function edgeText(source: string, target: string, sign: number): string {
  return `${source} ${sign < 0 ? '⊣' : '→'} ${target}`;
}

export function sharedText(shared: number, of: number): string {
  return `${shared} of ${of}`;
}

export function agreedTitle(families: number): string {
  return `Edges of several families (${families} in all)`;
}

/** What the agreement is measured with. */
export function agreedAbout(edges: number, everyFamily: number, families: number): string {
  const are = everyFamily === 1 ? 'is' : 'are';
  return `${plural(everyFamily, 'edge')} ${are} among the ${edges} strongest of each of the ${families} families. ${edges} is the number of edges on Explore.`;
}

/** 'Picked: Lasso (120 cells)' */
export function pickedGroupText(name: string, cells: number): string {
  return `Picked: ${name} (${plural(cells, 'cell')})`;
}

/** Title of a method with the cells at which it was read. */
export function titleAt(title: string, cells: string | null): string {
  return cells === null ? title : `${title} (${cells})`;
}

export function failedText(why: string): string {
  return why === '' ? 'The method failed.' : `The method failed: ${why}`;
}

/** 'GENIE3 42 %, GRNBoost2 10 %; 3 waiting', or how many have ended. */
export function statusText(states: MethodStates, abouts: readonly AboutMethod[]): string {
  const titlesIn = (phase: MethodState['phase']) =>
    abouts.filter(({ name }) => states[name]?.phase === phase);
  const running = titlesIn('running').map(({ name, title }) => {
    const state = states[name];
    return state?.phase === 'running' ? `${title} ${percent(state.share)}` : title;
  });
  const waiting = titlesIn('queued').length;
  if (running.length > 0)
    return [running.join(', '), waiting > 0 && `${waiting} waiting`].filter(Boolean).join('; ');
  const [done, failed] = [titlesIn('done').length, titlesIn('failed').length];
  return [done > 0 && `${plural(done, 'method')} finished`, failed > 0 && `${failed} failed`]
    .filter(Boolean)
    .join(', ');
}

export function likenessTitle(networks: number): string {
  return `Rank correlations of ${networks} networks`;
}

export function agreedTitleOf(edges: number, families: number): string {
  return `${plural(edges, 'edge')} of at least two of ${families} families`;
}

export const agreedNote = 'Wide and full in colour: many families.';

/** The paragraph for a paper. */
export const methodsTexts = {
  title: 'Methods and citations',
  what: 'Written from the settings and results of this run. Check it against your experiment before it goes into a paper.',
  none: 'They are written from a finished run with its cells; a link has none.',
  copied: 'Copied.',
  notCopied: 'Copying is blocked by this browser: select the text, or download it.',
  row: 'A paragraph for your paper, with its sources.',
  open: 'Methods and citations…',
} as const;
