/**
 * Effects as a link, alone or after a run, within the length of links. What does not fit is left out in this order: the weakest changed genes
 * of each perturbation down to three, perturbations without effect from the end of the table, further genes, contexts, pairs, what is drawn.
 */
import type { Outcome } from '../dataset/errors';
import type { EffectsSnapshot } from './effectsSnapshot';
import { ByteReader } from './link/bytes';
import { effectsSections, MAX_GUIDES_APART, readEffects } from './link/effectsCodec';
import { MAX_GENES, MAX_PERTURBATIONS, MAX_PLACED } from './link/effectsDrawing';
import {
  bestDeflater,
  type Deflater,
  type Frame,
  frameText,
  MAX_LINK_LENGTH,
  type Packed,
  packed,
  tooLong,
  type TooLong,
} from './link/frame';

/** The place after the tiers of a run (../link.ts), which no other flag accompanies. */
export const effectsFlags = 3;
/** Added where effects say something of contexts, in a section of its own. */
export const contextsFlag = 32;

export interface EncodedEffects {
  /** `#g2.…` */
  readonly text: string;
  /** What it holds: as it was given, or less. */
  readonly carried: EffectsSnapshot;
}

/** Genes that each perturbation keeps before a perturbation without effect is left out. */
const FEW_GENES = 3;

/** @param most length of the text in characters */
export function encodeEffects(
  snapshot: EffectsSnapshot,
  most = MAX_LINK_LENGTH,
  deflater: Deflater = bestDeflater(),
): Promise<Outcome<EncodedEffects, TooLong>> {
  return fittedEffects(
    snapshot,
    most,
    (sections) => frameText(flagsOf(effectsFlags, sections), sections),
    deflater,
  );
}

/** The flags with these sections of effects. */
export function flagsOf(flags: number, sections: readonly Packed[]): number {
  return sections.length > EFFECTS_SECTIONS ? flags + contextsFlag : flags;
}

/** Sections of effects that say nothing of contexts. */
export const EFFECTS_SECTIONS = 6;

/** @param textOf the text of the link that holds these sections of effects, which has at most `most` characters */
export async function fittedEffects(
  snapshot: EffectsSnapshot,
  most: number,
  textOf: (sections: readonly Packed[]) => string,
  deflater: Deflater,
): Promise<Outcome<EncodedEffects, TooLong>> {
  const made = async (
    of: EffectsSnapshot,
    perturbations: number,
    genes: number,
  ): Promise<EncodedEffects | null> => {
    const carried = reduced(of, perturbations, genes);
    if (carried.genes.length > MAX_GENES || carried.perturbations.length > MAX_PERTURBATIONS) return null;
    const text = textOf(await Promise.all(effectsSections(carried).map((one) => packed(one, deflater))));
    return text.length <= most ? { text, carried } : null;
  };
  const all = snapshot.perturbations.length;
  const genes = Math.max(0, ...snapshot.perturbations.map(({ changed }) => changed.length));
  const few = Math.min(FEW_GENES, genes);
  const withNeeded = (of: EffectsSnapshot) => {
    const needed = neededPerturbations(of);
    return largest(0, genes, (n) => made(of, needed, n));
  };
  const { contexts: _, ...withoutContexts } = snapshot;
  const unpaired = withoutPairs(withoutContexts);
  const found =
    (await largest(few, genes, (n) => made(snapshot, all, n))) ??
    (await largest(neededPerturbations(snapshot), all, (n) => made(snapshot, n, few))) ??
    (await withNeeded(snapshot)) ??
    (await withNeeded(withoutContexts)) ??
    (await withNeeded(unpaired)) ??
    (await withNeeded(withoutDrawing(unpaired)));
  return found ? { ok: true, value: found } : tooLong;
}

function withoutPairs(snapshot: EffectsSnapshot): EffectsSnapshot {
  const { pairs, pairsLeftOut } = snapshot;
  return { ...snapshot, pairs: [], pairsLeftOut: pairsLeftOut + pairs.length };
}

