/** The gene card: names, module, perturbations, targets and regulators with their evidence, and expression by perturbation. */
import { ActionIcon, Button } from '@mantine/core';
import { IconFlask, IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import {
  conditionName,
  count,
  decimal,
  foldOrRatio,
  orDash,
  percent,
  plural,
  signed,
} from '../../../../present/text/format';
import { effectsRate } from '../../../../present/text/effects';
import type { Dataset } from '../../../../dataset/dataset';
import type { Edge } from '../../../../network/network';
import { isStable } from '../../../../network/stability';
import { endGesture, select, showPerturb, showScreen } from '../../../session/page/actions';
import { startSlider } from '../../../session/predict/startSlider';
import { useDoubt } from '../../../session/run/doubt';
import { openEnrichment } from '../../../session/methods/enrichment';
import { useRun, useView } from '../../../session/stores';
import { Choice } from '../../kit/Choice';
import { DataTable, type ShownColumn } from '../../kit/DataTable';
import { EdgeMark } from '../../kit/marks';
import { enrichmentText } from '../../text/enrichment';
import { geneText } from '../../text/gene';
import { shareText } from '../../text/share';
import { moduleColor } from '../../network-view/NetworkFilters';
import { useShownEdges } from '../../derived/useNetwork';
import { CarriedChanges } from './CarriedChanges';
import { CellLevels } from './CellLevels';
import { ChangeMark, marksText, measuredText, reachOf, GeneChip } from './ChangeMark';
import {
  type Change,
  changesOf,
  clearestChange,
  controlLevels,
  meanOf,
  undetected,
} from '../../derived/evidence';
import { GeneNames, Outlinks, useIdentity } from './GeneIdentityLines';
import classes from '../../kit/tab.module.css';
import { canPerturbTogether, perturbGenes } from '../../../session/view/genes';
import { copyNames } from '../../../session/page/networkCommands';
import { runCommand, useEnabled } from '../../kit/commands';
import { menuText, selectedText } from '../../text/network';

/** Rows of a table before all are asked for. */
const FEW_ROWS = 12;

export function GeneTab() {
  const selection = useView((view) => view.present.selection);
  const dataset = useRun((run) => run.dataset);
  if (selection?.kind === 'genes' && dataset)
    return <SelectedGenes genes={selection.genes} names={dataset.genes} />;
  if (selection?.kind !== 'gene' || !dataset) {
    return <p className={classes.empty}>Click a gene in the network, or search for one, to see its edges.</p>;
  }
  return <GeneCard key={selection.gene} gene={selection.gene} dataset={dataset} />;
}

/** An edge of the gene with its rank, and the clearest measured change of its target where its source was perturbed. */
interface RankedEdge extends Edge {
  readonly rank: number;
  readonly change: Change | null;
}

function GeneCard({ gene, dataset }: { gene: number; dataset: Dataset }) {
  const budget = useView((view) => view.present.edgeBudget);
  const shown = useShownEdges();
  const result = useRun((run) => run.result);
  const shared = useRun((run) => run.shared !== null);
  const name = dataset.genes[gene] ?? '';
  const identity = useIdentity(name, dataset.genes);
  const { changes, out, into } = useMemo(() => {
    const changesIn = (of: number) => (result ? changesOf(result, dataset, of) : []);
    const measured = changesIn(gene);
    const ranked = shown.map((edge, index) => ({ ...edge, rank: index + 1 }));
    return {
      changes: measured,
      out: ranked
        .filter(({ source }) => source === gene)
        .map((edge): RankedEdge => {
          return { ...edge, change: clearestChange(changesIn(edge.target), gene, edge.target) };
        }),
      into: ranked
        .filter(({ target }) => target === gene)
        .map((edge): RankedEdge => ({ ...edge, change: clearestChange(measured, edge.source, gene) })),
    };
  }, [shown, result, gene, dataset]);
  return (
    <>
      <div className={classes.section}>
        <Head gene={gene} name={name} />
        {identity ? <GeneNames name={name} identity={identity} /> : null}
        <Chips gene={gene} dataset={dataset} />
      </div>
      <div className={classes.section}>
        <EdgeTable
          title={
            dataset.candidates.includes(gene)
              ? `Regulates ${plural(out.length, 'gene')}`
              : 'Not a candidate regulator'
          }
          edges={out}
          genes={dataset.genes}
          other="target"
        />
        {out.length > 1 && result !== null ? (
          <Button
            size="compact-sm"
            variant="default"
            mb={12}
            aria-label={enrichmentText.targetsOf(name)}
            onClick={() => openEnrichment('targets', name)}
          >
            {enrichmentText.button}
          </Button>
        ) : null}
        <EdgeTable
          title={`Regulated by ${plural(into.length, 'gene')}`}
          edges={into}
          genes={dataset.genes}
          other="source"
        />
        <p className={classes.note}>
          Edges among the top {count(budget)}.
          {out.length + into.length > 0 && changes.length > 0
            ? ` Effect: change of the target when the regulator was perturbed; ${marksText(dataset.scale, changes)}`
            : ''}
        </p>
      </div>
      {shared ? (
        <div className={classes.section}>
          <CarriedChanges gene={gene} source={null} genes={dataset.genes} none={geneText.linkOnly} />
        </div>
      ) : result === null ? (
        <p className={classes.empty}>{geneText.notYet}</p>
      ) : (
        <>
          <MeasuredCells edges={[...out, ...into]} dataset={dataset} />
          <ByCondition gene={gene} dataset={dataset} changes={changes} />
        </>
      )}
      {identity ? <Outlinks name={name} identity={identity} /> : null}
    </>
  );
}

function Head({ gene, name }: { gene: number; name: string }) {
  return (
    <div className={classes.head}>
      <h2 className={classes.name}>{name}</h2>
      <Button
        variant="default"
        leftSection={<IconFlask size={15} stroke={1.75} aria-hidden />}
        onClick={() => {
          startSlider(gene);
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
          ? 'not perturbed in these data'
          : shared
            ? shareText.perturbed
            : `${kind} in ${count(cells)} cells`}
      </span>
    </div>
  );
}

/** The edges into or out of one gene, which name its `other` end. A row opens its edge. */
function EdgeTable(props: {
  title: string;
  edges: readonly RankedEdge[];
  genes: readonly string[];
  other: 'source' | 'target';
}) {
  const { title, edges, genes, other } = props;
  const [showsAll, setShowsAll] = useState(false);
  const columns = useMemo(() => edgeColumns(genes, other, edges), [genes, other, edges]);
  if (edges.length === 0) return <h3 className={classes.title}>{title}</h3>;
  return (
    <>
      <DataTable
        className={classes.table}
        caption={<caption className={classes.title}>{title}</caption>}
        columns={columns}
        head={1}
        rows={showsAll ? edges : edges.slice(0, FEW_ROWS)}
        rowKey={({ source, target }) => `${source} ${target}`}
      />
      <More all={edges.length} few={FEW_ROWS} showsAll={showsAll} onChange={setShowsAll} what="edges" />
    </>
  );
}

function More(props: {
  all: number;
  few: number;
  showsAll: boolean;
  onChange: (showsAll: boolean) => void;
  what: string;
}) {
  if (props.all <= props.few) return null;
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      className={classes.more}
      aria-expanded={props.showsAll}
      onClick={() => props.onChange(!props.showsAll)}
    >
      {props.showsAll ? `The first ${props.few} ${props.what}` : `All ${count(props.all)} ${props.what}`}
    </Button>
  );
}

function edgeColumns(
  genes: readonly string[],
  other: 'source' | 'target',
  edges: readonly RankedEdge[],
): readonly ShownColumn<RankedEdge>[] {
  const changes = edges.flatMap(({ change }) => change ?? []);
  const reach = reachOf(changes);
  return [
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
    { name: 'rank', isNumber: true, cell: ({ rank }) => count(rank) },
    ...(changes.length === 0
      ? []
      : [
          {
            name: <span className={classes.effect}>effect</span>,
            cell: ({ change }: RankedEdge) => (
              <span className={classes.effect}>
                {change ? <ChangeMark change={change} reach={reach} width={72} /> : '–'}
              </span>
            ),
          },
        ]),
    { name: 'stable', isNumber: true, cell: ({ stability }) => orDash(stability, percent) },
  ];
}

const keyOf = ({ source, target }: Edge) => `${source} ${target}`;

/** The cells behind one of the edges, the strongest first. */
function MeasuredCells({ edges, dataset }: { edges: readonly RankedEdge[]; dataset: Dataset }) {
  const measured = edges
    .flatMap((edge) => (edge.change ? [{ ...edge, change: edge.change }] : []))
    .toSorted((a, b) => a.rank - b.rank);
  const [chosen, setChosen] = useState<string | null>(null);
  const edge = measured.find((one) => keyOf(one) === chosen) ?? measured[0];
  if (!edge) return edges.length > 0 ? <p className={classes.empty}>{geneText.notPerturbed}</p> : null;
  const name = (gene: number) => dataset.genes[gene] ?? '';
  return (
    <div className={classes.section}>
      <h3>Measured cells</h3>
      <Choice
        size="xs"
        aria-label="Edge whose cells are shown"
        value={keyOf(edge)}
        data={measured.map((one) => ({
          value: keyOf(one),
          label: `${name(one.source)} ${one.weight < 0 ? 'represses' : 'activates'} ${name(one.target)}`,
        }))}
        onChange={setChosen}
      />
      <CellLevels dataset={dataset} target={edge.target} source={name(edge.source)} change={edge.change} />
    </div>
  );
}

/** A measured change relative to its uncertainty. */
const clarity = ({ measured, high }: Change) => Math.abs(measured) / Math.max(high - measured, 1e-9);

const byClarity = (a: Change, b: Change) => (a.told?.q ?? 1) - (b.told?.q ?? 1) || clarity(b) - clarity(a);

/** Change of the gene under every perturbation, the clearest first. */
function ByCondition(props: { gene: number; dataset: Dataset; changes: readonly Change[] }) {
  const { gene, dataset, changes } = props;
  const [showsAll, setShowsAll] = useState(false);
  const control = useMemo(() => controlLevels(dataset, gene), [dataset, gene]);
  if (dataset.latent?.includes(gene)) return <p className={classes.empty}>{geneText.notMeasured}</p>;
  if (changes.length === 0) return null;
  const sorted = changes.toSorted(byClarity);
  const isTold = changes.some(({ told }) => told !== null);
  const reach = reachOf(changes);
  const name = dataset.genes[gene] ?? '';
  return (
    <div className={classes.section}>
      <h3>{name} by perturbation</h3>
      {control.length > 0 && dataset.scale === undefined ? (
        <p className="quiet">
          In {plural(control.length, 'control cell')}: mean {decimal(meanOf(control))} (log expression),
          detected in {percent(1 - undetected(control))}.
        </p>
      ) : null}
      <ul className={classes.conditions} aria-label={`Change of ${name} by perturbation`}>
        {(showsAll ? sorted : sorted.slice(0, FEW_ROWS)).map((change) => {
          const { label, time, targets } = change.comparison;
          return (
            <li key={`${label} ${time ?? ''}`}>
              <span>
                {conditionName(label, time, dataset.timeUnit)}
                {targets.includes(gene) ? <em> (target)</em> : null}
              </span>
              <ChangeMark change={change} reach={reach} width={110} />
              <Measured change={change} scale={dataset.scale} />
            </li>
          );
        })}
      </ul>
      <More
        all={sorted.length}
        few={FEW_ROWS}
        showsAll={showsAll}
        onChange={setShowsAll}
        what="perturbations"
      />
      <p className={classes.note}>
        Scale: ±{decimal(reach)} around no change; {marksText(dataset.scale, changes)} Clearest first.
        {isTold ? ` ${geneText.asOnEffects}` : ''}
      </p>
    </div>
  );
}

/** A change as on Effects, in bold where it is counted as one; else in the unit of the mark. */
function Measured({ change, scale }: { change: Change; scale: Dataset['scale'] }) {
  const { told, measured } = change;
  if (told === null) return <span className="number">{signed(measured)}</span>;
  const words = foldOrRatio(told.log2, scale);
  return (
    <span className="number" title={measuredText(change, scale)}>
      {told.q < effectsRate ? <b>{words}</b> : words}
    </span>
  );
}

/** Several selected genes: their names, and what can be done with all of them. */
function SelectedGenes({ genes, names }: { genes: readonly number[]; names: readonly string[] }) {
  const [said, say] = useState('');
  const canPerturb = useEnabled('knock-out');
  const copy = async () => say((await copyNames(genes)) ? menuText.copied(genes.length) : menuText.notCopied);
  return (
    <div className={classes.section}>
      <h2 className={classes.name}>{plural(genes.length, 'gene')} selected</h2>
      <div className={classes.chips}>
        {genes.map((gene) => (
          <GeneChip key={gene} gene={gene} name={names[gene]} />
        ))}
      </div>
      <div className={classes.chips}>
        <Button variant="default" disabled={!canPerturb} onClick={() => perturbGenes(genes, 0)}>
          {selectedText.knockOut}
        </Button>
        <Button variant="default" disabled={!canPerturb} onClick={() => perturbGenes(genes, 2)}>
          {selectedText.raise}
        </Button>
        <Button variant="default" onClick={runCommand('select-neighbours')}>
          {menuText.neighbours}
        </Button>
        <Button variant="default" onClick={runCommand('hide')}>
          {menuText.hide}
        </Button>
        <Button variant="default" onClick={() => void copy()}>
          {menuText.copy(genes.length)}
        </Button>
      </div>
      {!canPerturbTogether() && <p className="quiet">{selectedText.oneAtATime}</p>}
      <p className="quiet" role="status">
        {said}
      </p>
      <p className="caption">{selectedText.how}</p>
    </div>
  );
}
