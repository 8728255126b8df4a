/** Prior networks in words: how names are spelled, what of a network is covered, and what it gave. */
import type { Coverage, Knowledge } from '../../dataset/knowledge';
import type { TrainedEdges } from '../../evaluation/networks/truthComparison';
import { count, decimal, listOf, percent, plural, signed } from './format';

const spellings = {
  mouse: 'mouse symbols',
  'human-ensembl': 'human Ensembl ids',
  'mouse-ensembl': 'mouse Ensembl ids',
  systematic: 'systematic yeast names',
  capitals: 'upper-case symbols, as in human and yeast',
} as const;

type Spelling = keyof typeof spellings;

/** The spelling of more than half of the names; null where there is none. */
function spelled(names: readonly string[]): Spelling | null {
  const counts = new Map<Spelling, number>();
  for (const name of names) {
    const spelling = spellingOfOne(name);
    if (spelling !== null) counts.set(spelling, (counts.get(spelling) ?? 0) + 1);
  }
  const most = [...counts].find(([, times]) => 2 * times > names.length);
  return most?.[0] ?? null;
}

function spellingOfOne(name: string): Spelling | null {
  if (/^ENSG\d{11}/u.test(name)) return 'human-ensembl';
  if (/^ENSMUSG\d{11}/u.test(name)) return 'mouse-ensembl';
  if (/^Y[A-P][LR]\d{3}[CW](-[A-Z])?$/u.test(name)) return 'systematic';
  if (/^[A-Z][a-z]/u.test(name)) return 'mouse';
  return /^[A-Z][A-Z0-9-]*(orf\d+)?$/u.test(name) ? 'capitals' : null;
}

/** 'mouse symbols (Gata1, Spi1 and 40 more)', or names alone where they look like nothing known. */
export function spellingOf(names: readonly string[]): string {
  const spelling = spelled(names);
  const some = listOf(names, 3);
  return spelling === null ? some : `${spellings[spelling]} (${some})`;
}

/** A sentence where a network is spelled as of another species than the genes it was matched with; else null. */
export function spellingRemark(names: readonly string[], genes: readonly string[]): string | null {
  const [theirs, ours] = [spelled(names), spelled(genes)];
  if (theirs === null || ours === null || theirs === ours) return null;
  const isOtherSpecies = [theirs, ours].filter((one) => one.startsWith('mouse')).length === 1;
  return isOtherSpecies
    ? `Its names look like ${spellings[theirs]}, those of the data like ${spellings[ours]}. Names that differ only in case were matched. Use a network of the same species if there is one.`
    : null;
}

/** 'It covers 12 of 30 candidate regulators with 40 of its 8,427 edges, 21 of them with a sign.' */
export function coverageText({ regulators, edges, signs }: Coverage, candidates: number): string {
  return `It covers ${count(regulators.covered)} of ${plural(candidates, 'candidate regulator')} with ${count(edges.covered)} of its ${plural(edges.all, 'edge')}, ${count(signs.covered)} of them with a sign.`;
}

/** What was measured of a network; a link lacks the gains with replaced edges. */
type Found = Pick<Knowledge, 'asked' | 'strength' | 'gain' | 'shuffledGain'> &
  Partial<Pick<Knowledge, 'wrongGains'>>;

/** Whether the network was of use: a gain whose interval reaches 0, or that the shuffled network has too, is none. */
function hasHelped({ strength, gain, shuffledGain }: Found): boolean {
  return strength > 0 && gain !== null && gain.low > 0 && gain.mean > (shuffledGain ?? 0);
}

