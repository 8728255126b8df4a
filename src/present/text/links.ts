/** What the prediction of links from a known network is worth, in sentences. */
import type { LinkEvaluation } from '../../evaluation/methods/links/evaluation';
import type { AboutMethod } from '../../evaluation/methods/method';
import type { Interval } from '../../evaluation/bootstrap';

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
    name in evaluation.beyond
      ? `${title} is one of the two that other methods must exceed.`
      : claimText(evaluation, title),
    `Probabilities: Brier score ${calibration.brier.toFixed(3)}; the density for every pair has ${calibration.brierOfDensity.toFixed(3)}.`,
  ];
}

function claimText({ beyond, exceedsBoth }: LinkEvaluation, title: string): string {
  if (exceedsBoth)
    return `${title} exceeds both the in-degree and the pair logistic: both intervals are above 0.`;
  const missed = [
    isAbove(beyond.degree) ? null : 'the in-degree of genes',
    isAbove(beyond['pair-logistic']) ? null : 'the pair logistic',
  ].filter((name) => name !== null);
  return `${title} does not exceed ${missed.join(' or ')}: no more is claimed for it.`;
}

function isAbove(interval: Interval | null): boolean {
  return interval !== null && interval.low > 0;
}

function withInterval({ value, low, high }: Interval): string {
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
