/** Effects of a link or run file as the lines and pictures of the page and of reports; snapshotOfEffects makes what is read here. */
import type {
  EffectsSentences,
  EffectsSnapshot,
  SharedContexts,
  SharedGroup,
  SharedPair,
  SharedPerturbation,
} from '../../share/effectsSnapshot';
import type { EffectsMap } from '../chart/effects';
import type { PlacedPerturbation } from '../chart/effectsMap';
import type { PerturbationLine } from './effects';
import type { PairLine } from './pairs';

/** Perturbations are numbered by their places among `labels`; the control has the first. */
export interface CarriedEffects extends Pick<
  EffectsSnapshot,
  'genes' | 'unit' | 'isTested' | 'largerCombinations'
> {
  readonly labels: readonly string[];
  readonly lines: readonly PerturbationLine[];
  readonly map: EffectsMap;
  readonly placed: readonly PlacedPerturbation[];
  readonly pairs: readonly PairLine[];
  readonly sentences: EffectsSentences;
  readonly groups: readonly SharedGroup[];
  readonly contexts: SharedContexts | null;
}

export function carriedEffects(snapshot: EffectsSnapshot): CarriedEffects {
  const { genes, perturbations, map, placed, groups, pairs, unit, isTested, sentences } = snapshot;
  const labels = ['', ...perturbations.map(({ label }) => label)];
  const groupOf = new Map(
    groups.flatMap(({ members }, group) => members.map((member) => [member, group] as const)),
  );
  const lines = perturbations.map((one, place) => lineOf(one, groupOf.get(place) ?? null, labels));
  const changedIn = (place: number) =>
    (perturbations[place]?.increased ?? 0) + (perturbations[place]?.decreased ?? 0);
  return {
    labels,
    genes,
    lines,
    map: {
      rows: map.rows.map((place) => ({
        label: labels[place + 1] ?? '',
        perturbation: place + 1,
        changed: changedIn(place),
      })),
      genes: map.genes.map((gene) => genes[gene] ?? ''),
      log2: map.log2,
      strong: Uint8Array.from(map.strong, Number),
      own: Uint8Array.from(map.own, Number),
      acting: map.acting,
      isTested,
    },
    placed: placed.map(({ perturbation, group, x, y }) => ({
      label: labels[perturbation + 1] ?? '',
      perturbation: perturbation + 1,
      changed: changedIn(perturbation),
      group,
      x,
      y,
    })),
    pairs: pairs.map((pair) => pairOf(pair, labels)),
    groups: groups.map((group) => ({ ...group, members: group.members.map((place) => place + 1) })),
    contexts: snapshot.contexts ? numbered(snapshot.contexts) : null,
    largerCombinations: snapshot.largerCombinations,
    unit,
    isTested,
    sentences,
  };
}

function numbered({ headline, pairs }: SharedContexts): SharedContexts {
  return {
    headline,
    pairs: pairs.map((pair) => ({
      ...pair,
      lines: pair.lines.map((line) => ({ ...line, perturbation: line.perturbation + 1 })),
    })),
  };
}

const orNaN = (value: number | null) => value ?? NaN;

/** What the page does not print is not in a link. */
function lineOf(
  { label, own, size, sizeInterval, any, agreement, nearest, ...one }: SharedPerturbation,
  group: number | null,
  labels: readonly string[],
): PerturbationLine {
  return {
    label,
    labelInFile: label,
    group,
    tested: one.tested,
    increased: one.increased,
    decreased: one.decreased,
    acts: one.acts,
    kind: one.kind,
    isCompared: one.isCompared,
    cells: one.cells,
    guides: one.guides,
    mode: null,
    onTarget: one.onTarget,
    hasTarget: own !== null,
    responding: one.responding,
    typical: null,
    own: own === null ? null : { log2: own, low: NaN, high: NaN, p: NaN },
    size: orNaN(size),
    sizeLow: orNaN(sizeInterval?.low ?? null),
    sizeHigh: orNaN(sizeInterval?.high ?? null),
    any: orNaN(any),
    agreement: orNaN(agreement),
    nearest: nearest && { ...nearest, label: labels[nearest.perturbation + 1] ?? '' },
    fall: NaN,
    rise: NaN,
  };
}

const untold = { value: NaN, low: NaN, high: NaN };

function pairOf(
  { pair, first, second, kind, interacting, tested, isFirstStronger, ...told }: SharedPair,
  labels: readonly string[],
): PairLine {
  const label = (place: number) => labels[place + 1] ?? '';
  return {
    kind,
    interacting,
    tested,
    pair: pair + 1,
    first: first + 1,
    second: second + 1,
    label: label(pair),
    parts: [label(first), label(second)],
    ofFirst: told.ofFirst ?? untold,
    ofSecond: told.ofSecond ?? untold,
    together: told.together ?? untold,
    // Only which of the two is larger is printed.
    difference: { ...untold, value: isFirstStronger ? 1 : -1 },
  };
}
