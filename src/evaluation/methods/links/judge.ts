/** How well pairs are ranked against the labels of their regulators, which the models have not seen. */
import { auprcOfItems, bootstrapInterval, type Interval } from '../../bootstrap';
import { auroc, averagePrecision, density, precisionAt } from '../../networks/metrics';
import type { Links, LinkTask } from './folds';
import { FOLDS } from '../needs';

/** All areas are means over folds, whose scores are not comparable; null where no fold has an edge. */
export interface LinkScore {
  /** With a 95 % interval over regulators. */
  readonly averagePrecision: Interval | null;
  readonly overDensity: number | null;
  readonly auroc: number | null;
  /** Mean of the average precisions of single regulators: a list for all rewards knowing which regulators have many targets. */
  readonly perRegulator: number | null;
  /** Share of true edges among as many pairs as there are true edges. */
  readonly precision: number | null;
  /** Average precision of one sign alone, and the share of such edges; null without signs of edges or of the method. */
  readonly activation: SignedScore | null;
  readonly repression: SignedScore | null;
}

interface SignedScore {
  readonly averagePrecision: number;
  readonly density: number;
}

/** Pairs of one fold, whose scores are comparable. */
interface FoldPairs {
  readonly places: Int32Array;
  readonly positive: Uint8Array;
  /** [pairs] */
  readonly regulatorOf: Int32Array;
}

export function linkJudge({ prior, foldOf }: Pick<LinkTask, 'prior' | 'foldOf'>) {
  const R = foldOf.length;
  const { known, signs } = prior;
  const folds = Array.from({ length: FOLDS }, (_, fold): FoldPairs => {
    const places = Int32Array.from(known.keys()).filter((at) => known[at] !== 0 && foldOf[at % R] === fold);
    return {
      places,
      positive: Uint8Array.from(places, (at) => Number(known[at] === 1)),
      regulatorOf: places.map((at) => at % R),
    };
  });
  const regulators = [...foldOf.keys()].filter((r) => (foldOf[r] as number) >= 0);
  /** Mean over folds of the average precision of drawn regulators, each as often as it was drawn. */
  const areaOf = (links: Links) => {
    const areas = folds.map((fold) =>
      auprcOfItems(fold.regulatorOf, fold.positive, scoresOf(links, fold), R),
    );
    return (drawn: readonly number[]) => meanOver(areas, (area) => area(drawn));
  };
  const signedScore = (links: Links, sign: 1 | -1): SignedScore | null => {
    const own = links.signs;
    if (own === null) return null;
    const parts = folds.map((fold) => ({
      positive: Uint8Array.from(fold.places, (at) => Number(known[at] === 1 && signs[at] === sign)),
      // Of the other sign: below all others.
      sizes: Float64Array.from(fold.places, (at) =>
        Math.sign(own[at] as number) === sign ? (links.scores[at] as number) : -Infinity,
      ),
    }));
    const area = meanOver(parts, ({ positive, sizes }) => averagePrecision(positive, sizes));
    const share = meanOver(parts, ({ positive }) => density(positive));
    return area === null || share === null ? null : { averagePrecision: area, density: share };
  };
  const averageOf = (links: Links, seed: number) => bootstrapInterval(regulators, areaOf(links), seed);
  return {
    averagePrecision: averageOf,
    score(links: Links, seed: number): LinkScore {
      return {
        averagePrecision: averageOf(links, seed),
        overDensity: meanOver(folds, (fold) => {
          const area = averagePrecision(fold.positive, scoresOf(links, fold));
          return area === null ? null : area / density(fold.positive);
        }),
        auroc: meanOver(folds, (fold) => auroc(fold.positive, scoresOf(links, fold))),
        perRegulator: meanOver(regulators, (r) => {
          const places = Int32Array.from(known.keys()).filter((at) => at % R === r && known[at] !== 0);
          return averagePrecision(
            Uint8Array.from(places, (at) => Number(known[at] === 1)),
            Float64Array.from(places, (at) => links.scores[at] as number),
          );
        }),
        precision: meanOver(folds, (fold) => earlyPrecision(fold.positive, scoresOf(links, fold))),
        activation: signedScore(links, 1),
        repression: signedScore(links, -1),
      };
    },
    beyond(links: Links, other: Links, seed: number): Interval | null {
      const [own, its] = [areaOf(links), areaOf(other)];
      return bootstrapInterval(
        regulators,
        (drawn) => {
          const [a, b] = [own(drawn), its(drawn)];
          return a === null || b === null ? null : a - b;
        },
        seed,
      );
    },
  };
}

/** Precision at the number of true edges, for scores of any sign; null without a true edge. */
function earlyPrecision(positive: Uint8Array, scores: Float64Array): number | null {
  const least = scores.reduce((most, score) => Math.min(most, score), Infinity);
  const trues = positive.reduce((sum, one) => sum + one, 0);
  return trues === 0
    ? null
    : precisionAt(
        positive,
        scores.map((score) => score - least + 1),
        trues,
      );
}

function scoresOf({ scores }: Links, { places }: FoldPairs): Float64Array {
  return Float64Array.from(places, (at) => scores[at] as number);
}

function meanOver<Item>(items: readonly Item[], value: (item: Item) => number | null): number | null {
  const values = items.map(value).filter((one) => one !== null);
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
}
