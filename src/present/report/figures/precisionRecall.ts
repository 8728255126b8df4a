/** Precision against recall of all scores against a reference network, with what a random order would give. */
import { scaleLinear } from 'd3-scale';
import type { TruthComparison } from '../../../evaluation/compare';
import type { PrecisionRecall } from '../../../evaluation/metrics';
import { tag } from '../../figure/svg/xml';
import { axes, chartSvg, commonFrame, round, text, type Chart } from './chart';

const frame = commonFrame;
const quarters = [0, 0.25, 0.5, 0.75, 1];

/** `others`: the curves of other methods, thin behind its own. */
export function precisionRecallChart(compared: TruthComparison, others: readonly PrecisionRecall[]): Chart {
  const { curve, density, auprc, found, wrong, trueEdges } = compared;
  const x = scaleLinear([0, 1], [frame.left, frame.right]);
  const y = scaleLinear([0, 1], [frame.bottom, frame.top]);
  const shown = found.length + wrong.length;
  const title = `The area under precision and recall is ${(auprc / density).toFixed(1)}\u00a0× that of a random order`;
  // The first score's precision holds from no recall on: a step, not a slope.
  const steps = ({ recall, precision }: PrecisionRecall) =>
    Array.from(recall, (at, n) => {
      const height = round(y(precision[n] ?? 0));
      return `${n === 0 ? `M${round(x(0))} ${height}` : `V${height}`}H${round(x(at))}`;
    }).join('');
  const random = y(density);
  return {
    title,
    svg: chartSvg(
      frame,
      `${title}: ${auprc.toFixed(2)}, random ${density.toFixed(2)}.`,
      axes(
        frame,
        {
          ticks: quarters.map((value) => ({ at: x(value), label: String(value) })),
          title: `recall: share of the ${trueEdges} true edges found`,
        },
        { ticks: quarters.map((value) => ({ at: y(value), label: String(value) })), title: 'precision' },
      ) +
        tag('path', { class: 'reference', d: `M${frame.left} ${round(random)}H${frame.right}` }) +
        others.map((other) => tag('path', { class: 'other', d: steps(other) })).join('') +
        tag('path', { class: 'line', d: steps(curve) }) +
        tag('circle', {
          class: 'chosen',
          cx: x(found.length / Math.max(1, trueEdges)),
          cy: y(found.length / Math.max(1, shown)),
          r: 5,
        }) +
        text(frame.left + 6, random - 5, `random ${density.toFixed(2)}`, 'tick strong') +
        // A high curve leaves room below it, a low one above.
        text(
          auprc > 0.6 ? x(0.45) : frame.right,
          auprc > 0.6 ? y(0.5) : frame.top + 12,
          `area ${auprc.toFixed(2)}`,
          auprc > 0.6 ? 'label middle accent' : 'label end accent',
        ),
    ),
    note: `Ring: the ${shown} edges of the figure above, ${found.length} of them true. Area: average precision, ties as ties. Dashed: a random order, which is the share of true edges among all pairs.${others.length > 0 ? ' Thin: the other methods.' : ''}`,
  };
}
