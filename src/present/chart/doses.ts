/** What a perturbation does at each of its doses, or a knockdown by each of its guides, with the fitted line where the dose of half the effect can be told. */
import { scaleLinear, scaleLog } from 'd3-scale';
import type { DoseCurve } from '../../effects/doses';
import { hill, powerOfPart } from '../../numerics/doseCurve';
import { doseSentence, doseWithUnit, isOfGuides } from '../report/doses';
import {
  axes,
  axisMarks,
  chartSvg,
  element,
  round,
  tickLabel,
  type Chart,
  type Frame,
  type Scale,
} from './chart';

const frame: Frame = { width: 338, height: 216, left: 60, right: 326, top: 12, bottom: 166 };
/** Half the width of a 95 % interval, in standard errors; room beside the doses, as a factor; points of the line. */
const [INTERVAL, BESIDE, POINTS] = [1.96, 1.6, 60];
/** The axis of effects reaches at least so far, in log2. */
const LEAST_REACH = 0.01;

/** Distance of names of doses, in pixels. */
const APART = 40;

/** Values of which no two stand too close to each other. */
function spaced(values: readonly number[], x: Scale): readonly number[] {
  return values.reduce<readonly number[]>(
    (kept, value) => (x(value) - x(kept.at(-1) ?? 0) < APART ? kept : [...kept, value]),
    values.slice(0, 1),
  );
}

export function doseChart(curve: DoseCurve): Chart {
  const { of, unit, doses, effects, errors, fit } = curve;
  const isPart = isOfGuides(curve);
  const [least, most] = isPart ? [0, 100] : [(doses[0] ?? 1) / BESIDE, (doses.at(-1) ?? 1) * BESIDE];
  const x = (isPart ? scaleLinear : scaleLog)([least, most], [frame.left, frame.right]).clamp(true);
  const points = Array.from(doses, (dose, at) => {
    const [effect, error] = [effects[at] as number, errors[at] as number];
    const half = error > 0 ? INTERVAL * error : 0;
    return { dose, effect, low: effect - half, high: effect + half };
  });
  const y = scaleLinear(
    [Math.min(0, ...points.map(({ low }) => low)), Math.max(LEAST_REACH, ...points.map(({ high }) => high))],
    [frame.bottom, frame.top],
  ).nice(4);
  const isTold = fit.verdict === 'told';
  const { shape } = isPart ? powerOfPart : hill;
  const line = Array.from({ length: POINTS + 1 }, (_, at) => {
    const dose = x.invert(frame.left + ((frame.right - frame.left) * at) / POINTS);
    return `${at === 0 ? 'M' : 'L'}${round(x(dose))} ${round(y(fit.maximum * shape(dose, fit.half, fit.slope)))}`;
  });
  const isWithin = isTold && fit.half >= least && fit.half <= most;
  const half = `M${round(x(fit.half))} ${frame.top}V${frame.bottom}`;
  return {
    title: of,
    svg: chartSvg(frame, doseSentence(curve), [
      ...axes(
        frame,
        isPart
          ? axisMarks('knockdown of the target, %', x.ticks(5), x)
          : axisMarks(unit === '' ? 'dose' : `dose, ${unit}`, spaced([...doses], x), x),
        axisMarks('effect, log2', y.ticks(4), y, tickLabel),
      ),
      element('path', { class: 'axis', d: `M${frame.left} ${round(y(0))}H${frame.right}` }),
      ...(isWithin ? [element('path', { class: 'reference', d: half })] : []),
      ...(isTold ? [element('path', { class: 'line', d: line.join('') })] : []),
      ...points.flatMap(({ dose, effect, low, high }) => [
        element('path', {
          class: 'whisker strong',
          d: `M${round(x(dose))} ${round(y(low))}V${round(y(high))}`,
        }),
        element(
          'circle',
          { class: 'dot', cx: round(x(dose)), cy: round(y(effect)), r: 4 },
          element('title', {}, `${doseWithUnit(curve, dose)}: ${tickLabel(effect)}`),
        ),
      ]),
    ]),
    note: doseSentence(curve),
  };
}
