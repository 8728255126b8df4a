/** Every network judged by the screen's own cells, without a truth, each number beside what shuffled labels give. */
import type {
  JudgedNetwork,
  LeftOutMethod,
  NetworkSource,
  TruthCard,
} from '../../../../inference/benchmark/benchmark';
import { besideShuffledText, cellColumns } from '../../../../present/text/networkScores';
import { plural } from '../../../../present/text/format';
import { NetworksTable, type Score } from './NetworksTable';

export function CellsTable(props: {
  networks: readonly JudgedNetwork[];
  truth: TruthCard | null;
  leftOut: readonly LeftOutMethod[];
  computing: boolean;
}) {
  const { networks, truth, leftOut, computing } = props;
  const edges = networks[0]?.withoutTruth.screen.edges;
  return (
    <NetworksTable
      title="Networks judged by the cells"
      size={
        edges === undefined ? null : `${plural(edges, 'edge')} each, of regulators perturbed by themselves`
      }
      label="Table of networks judged by the cells"
      columns={cellColumns}
      scoresOf={(source) => scoresOf(source, networks)}
      truth={truth}
      leftOut={leftOut}
      computing={computing}
    >
      <p className="quiet">
        No truth is needed for this, but it sees total effects, not direct ones: a target that answers through
        another gene counts as well. Each number stands over its range with the labels of the cells shuffled
        five times.
      </p>
    </NetworksTable>
  );
}

function scoresOf(source: NetworkSource, networks: readonly JudgedNetwork[]): readonly Score[] | null {
  const judged = networks.find((one) => one.source === source)?.withoutTruth;
  if (!judged) return null;
  return cellColumns.map((column) => {
    const { own, chance } = besideShuffledText(judged, column);
    return { text: own, under: chance === null ? null : `shuffled ${chance}` };
  });
}
