/** One gene: module, perturbations, targets and regulators, strongest first. */
import { ActionIcon, Button } from '@mantine/core';
import { IconFlask, IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type { Edge } from '../../../../network/network';
import { isStable } from '../../../../network/stability';
import { count, orDash, percent, plural, signed } from '../../../../present/text/format';
import { endGesture, select, setSlider, showPerturb, showScreen } from '../../../session/actions';
import { useDoubt } from '../../../session/doubt';
import { useRun, useView } from '../../../session/stores';
import { DataTable, type ShownColumn } from '../../kit/DataTable';
import { EdgeMark } from '../../kit/marks';
import { shareText } from '../../text/share';
import { moduleColor } from '../explore/NetworkFilters';
import { useShownEdges } from '../explore/useNetwork';
import classes from './Inspector.module.css';

const MAX_ROWS = 25;

export function GeneTab() {
  const selection = useView((view) => view.present.selection);
  const dataset = useRun((run) => run.dataset);
  if (selection?.kind !== 'gene' || !dataset) {
    return <p className={classes.empty}>Click a gene in the network, or search for one, to see its edges.</p>;
  }
  return <Gene gene={selection.gene} dataset={dataset} />;
}

function Gene({ gene, dataset }: { gene: number; dataset: Dataset }) {
  const budget = useView((view) => view.present.edgeBudget);
  const edges = useShownEdges();
  const name = dataset.genes[gene] ?? '';
  const out = edges.filter((edge) => edge.source === gene);
  const into = edges.filter((edge) => edge.target === gene);
  return (
    <>
      <div className={classes.section}>
        <div className={classes.head}>
          <h2 className={classes.name}>{name}</h2>
          <Button
            variant="default"
            leftSection={<IconFlask size={15} stroke={1.75} aria-hidden />}
            onClick={() => {
              setSlider(gene, 0);
              endGesture();
              showPerturb();
            }}
          >
            Perturb
          </Button>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={26}
            aria-label={`Close ${name}`}
            onClick={() => {
              select(null);
              showScreen({ inspector: 'run' });
            }}
          >
            <IconX size={15} stroke={1.75} aria-hidden />
          </ActionIcon>
        </div>
        <Chips gene={gene} dataset={dataset} />
      </div>
      <div className={classes.section}>
        <EdgeTable
          title={
            dataset.candidates.includes(gene)
              ? `Regulates ${plural(out.length, 'gene')}`
              : 'Not a candidate regulator'
          }
          edges={out.slice(0, MAX_ROWS)}
          genes={dataset.genes}
          other="target"
        />
        <EdgeTable
          title={`Regulated by ${plural(into.length, 'gene')}`}
          edges={into.slice(0, MAX_ROWS)}
          genes={dataset.genes}
          other="source"
        />
        <p className="caption">Among the top {count(budget)} edges shown</p>
      </div>
    </>
  );
}

function Chips({ gene, dataset }: { gene: number; dataset: Dataset }) {
  const modules = useRun((run) => run.result?.modules);
  const names = useView((view) => view.present.moduleNames);
  const shared = useRun((run) => run.shared !== null);
  const isDoubtful = useDoubt() !== null;
  const index = modules?.findIndex((module) => module.genes.includes(gene)) ?? -1;
  const module = modules?.[index];
  const perturbed = dataset.conditions.filter(({ interventions }) =>
    interventions.some((one) => one.gene === gene),
  );
  const cells = perturbed.reduce((sum, condition) => sum + condition.cells, 0);
  const kind = perturbed[0]?.interventions.find((one) => one.gene === gene)?.kind;
  return (
    <div className={classes.chips}>
      {module ? (
        <button
          type="button"
          className={classes.chip}
          onClick={() => select({ kind: 'module', module: index })}
        >
          <span className={classes.dot} style={{ background: moduleColor(index, isDoubtful) }} aria-hidden />
          {names[index] ?? module.name}
        </button>
      ) : null}
      <span className={classes.chip}>
        {kind === undefined
          ? 'never perturbed in these data'
          : shared
            ? shareText.perturbed
            : `${kind} in ${count(cells)} cells`}
      </span>
    </div>
  );
}

export function GeneChip({ gene, name }: { gene: number; name: string | undefined }) {
  return (
    <button type="button" className={classes.chip} onClick={() => select({ kind: 'gene', gene })}>
      {name}
    </button>
  );
}

/** The edges into or out of one gene, which name its `other` end. A row opens its edge. */
function EdgeTable(props: {
  title: string;
  edges: readonly Edge[];
  genes: readonly string[];
  other: 'source' | 'target';
}) {
  const { title, edges, genes, other } = props;
  const columns = useMemo(() => edgeColumns(genes, other), [genes, other]);
  if (edges.length === 0) return <h3 className={classes.title}>{title}</h3>;
  return (
    <DataTable
      className={classes.table}
      caption={<caption className={classes.title}>{title}</caption>}
      columns={columns}
      head={1}
      rows={edges}
      rowKey={({ source, target }) => `${source} ${target}`}
    />
  );
}

const edgeColumns = (genes: readonly string[], other: 'source' | 'target'): readonly ShownColumn<Edge>[] => [
  {
    name: <span className="visually-hidden">Sign</span>,
    cell: ({ weight, stability }) => <EdgeMark weight={weight} unstable={!isStable(stability)} />,
  },
  {
    name: 'gene',
    cell: (edge) => (
      <button
        type="button"
        className={classes.open}
        onClick={() => select({ kind: 'edge', source: edge.source, target: edge.target })}
      >
        {genes[edge[other]]}
      </button>
    ),
  },
  { name: 'weight', isNumber: true, cell: ({ weight }) => signed(weight) },
  {
    name: 'stable',
    isNumber: true,
    cell: ({ stability }) => (
      <>
        {stability === null ? null : (
          <span className={classes.bar} style={{ '--share': `${stability * 100}%` }} aria-hidden />
        )}
        {orDash(stability, percent)}
      </>
    ),
  },
];
