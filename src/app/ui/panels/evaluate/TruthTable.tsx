/** Every network beside the truth in numbers: areas with intervals, signs, distance, and regulators perturbed or not apart. */
import type { LeftOutMethod, NetworkSource, TruthCard } from '../../../../inference/benchmark/benchmark';
import { truthColumns } from '../../../../present/text/networkScores';
import { decimal, rangeText } from '../../../../present/text/numbers';
import { NetworksTable, type Score } from './NetworksTable';

export function TruthTable(props: {
  /** null: it is still to come. */
  card: TruthCard | null;
  leftOut: readonly LeftOutMethod[];
  computing: boolean;
}) {
  const { card, leftOut, computing } = props;
  const shown = card
    ? truthColumns.filter(({ text }) => card.rows.some((row) => text(row, card.density) !== null))
    : truthColumns;
  return (
    <NetworksTable
      title="Networks beside the truth"
      size={card && `${card.trueEdges} true of ${card.pairs} possible edges`}
      label="Table of networks beside the truth"
      columns={[{ name: 'AUPRC', why: null }, ...shown]}
      scoresOf={(source) => card && scoresOf(source, card, shown)}
      truth={card}
      leftOut={leftOut}
      computing={computing}
    />
  );
}

function scoresOf(
  source: NetworkSource,
  { rows, density }: TruthCard,
  columns: typeof truthColumns,
): readonly Score[] | null {
  const row = rows.find((one) => one.source === source);
  if (!row) return null;
  const { auprc } = row;
  return [
    {
      text: auprc ? decimal(auprc.value) : '–',
      under: auprc && auprc.low < auprc.high ? rangeText(auprc.low, auprc.high) : null,
    },
    ...columns.map(({ text }) => ({ text: text(row, density) ?? '–', under: null })),
  ];
}
