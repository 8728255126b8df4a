/** How well perturbations the model had not seen are predicted: together, one by one, gene by gene. */
import { meanIsBetter, predictorTable } from '../../../inference/predictorTable';
import { untested } from '../../text/diagnosis';
import { evaluationText } from '../../text/evaluation';
import { plural } from '../../text/format';
import type { FinishedRun } from '../../../share/runFile';
import type { Chart } from '../figures/chart';
import { errorBars } from '../figures/errorBars';
import { reachOf, scatterOfAll, scatterOfOne } from '../figures/scatter';
import { judgedPerturbations, type JudgedPerturbation } from '../judged';
import { charts, paragraph, type Markup, type Section } from '../markup';

export function predictionsSection(run: FinishedRun): Section {
  const judged = judgedPerturbations(run.result);
  const comparisons = judged.flatMap((one) => one.comparisons);
  return {
    id: 'predictions',
    name: 'Predictions',
    title: 'How well are unseen perturbations predicted?',
    body:
      judged.length === 0
        ? paragraph(`${untested}: too few perturbations to leave any out.`)
        : inAll(run) + figures(errorBars(judged), scatterOfAll(comparisons), extremes(judged, run)),
  };
}

/** Bars and cloud side by side, three perturbations below; or two of everything where the bars are two figures. */
function figures(bars: readonly Chart[], all: Chart | null, some: readonly Chart[]): Markup {
  return bars.length === 1
    ? charts([...bars, all]) + charts(some, 'triple')
    : charts(bars) + charts([all, ...some]);
}

/** With other methods beside it, their table has its errors (sections/beside.ts). */
function inAll({ result }: FinishedRun): Markup {
  const judged = predictorTable(result);
  if (!judged) return '';
  return paragraph(
    [
      `${plural(judged.perturbations, 'perturbation')}, ${judged.what}.`,
      evaluationText.errors,
      ...(meanIsBetter(judged) ? [evaluationText.meanIsBetter, evaluationText.meanIsBetterWhy] : []),
    ].join(' '),
  );
}

/** The best, the middle and the worst, each at its latest time; fewer where there are fewer. */
function extremes(judged: readonly JudgedPerturbation[], { dataset, result }: FinishedRun) {
  // Shrunk to nothing, every prediction is the same line.
  if (result.model.kappa === 0) return [];
  const ranks = [
    { rank: 'Best', place: 0 },
    { rank: 'Median', place: Math.floor((judged.length - 1) / 2) },
    { rank: 'Worst', place: judged.length - 1 },
  ].filter(({ place }, i, all) => all.findIndex((other) => other.place === place) === i);
  const shown = ranks.flatMap(({ rank, place }) => {
    const one = judged[place];
    const comparison = one?.comparisons.toSorted((a, b) => (b.time ?? 0) - (a.time ?? 0))[0];
    return one && comparison ? [{ rank, error: one.error, comparison }] : [];
  });
  const reach = reachOf(shown.map(({ comparison }) => comparison));
  return shown.map(({ rank, error, comparison }) =>
    scatterOfOne(rank, error, comparison, dataset.genes, dataset.timeUnit, reach),
  );
}
