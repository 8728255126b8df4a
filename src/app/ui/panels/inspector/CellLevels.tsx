/** Measured levels of a gene: cells with another gene perturbed beside control cells, with the predicted mean. */
import { useMemo } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import { decimal, percent, plural } from '../../../../present/text/format';
import { rowNoun } from '../../../../dataset/rows';
import { geneText } from '../../text/gene';
import { type Change, density, type Levels, levelsUnder, meanOf, undetected } from '../../derived/evidence';
import classes from '../../kit/tab.module.css';

const width = 300;
/** Left edge of the curves, beside the names of the groups. */
const left = 84;
const height = 38;
const POINTS = 96;
/** Fewer cells are drawn one by one. */
const ENOUGH = 20;

/** `source` was perturbed in the cells of `change`, which is that of `target`. */
export function CellLevels(props: { dataset: Dataset; target: number; source: string; change: Change }) {
  const { dataset, target, source, change } = props;
  const levels = useMemo(
    () => levelsUnder(dataset, target, change.comparison),
    [dataset, target, change.comparison],
  );
  const name = dataset.genes[target] ?? '';
  if (levels === null) return <p className="quiet">{geneText.noCells}</p>;
  const means = { control: meanOf(levels.control), perturbed: meanOf(levels.perturbed) };
  const predicted = means.perturbed + change.predicted - change.measured;
  const unit = dataset.scale === 'log-ratio' ? 'log2 ratio' : 'log expression';
  const noun = rowNoun(dataset);
  const compared = `${levels.against === 'control' ? 'control' : 'other'} ${noun}s`;
  const words = `Mean ${name}: ${decimal(means.control)} in ${compared}, ${decimal(means.perturbed)} where ${source} is perturbed, predicted ${decimal(predicted)} (${unit}).`;
  const missing = [undetected(levels.control), undetected(levels.perturbed)] as const;
  const dropout =
    dataset.scale === undefined && Math.max(...missing) >= 0.005
      ? ` Not detected in ${percent(missing[0])} and ${percent(missing[1])} of them.`
      : '';
  return (
    <figure className={classes.levels}>
      <Curves
        levels={levels}
        means={means}
        predicted={predicted}
        name={name}
        perturbation={change.comparison.label}
        label={words}
        unit={unit}
        noun={noun}
      />
      <figcaption className={classes.note}>
        {words}
        {dropout} {geneText.levelsNote(change)}
      </figcaption>
    </figure>
  );
}

function Curves(props: {
  levels: Levels;
  means: { readonly control: number; readonly perturbed: number };
  predicted: number;
  name: string;
  perturbation: string;
  label: string;
  unit: string;
  /** Of the rows of the data set. */
  noun: string;
}) {
  const { levels, means, predicted, name, unit, noun } = props;
  const ends = [...levels.control.slice(0, 1), ...levels.perturbed.slice(0, 1), predicted];
  const tops = [...levels.control.slice(-1), ...levels.perturbed.slice(-1), predicted];
  const [from, to] = [Math.min(...ends), Math.max(...tops, Math.min(...ends) + 0.1)];
  const at = (level: number) => left + ((width - left - 6) * (level - from)) / (to - from);
  const groups = [
    {
      kind: 'control',
      name: levels.against === 'control' ? 'control' : `other ${noun}s`,
      values: levels.control,
      mean: means.control,
    },
    { kind: 'perturbed', name: props.perturbation, values: levels.perturbed, mean: means.perturbed },
  ] as const;
  const bottom = 2 * (height + 8);
  return (
    <svg
      viewBox={`0 0 ${width} ${bottom + 18}`}
      role="img"
      aria-label={props.label}
      className={classes.curves}
    >
      {groups.map((group, row) => {
        const base = (row + 1) * (height + 8) - 4;
        return (
          <g key={group.kind} data-group={group.kind}>
            <text x="0" y={base - 18} className={classes.groupName}>
              <title>{group.name}</title>
              {group.name.length > 11 ? `${group.name.slice(0, 10)}…` : group.name}
            </text>
            <text x="0" y={base - 4} className={classes.groupSize}>
              {plural(group.values.length, noun)}
            </text>
            {group.values.length < ENOUGH ? (
              <path
                d={Array.from(group.values, (level) => `M${at(level).toFixed(1)} ${base}v-14`).join('')}
                className={classes.ticks}
              />
            ) : (
              <path d={curve(group.values, from, to, at, base)} className={classes.curve} />
            )}
            <path d={`M${left} ${base}H${width - 6}`} stroke="var(--outline-strong)" />
            <path d={`M${at(group.mean)} ${base}V${base - height}`} stroke="var(--text)" strokeWidth="1.6" />
            {group.kind === 'perturbed' ? (
              <path d={`M${at(predicted)} ${base - 5}l5 5l-5 5l-5 -5Z`} className={classes.predicted} />
            ) : null}
          </g>
        );
      })}
      <text x={left} y={bottom + 13} className={classes.groupSize}>
        {decimal(from, 1)}
      </text>
      <text x={(left + width) / 2} y={bottom + 13} textAnchor="middle" className={classes.groupSize}>
        {name.length > 12 ? unit : `${name}, ${unit}`}
      </text>
      <text x={width - 6} y={bottom + 13} textAnchor="end" className={classes.groupSize}>
        {decimal(to, 1)}
      </text>
    </svg>
  );
}

function curve(
  values: Float64Array,
  from: number,
  to: number,
  at: (level: number) => number,
  base: number,
): string {
  const heights = density(values, from, to, POINTS);
  const points = Array.from(heights, (share, point) => {
    const level = from + ((to - from) * point) / (POINTS - 1);
    return `L${at(level).toFixed(1)} ${(base - share * (height - 6)).toFixed(1)}`;
  });
  return `M${at(from)} ${base}${points.join('')}L${at(to)} ${base}Z`;
}
