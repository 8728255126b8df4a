/** Effects of two contexts, or of two runs, beside each other: pictures, and a table of perturbations. */
import { useMemo } from 'react';
import type { ContextsBeside, MeasuredContexts } from '../../../../effects/contexts';
import type { FoundGenes } from '../../../../effects/contextVerdicts';
import type { Chart } from '../../../../present/chart/chart';
import { contextsChart, contextScatter } from '../../../../present/chart/contexts';
import { contextVerdict } from '../../../../present/report/contexts';
import { effectsRate, pText } from '../../../../present/text/effects';
import { count, orDash, toldText } from '../../../../present/text/format';
import type { SharedContextLine } from '../../../../share/effectsSnapshot';
import { SvgChart } from '../../charts/SvgChart';
import { AddEffects } from '../../composed/AddToFigure';
import { type Column, numberColumn, textColumn, valueColumn } from '../../kit/DataTable';
import { VirtualTable } from '../../kit/VirtualTable';
import { effectsText } from '../../text/effects';
import classes from './EffectsPage.module.css';

/** Perturbations in the picture. */
const MOST_DRAWN = 200;

interface Measured {
  readonly contexts: MeasuredContexts;
  readonly pair: ContextsBeside;
  readonly labels: readonly string[];
  readonly selected: number | null;
}

interface Drawn extends Measured {
  /** Whether it is added to a figure alone. */
  readonly canAdd?: boolean;
}

export function chartOfAll({ contexts, pair, labels, selected }: Measured): Chart {
  return contextsChart(contexts, pair, labels, { selected, most: MOST_DRAWN });
}

/** The chosen perturbation gene by gene; null where none is. */
export function chartOfOne({ contexts, pair, labels, selected }: Measured): Chart | null {
  if (selected === null) return null;
  const label = labels[selected] ?? '';
  return contextScatter(contexts, pair, { perturbation: selected, label, rate: effectsRate });
}

export function AllBeside(of: Drawn & { onPick: (perturbation: number) => void }) {
  const { contexts, pair, labels, selected, canAdd = false, onPick } = of;
  const all = useMemo(
    () => chartOfAll({ contexts, pair, labels, selected }),
    [contexts, pair, labels, selected],
  );
  return (
    <figure>
      <SvgChart chart={all} onPick={(source) => onPick(Number(source))} />
      <figcaption className="quiet">{all.note}</figcaption>
      {canAdd ? (
        <AddEffects title={all.title} draw={() => chartOfAll({ ...of, selected: null })} span={1 / 2} />
      ) : null}
    </figure>
  );
}

/** Nothing where no perturbation is chosen. */
export function OneBeside({ contexts, pair, labels, selected, canAdd = false }: Drawn) {
  const one = useMemo(
    () => chartOfOne({ contexts, pair, labels, selected }),
    [contexts, pair, labels, selected],
  );
  return one ? (
    <figure>
      <SvgChart chart={one} />
      <figcaption className="quiet">
        {one.title}. {one.note}
      </figcaption>
      {canAdd ? <AddEffects title={one.title} draw={() => one} span={1 / 2} /> : null}
    </figure>
  ) : null;
}

/** A line of two contexts, or of two runs, where it is known how many genes are found in both. */
type Line = SharedContextLine & { readonly found?: FoundGenes };

export function BesideTable(props: {
  names: readonly [first: string, second: string];
  lines: readonly Line[];
  labels: readonly string[];
  selected: number | null;
  onSelect: (perturbation: number) => void;
}) {
  const { names, lines, labels, selected } = props;
  const [first, second] = names;
  const columns = useMemo(() => columnsOf([first, second], lines, labels), [first, second, lines, labels]);
  return (
    <div className={classes.table}>
      <VirtualTable
        label={effectsText.contextsTable}
        columns={columns}
        rows={lines}
        rowKey={({ perturbation }) => String(perturbation)}
        isSelected={({ perturbation }) => perturbation === selected}
        onSelect={({ perturbation }) => props.onSelect(perturbation)}
        firstColumn={columns.findIndex(({ ascending }) => ascending)}
      />
    </div>
  );
}

function columnsOf(
  names: readonly [first: string, second: string],
  lines: readonly Line[],
  labels: readonly string[],
): readonly Column<Line>[] {
  const [first, second] = names;
  return [
    textColumn('Perturbation', ({ perturbation }) => labels[perturbation] ?? ''),
    textColumn('Comparison', ({ verdict }) => contextVerdict(verdict, names)),
    changedColumn(first, (line) => line.first),
    changedColumn(second, (line) => line.second),
    ...(lines.some(({ found }) => found) ? [foundColumn] : []),
    valueColumn('Differing genes', ({ differing }) => differing, count),
    { ...valueColumn<Line>('q of the difference', ({ q }) => q ?? NaN, pText), ascending: true },
    numberColumn(
      'Similarity',
      ({ similarity }) => similarity?.value ?? NaN,
      ({ similarity }) => (similarity ? toldText(similarity) : '–'),
    ),
  ];
}

/** Of the genes found in either, those that are found in both with the same sign. */
export const foundColumn: Column<{ readonly found?: FoundGenes }> = numberColumn(
  'Found in both',
  ({ found }) => (found && found.either > 0 ? found.both / found.either : NaN),
  ({ found }) => (found && found.either > 0 ? `${count(found.both)} of ${count(found.either)}` : '–'),
);

export function changedColumn<Row>(name: string, genes: (row: Row) => number | null): Column<Row> {
  return numberColumn(
    `Genes in ${name}`,
    (row) => genes(row) ?? -1,
    (row) => orDash(genes(row), count),
  );
}
