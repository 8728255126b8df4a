/** Precision–recall chart against a reference network, with other methods and a random order. */
import { scaleLinear } from 'd3-scale';
import type { PrecisionRecall } from '../../evaluation/networks/metrics';
import type { TruthComparison } from '../../evaluation/networks/truthComparison';
import type { NetworkSource, TruthBenchmark } from '../../inference/benchmark/benchmark';
import { otherAreas } from '../text/benchmark';
import { decimal } from '../text/format';
import { networkSourceNames } from '../text/names';
import { spread } from './placeLabels';
import { axes, axisMarks, chartSvg, commonFrame, element, round, text, widened } from './chart';
import type { Chart, Frame, Scale, SvgElement } from './chart';

export interface MethodCurve {
  readonly source: NetworkSource;
  /** Average precision. */
  readonly area: number;
  readonly curve: PrecisionRecall;
}

/** The curves of the other methods, best first. */
export function methodCurves(card: TruthBenchmark | null): readonly MethodCurve[] {
  return otherAreas(card?.rows ?? []).map(({ source, area, curve }) => ({ source, area: area.value, curve }));
}

/** Width for the names of curves, next to the chart. */
export interface NamedCurves {
  /** Width in pixels, right of the plot. */
  readonly room: number;
  /** The highlighted curve. */
  readonly highlighted: NetworkSource | null;
}

const LINE_HEIGHT = 14;
const levels = [0, 0.25, 0.5, 0.75, 1];

/**
 * `others`: best first, thin lines behind the model's curve. `names`: printed next to the plot; otherwise areas inside it. `width` of
 * the chart without names, in pixels.
 */
export function precisionRecallChart(
  compared: TruthComparison,
  others: readonly MethodCurve[],
  names: NamedCurves | null = null,
  width = commonFrame.width,
): Chart {
  const plain = widened(commonFrame, width);
  const { curve, density, auprc, found, wrong, trueEdges } = compared;
  const frame: Frame = names ? { ...plain, width: plain.right + names.room } : plain;
  const x = scaleLinear([0, 1], [frame.left, frame.right]);
  const y = scaleLinear([0, 1], [frame.bottom, frame.top]);
  const shown = found.length + wrong.length;
  const title = `AUPRC is ${(auprc / density).toFixed(1)}\u00a0× chance`;
  // The precision of the first score starts at recall 0: a step, not a slope.
  const steps = ({ recall, precision }: PrecisionRecall) =>
    Array.from(recall, (at, n) => {
      const height = round(y(precision[n] ?? 0));
      return `${n === 0 ? `M${round(x(0))} ${height}` : `V${height}`}H${round(x(at))}`;
    }).join('');
  const random = y(density);
  const curves = others.flatMap((other) => {
    const d = steps(other.curve);
    const isForward = names !== null && other.source === names.highlighted;
    const drawn = element('path', { class: isForward ? 'other forward' : 'other', d });
    // A wide invisible line for the pointer.
    return names ? [element('path', { class: 'pointed', d, 'data-source': other.source }), drawn] : [drawn];
  });
  return {
    title,
    svg: chartSvg(frame, `Precision and recall: AUPRC ${auprc.toFixed(2)}, chance ${density.toFixed(2)}`, [
      ...axes(
        frame,
        axisMarks(`recall: share of the ${trueEdges} true edges found`, levels, x),
        axisMarks('precision', levels, y),
      ),
      element('path', { class: 'reference', d: `M${frame.left} ${round(random)}H${frame.right}` }),
      ...curves,
      element('path', { class: 'line', d: steps(curve) }),
      element(
        'circle',
        {
          class: 'chosen',
          cx: x(found.length / Math.max(1, trueEdges)),
          cy: y(found.length / Math.max(1, shown)),
          r: 5,
          'data-edges': shown,
        },
        element('title', {}, `the ${shown} edges shown`),
      ),
      ...(names
        ? namesBeside(frame, y, compared, others, names.highlighted)
        : areasInside(frame, x, y, compared)),
    ]),
    note: `Ring: ${found.length} of ${shown} edges shown are true. Dashed: chance, the share of true edges among all pairs.${others.length > 0 ? ' Thin: the other methods.' : ''}`,
  };
}

function areasInside(
  frame: Frame,
  x: Scale,
  y: Scale,
  { auprc, density }: TruthComparison,
): readonly SvgElement[] {
  // A high curve leaves space below it, a low one above.
  const isHigh = auprc > 0.6;
  return [
    text(frame.left + 6, y(density) - 5, `chance ${density.toFixed(2)}`, 'tick strong'),
    text(
      isHigh ? x(0.45) : frame.right,
      isHigh ? y(0.5) : frame.top + 12,
      `area ${auprc.toFixed(2)}`,
      isHigh ? 'label middle accent' : 'label end accent',
    ),
  ];
}

/** Names at the height of their areas: the model, the random order, the two best others and the highlighted one. */
function namesBeside(
  frame: Frame,
  y: Scale,
  { auprc, density }: TruthComparison,
  others: readonly MethodCurve[],
  highlighted: NetworkSource | null,
): readonly SvgElement[] {
  const named = others.filter(({ source }, place) => place < 2 || source === highlighted);
  const labels = [
    { text: `Modulode ${decimal(auprc)}`, at: auprc, kind: 'accent' },
    { text: `random ${decimal(density)}`, at: density, kind: 'tick' },
    ...named.map(({ source, area }) => ({
      text: `${networkSourceNames[source]} ${decimal(area)}`,
      at: area,
      kind: source === highlighted ? 'strong' : 'tick',
    })),
  ];
  const places = spread(
    labels.map(({ at }) => y(at)),
    LINE_HEIGHT,
    [frame.top + 4, frame.bottom],
  );
  return labels.map((label, place) =>
    text(frame.right + 7, (places[place] ?? 0) + 4, label.text, label.kind),
  );
}
