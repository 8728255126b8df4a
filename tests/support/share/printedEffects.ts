/** Effects of a link in the words and digits of the page, to compare what was sent with what is read. */
import { pText } from '../../../src/present/text/effects';
import { decimal, fold, foldRange, toldText } from '../../../src/present/text/format';
import type { EffectsSnapshot } from '../../../src/share/effectsSnapshot';

const orNone = (value: number | null, print: (value: number) => string) =>
  value === null ? null : print(value);

/** As every view of the page prints it. */
export function printedEffects({
  map,
  placed,
  groups,
  pairs,
  perturbations,
  contexts,
  ...rest
}: EffectsSnapshot): unknown {
  const name = (gene: number) => rest.genes[gene];
  const { genes: _, ...facts } = rest;
  return {
    ...facts,
    map: { ...map, genes: map.genes.map(name), log2: Array.from(map.log2, fold) },
    placed: placed.map(({ x, y, ...one }) => ({ ...one, x: x.toFixed(2), y: y.toFixed(2) })),
    groups: groups.map(({ members, common, allCommon, apart }) => ({
      members,
      allCommon,
      common: common.map(({ gene, log2 }) => [name(gene), fold(log2)]),
      apart: apart.map(({ strength, genes, all }) => [
        decimal(strength),
        all,
        genes.map(({ gene, log2, others }) => [name(gene), fold(log2), fold(others)]),
      ]),
    })),
    pairs: pairs.map(({ ofFirst, ofSecond, together, ...one }) => ({
      ...one,
      shares: [ofFirst, ofSecond, together].map(
        (share) => share && [share.value, share.low, share.high].map((value) => decimal(value)),
      ),
    })),
    contexts: contexts && {
      headline: contexts.headline,
      pairs: contexts.pairs.map(({ lines, ...pair }) => ({
        ...pair,
        lines: lines.map(({ q, similarity, ...line }) => ({
          ...line,
          q: orNone(q, pText),
          similarity: similarity && toldText(similarity),
        })),
      })),
    },
    perturbations: perturbations.map(({ own, size, sizeInterval, any, agreement, changed, ...one }) => ({
      ...one,
      own: orNone(own, fold),
      size: orNone(size, fold),
      sizeInterval: sizeInterval && foldRange(sizeInterval.low, sizeInterval.high),
      ps: [any, agreement].map((p) => orNone(p, pText)),
      changed: changed.map(({ gene, isOwn, log2, test, spreads }) => [
        name(gene),
        isOwn,
        fold(log2),
        decimal(spreads),
        ...(test ? [foldRange(test.low, test.high), pText(test.q)] : []),
      ]),
    })),
  };
}
