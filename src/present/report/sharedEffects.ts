/** The effects of a screen as a link carries them. */
import { changesOf } from '../../effects/changes';
import type { GroupResponse } from '../../effects/groupResponse';
import type { MeasuredEffects } from '../../effects/measure';
import type { Told } from '../../effects/pairs';
import { program } from '../../inference/run/program';
import type {
  EffectsSnapshot,
  EffectsView,
  SharedContextLine,
  SharedContexts,
  SharedGroup,
  SharedPair,
  SharedPerturbation,
} from '../../share/effectsSnapshot';
import { dayOf, shortFingerprint } from '../../share/snapshot';
import { effectsRate, effectsSentences } from '../text/effects';
import { toldContexts } from './contexts';
import type { PerturbationLine } from './effects';
import { changedRows } from './geneRows';
import type { PairLine } from './pairs';
import type { ShownScreen } from './shownScreen';

/** What the sender adds; numbers are places among the labels and genes of the screen. */
export interface SharingOfEffects {
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Of the file. */
  readonly fingerprint: string;
  readonly view: EffectsView;
  readonly selected: number | null;
  readonly gene: number | null;
}

/** Genes that a group, or a member of it, names; the others are counted. */
const MOST_NAMED = 6;
const FARTHEST = 1000;

export function snapshotOfEffects(
  effects: MeasuredEffects,
  shown: ShownScreen,
  sharing: SharingOfEffects,
): EffectsSnapshot {
  const { lines, labels, genes, map, placed, groups, pairs, contexts } = shown;
  const places = new Map(lines.map(({ label }, place) => [label, place]));
  const placeOfLabel = (label: string) => places.get(label) ?? null;
  const placeOf = (perturbation: number) => placeOfLabel(labels[perturbation] ?? '');
  const geneOf = new Map(genes.map((gene, at) => [gene, at]));
  const known = (perturbations: readonly number[]) =>
    perturbations.map(placeOf).filter((place) => place !== null);
  return {
    title: sharing.title.trim(),
    day: dayOf(sharing.now),
    fingerprint: shortFingerprint(sharing.fingerprint),
    program,
    sentences: effectsSentences(shown),
    unit: shown.unit,
    isTested: shown.isTested,
    genes,
    perturbations: lines.map((line) => perturbationOf(effects, shown, line, placeOfLabel)),
    perturbationsLeftOut: 0,
    map: {
      rows: known(map.rows.map(({ perturbation }) => perturbation)),
      genes: map.genes.map((gene) => geneOf.get(gene) ?? 0),
      log2: map.log2,
      strong: Array.from(map.strong, (is) => is === 1),
      own: Array.from(map.own, (is) => is === 1),
      acting: map.acting,
    },
    placed: placed.flatMap(({ perturbation, group, x, y }) => {
      const place = placeOf(perturbation);
      return place === null ? [] : [{ perturbation: place, group, x, y }];
    }),
    groups: groups.map((group) => ({ ...groupOf(group), members: known(group.members) })),
    pairs: pairs.flatMap((pair) => pairOf(pair, placeOfLabel)),
    pairsLeftOut: 0,
    largerCombinations: shown.largerCombinations,
    ...(contexts && { contexts: carriedContexts(toldContexts(contexts, labels, placeOf)) }),
    // A link carries no curves of doses.
    view: sharing.view === 'doses' || (sharing.view === 'contexts' && !contexts) ? 'table' : sharing.view,
    selected: sharing.selected === null ? null : placeOf(sharing.selected),
    selectedGene: sharing.gene,
  };
}

const told = (value: number) => (Number.isNaN(value) ? null : value);

function perturbationOf(
  effects: MeasuredEffects,
  { labels, isTested, values }: ShownScreen,
  line: PerturbationLine,
  placeOfLabel: (label: string) => number | null,
): SharedPerturbation {
  const { label, kind, acts, isCompared, cells, guides, tested, increased, decreased } = line;
  const { onTarget, any, agreement, size, sizeLow, sizeHigh, responding } = line;
  const changes = changesOf(effects, labels.indexOf(label));
  return {
    label,
    kind,
    acts,
    isCompared,
    cells,
    guides,
    tested,
    increased,
    decreased,
    onTarget,
    own: line.own && told(line.own.log2),
    size: told(size),
    sizeInterval: Number.isNaN(sizeLow + sizeHigh) ? null : { low: sizeLow, high: sizeHigh },
    any: told(any),
    agreement: told(agreement),
    nearest: nearestOf(line, placeOfLabel),
    responding,
    guidesApart: changes.guides
      .filter(({ verdict }) => verdict !== 'agrees' && verdict !== 'not told')
      .map(({ name, verdict }) => ({ name, verdict })),
    changed: isCompared ? changedRows(changes, { isTested, values }, effectsRate) : [],
    changedLeftOut: 0,
  };
}

function nearestOf(
  { nearest }: PerturbationLine,
  placeOfLabel: (label: string) => number | null,
): SharedPerturbation['nearest'] {
  const perturbation = nearest && placeOfLabel(nearest.label);
  if (!nearest || perturbation === null) return null;
  const { similarity, low, high, relation } = nearest;
  return { perturbation, similarity: Math.max(-1, similarity), low, high, relation };
}

function groupOf({ common, apart }: GroupResponse): Omit<SharedGroup, 'members'> {
  return {
    common: common.slice(0, MOST_NAMED).map(({ gene, log2 }) => ({ gene, log2 })),
    allCommon: common.length,
    apart: apart.map(({ strength, genes }) => ({
      strength: told(strength) ?? 0,
      genes: genes.slice(0, MOST_NAMED).map(({ gene, log2, others }) => ({ gene, log2, others })),
      all: genes.length,
    })),
  };
}

function pairOf(line: PairLine, placeOfLabel: (label: string) => number | null): readonly SharedPair[] {
  const [pair, first, second] = [line.label, ...line.parts].map(placeOfLabel);
  if (pair === null || first === null || second === null) return [];
  if (pair === undefined || first === undefined || second === undefined) return [];
  const { kind, interacting, tested, difference } = line;
  return [
    {
      pair,
      first,
      second,
      kind,
      interacting,
      tested,
      isFirstStronger: difference.value > 0,
      ofFirst: shareOf(line.ofFirst),
      ofSecond: shareOf(line.ofSecond),
      together: shareOf(line.together),
    },
  ];
}

/** With ends of intervals as links write them. */
function carriedContexts({ headline, pairs }: SharedContexts): SharedContexts {
  return { headline, pairs: pairs.map((pair) => ({ ...pair, lines: pair.lines.map(carriedLine) })) };
}

function carriedLine({ similarity, ...line }: SharedContextLine): SharedContextLine {
  return { ...line, similarity: similarity && shareOf(similarity) };
}

function shareOf({ value, low, high }: Told): SharedPair['together'] {
  const within = (end: number) => Math.min(FARTHEST, Math.max(-FARTHEST, told(end) ?? value));
  return Number.isFinite(value) ? { value, low: within(low), high: within(high) } : null;
}
