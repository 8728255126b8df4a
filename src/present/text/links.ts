/** What the prediction of links from a known network is worth, in sentences. */
import type { LinkEvaluation } from '../../evaluation/methods/links/evaluation';
import { linkBars, type AboutMethod, type LinkVerdict } from '../../evaluation/methods/method';
import type { Interval } from '../../evaluation/bootstrap';
import { listOf } from './format';

export function linkTexts(
  evaluation: LinkEvaluation,
  { name, title }: Pick<AboutMethod, 'name' | 'title'>,
): readonly string[] {
  const { score, beside, density, regulators, calibration } = evaluation;
  const area = score.averagePrecision;
  const of = (row: keyof typeof beside) => beside[row].averagePrecision?.value.toFixed(3) ?? 'none';
  return [
    `${title}, judged on ${regulators} regulators whose edges it had not seen: average precision ${area === null ? 'none' : withInterval(area)} (random order: ${density.toFixed(3)}).`,
    `Beside it: in-degree ${of('degree')}, correlation ${of('correlation')}, effect of the perturbation ${of('effect')}, pair logistic ${of('pair-logistic')}, without the network ${of('towers')}, with swapped labels ${of('swapped-labels')}.`,
    claimText(evaluation, { name, title }),
    `Probabilities: Brier score ${calibration.brier.toFixed(3)}; the density for every pair has ${calibration.brierOfDensity.toFixed(3)}.`,
  ];
}

/** The same in two sentences, beside the bars alone. */
export function linkVerdictText(
  verdict: LinkVerdict,
  { name, title }: Pick<AboutMethod, 'name' | 'title'>,
): string {
  const { network, regulators, averagePrecision: area, density, bars } = verdict;
  const beside = linkBars
    .filter((bar) => bar !== name)
    .map((bar) => `${barNames[bar]} ${bars[bar]?.toFixed(3) ?? 'none'}`);
  return `${network === undefined ? '' : `Learned from ${network}. `}Judged on ${regulators} regulators whose edges it had not seen: average precision ${area === null ? 'none' : withInterval(area)} (${[...beside, `random order ${density.toFixed(3)}`].join(', ')}). ${claimText(verdict, { name, title })}`;
}

type Titled = readonly [Pick<AboutMethod, 'name' | 'title'>, LinkVerdict];

/**
 * Of several methods on the same data set: what the numbers beside them are, and which are worth more than the bars. One text for each known
 * network that methods learned from, because its bars are its own.
 */
export function linkColumnTexts(verdicts: readonly Titled[]): readonly string[] {
  const networks = [...new Set(verdicts.map(([, { network }]) => network))];
  return networks.flatMap((network) => {
    const own = verdicts.filter(([, verdict]) => verdict.network === network);
    const [first] = own;
    if (!first) return [];
    const [, { bars, density }] = first;
    const of =
      networks.length === 1
        ? ''
        : ` ${listOf(
            own.map(([{ title }]) => title),
            own.length,
          )}, from ${network ?? 'a known network'}:`;
    const others = own.filter(([{ name }]) => !(name in bars));
    const worth = others.filter(([, { exceedsBoth }]) => exceedsBoth).map(([{ title }]) => title);
    const claim = `${worth.length === 0 ? 'No method exceeds' : worth.length === 1 ? `${worth[0]} exceeds` : `${listOf(worth)} exceed`} both the in-degree and the pair logistic.`;
    return `Unseen regulators:${of} average precision on the known edges of regulators whose edges a method had not seen; in-degree ${bars.degree?.toFixed(3) ?? 'none'}, pair logistic ${bars['pair-logistic']?.toFixed(3) ?? 'none'}, random order ${density.toFixed(3)}.${others.length === 0 ? '' : ` ${claim}`}`;
  });
}

const barNames: Readonly<Record<(typeof linkBars)[number], string>> = {
  degree: 'in-degree',
  'pair-logistic': 'pair logistic',
};

function claimText(
  { beyond, exceedsBoth }: Pick<LinkVerdict, 'beyond' | 'exceedsBoth'>,
  { name, title }: Pick<AboutMethod, 'name' | 'title'>,
): string {
  if (name in beyond) return `${title} is one of the two that other methods must exceed.`;
  if (exceedsBoth)
    return `${title} exceeds both the in-degree and the pair logistic: both intervals are above 0.`;
  const missed = [
    isAbove(beyond.degree) ? null : 'the in-degree of genes',
    isAbove(beyond['pair-logistic']) ? null : 'the pair logistic',
  ].filter((one) => one !== null);
  return `${title} does not exceed ${missed.join(' or ')}: no more is claimed for it.`;
}

function isAbove(interval: Interval | null): boolean {
  return interval !== null && interval.low > 0;
}

function withInterval({ value, low, high }: Interval): string {
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