/** What a known network gave to a run, as a heading and sentences. */
export function knowledgeText(knowledge: Found): { readonly title: string; readonly text: string } {
  const { asked, strength, gain } = knowledge;
  if (asked === 0)
    return {
      title: 'The known network was not used',
      text: 'Strength 0 was chosen: only the data were used.',
    };
  const measured = gainText(knowledge);
  if (strength === 0)
    return {
      title: 'The known network did not help',
      text: `Cross-validation chose strength 0: the network was learned from the data alone.${measured}`,
    };
  const chosen =
    asked === 'auto' ? `Cross-validation chose strength ${strength}.` : `Strength ${strength}, as chosen.`;
  if (gain === null)
    return {
      title: 'The known network was used',
      text: `${chosen} Whether it helps cannot be measured on these data.`,
    };
  const title = hasHelped(knowledge) ? 'The known network helped' : 'The known network did not clearly help';
  return { title, text: `${chosen}${measured}` };
}

/** What agreement of a run with a reference is worth of which training was given some edges. */
export function trainedEdgesText({ name, strength, edges, given, uncovered }: TrainedEdges) {
  const { regulators, auprc, density } = uncovered;
  return {
    title:
      given === edges
        ? isNoEvidence
        : `The run was trained with ${trainedShareText({ edges, given })}: agreement on them is no evidence`,
    text: [
      `Known network: ${name}, strength ${strength}. Other methods were not given these edges.`,
      auprc === null
        ? 'It covers every regulator of this reference, so nothing here tests the learned network.'
        : `Test on ${plural(regulators, 'regulator')} without given edges: AUPRC ${decimal(auprc)}, ${decimal(auprc / density, 1)} × chance.`,
    ].join(' '),
  };
}

/** Beside an AUPRC: '46 % of these edges given in training: no evidence' */
export function trainedHint({ edges, given }: Pick<TrainedEdges, 'edges' | 'given'>): string {
  return `${percent(given / edges)} of these edges given in training: ${given === edges ? 'no' : 'weak'} evidence`;
}

/** '12 of these 26 edges (46 %)' */
function trainedShareText({ edges, given }: Pick<TrainedEdges, 'edges' | 'given'>): string {
  return `${count(given)} of these ${plural(edges, 'edge')} (${percent(given / edges)})`;
}

const isNoEvidence = 'The run was trained with these edges: agreement is no evidence';

/** In a link, where known edges are compared with a run that was given others. */
export function trainedElsewhereText({ name }: { readonly name: string | null }) {
  return {
    title: 'The run was trained with known edges that the link does not contain',
    text: `Known network: ${name ?? 'a file of the sender'}. Agreement with edges used in training is no evidence.`,
  };
}

/** What agreement of a run with the known network that it was given is worth. */
export function trainedWithText({ strength }: Pick<Knowledge, 'strength'>) {
  return strength > 0
    ? {
        title: isNoEvidence,
        text: `Strength ${strength}: these edges were favoured in training. Measured responses can test them; edges not used in training can test the network.`,
      }
    : {
        title: 'This known network was not used in training',
        text: 'Strength 0: the run learned from the data alone, so its agreement with these edges is evidence.',
      };
}

/** 'TRRUST v2, human. Knowledge helped. …' `name`: null where it is the file of another person. */
export function givenText({ name, ...found }: Found & { readonly name: string | null }): string {
  const { title, text } = knowledgeText(found);
  return `${name ?? 'A file of the sender'}. ${title}. ${text}`;
}

function gainText({ gain, shuffledGain, wrongGains = [] }: Found): string {
  // Exactly none where every fold chose strength 0.
  if (gain === null || (gain.low === 0 && gain.high === 0)) return '';
  const beside = shuffledGain === null ? '' : `; with shuffled edges ${change(shuffledGain)}`;
  const wrong = wrongGains.map(
    ({ share, gain: one }) => `; with ${percent(share)} of its edges replaced ${change(one)}`,
  );
  return ` Error on unseen perturbations, relative to the data alone: ${change(gain.mean)} [${change(gain.high)}, ${change(gain.low)}]${beside}${wrong.join('')}.`;
}

/** A gain as the change of the error. */
function change(gain: number): string {
  return `${signed(-100 * gain, 1)}\u00A0%`;
}
