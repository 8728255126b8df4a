/** The network beside a reference, where the run has one. */
import { compareWithTruth } from '../../../evaluation/compare';
import { evaluationText, foundText, noEdgeText, shownText, signsText } from '../../text/evaluation';
import { listOf, plural } from '../../text/format';
import { count, decimal, orDash, percent } from '../../text/numbers';
import type { FinishedRun } from '../../../share/runFile';
import { precisionRecallChart } from '../figures/precisionRecall';
import { chartFigure, facts, paragraph, type Section } from '../markup';
import type { TruthCard } from '../../../inference/benchmark/benchmark';
import type { PrecisionRecall } from '../../../evaluation/metrics';
import { tag } from '../../figure/svg/xml';

/** null: the run has none. `beside`: other methods against the same reference; null where they were not computed. */
export function truthSection({ truth, result, view }: FinishedRun, beside: TruthCard | null): Section | null {
  if (!truth) return null;
  const title = `Against ${truth.name}`;
  const compared = compareWithTruth(result.network, truth, view.edgeBudget);
  if (!compared)
    return {
      id: 'truth',
      name: 'Truth',
      title,
      body: paragraph(noEdgeText(truth.name)),
    };
  const { auprc, auroc, density, earlyPrecision, pairs, trueEdges, found, wrong } = compared;
  const rows: (readonly [string, string])[] = [
    ['Pairs compared', `${count(pairs)}, regulator to other gene`],
    ['True edges among them', `${count(trueEdges)} (${percent(density)})`],
    [evaluationText.area, `${auprc.toFixed(3)}; random ${density.toFixed(3)}`],
    ['Area under ROC', orDash(auroc, (area) => decimal(area, 3))],
    ['Early precision', `${earlyPrecision.toFixed(3)}, of as many edges as are true`],
    [shownText(found.length + wrong.length), foundText(compared)],
    [evaluationText.signs, signsText(compared)],
    ...(compared.outside > 0
      ? [
          [
            'Not compared',
            `${plural(compared.outside, 'true edge')} of no candidate regulator, or of a gene with itself`,
          ] as const,
        ]
      : []),
    ...(compared.unmatched.length > 0
      ? [['Names without a gene here', listOf(compared.unmatched)] as const]
      : []),
  ];
  return {
    id: 'truth',
    name: 'Truth',
    title,
    body: tag(
      'div',
      { class: 'pair' },
      chartFigure(precisionRecallChart(compared, otherCurves(beside))) + facts(rows, 'rows'),
    ),
  };
}

function otherCurves(beside: TruthCard | null): readonly PrecisionRecall[] {
  return (beside?.rows ?? [])
    .filter(({ source }) => source !== 'modulode' && source !== 'density')
    .map(({ curve }) => curve);
}