/** The lines of the table, with changed genes. */
function withoutDrawing(snapshot: EffectsSnapshot): EffectsSnapshot {
  const { acting } = snapshot.map;
  const map = { rows: [], genes: [], log2: new Float32Array(), strong: [], own: [], acting };
  return { ...snapshot, map, placed: [], groups: [] };
}

/** Of the largest number between two that can be made; null where not even the least can. */
async function largest<Made>(
  least: number,
  most: number,
  make: (n: number) => Promise<Made | null>,
): Promise<Made | null> {
  const whole = await make(most);
  if (whole || most === least) return whole;
  let best = await make(least);
  if (!best) return null;
  let [fits, fails] = [least, most];
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    const made = await make(middle);
    if (made) [best, fits] = [made, middle];
    else fails = middle;
  }
  return best;
}

/** Perturbations at the beginning of the table that something is said or drawn of. */
function neededPerturbations({
  perturbations,
  map,
  placed,
  groups,
  pairs,
  selected,
}: EffectsSnapshot): number {
  const used = [
    ...perturbations.flatMap(({ acts, kind, nearest }, place) => [
      ...(acts || kind === 'shared response' ? [place] : []),
      ...(nearest ? [place, nearest.perturbation] : []),
    ]),
    ...map.rows,
    ...placed.map(({ perturbation }) => perturbation),
    ...groups.flatMap(({ members }) => members),
    ...pairs.flatMap(({ pair, first, second }) => [pair, first, second]),
    ...(selected === null ? [] : [selected]),
  ];
  return used.reduce((most, place) => Math.max(most, place + 1), 0);
}

/** With the first perturbations, their surest genes, and the names of genes that are used. */
function reduced(snapshot: EffectsSnapshot, perturbations: number, genes: number): EffectsSnapshot {
  const kept = snapshot.perturbations.slice(0, perturbations).map((one) => ({
    ...one,
    guidesApart: one.guidesApart.slice(0, MAX_GUIDES_APART),
    changed: one.changed.slice(0, genes),
    changedLeftOut: one.changedLeftOut + Math.max(0, one.changed.length - genes),
  }));
  const { map, groups, selectedGene } = snapshot;
  const places = new Map<number, number>();
  const placeOf = (gene: number) => {
    const place = places.get(gene) ?? places.size;
    places.set(gene, place);
    return place;
  };
  const renumbered = <Item extends { readonly gene: number }>(items: readonly Item[]) =>
    items.map((item) => ({ ...item, gene: placeOf(item.gene) }));
  const parts = {
    map: { ...map, genes: map.genes.map(placeOf) },
    groups: groups.map((group) => ({
      ...group,
      common: renumbered(group.common),
      apart: group.apart.map((own) => ({ ...own, genes: renumbered(own.genes) })),
    })),
    perturbations: kept.map((one) => ({ ...one, changed: renumbered(one.changed) })),
  };
  const { contexts } = snapshot;
  const pairs = contexts?.pairs.map((pair) => ({
    ...pair,
    lines: pair.lines.filter(({ perturbation }) => perturbation < kept.length),
  }));
  return {
    ...snapshot,
    ...parts,
    ...(contexts && { contexts: { ...contexts, pairs: pairs ?? [] } }),
    placed: snapshot.placed.slice(0, MAX_PLACED),
    perturbationsLeftOut: snapshot.perturbationsLeftOut + snapshot.perturbations.length - kept.length,
    selectedGene: selectedGene === null ? null : (places.get(selectedGene) ?? null),
    genes: [...places.keys()].map((gene) => snapshot.genes[gene] ?? ''),
  };
}

export function effectsIn({ version, sections }: Frame): EffectsSnapshot {
  return readEffects(
    sections,
    sections.map((section) => new ByteReader(section)),
    version,
  );
}
