/** Known gene sets in modules, targets and responders: what is tested at the left, the table or its figure at the right. */
import { Button, TextInput } from '@mantine/core';
import { IconDownload, IconTag } from '@tabler/icons-react';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { collections, describeSetError, probability, setTitle } from '../../../../present/text/geneSets';
import { type EnrichedRow, testedGenes } from '../../../../share/exports/enrichment';
import {
  type EnrichmentError,
  collectionsFor,
  downloadEnrichment,
  followEnrichment,
  nameModules,
  namesFrom,
  needsPerturbation,
  useEnrichment,
} from '../../../session/methods/enrichment';
import { closePerturbPanel } from '../../../session/page/actions';
import { useRun, useScreen, useView } from '../../../session/stores';
import { enrichmentFigure } from '../../charts/enrichmentFigure';
import { ErrorInPlace } from '../../kit/blocks';
import { PanelFrame } from '../../kit/PanelFrame';
import { enrichmentFinding, enrichmentText, groupLabel, namedText, shownText } from '../../text/enrichment';
import { FigureView } from '../figures/FigureView';
import { Choices, useGroupNames } from './EnrichmentChoices';
import classes from './Enrichment.module.css';
import { selectGenes } from '../../../session/view/genes';
import { type Column, numberColumn, textColumn, valueColumn } from '../../kit/DataTable';
import { VirtualTable } from '../../kit/VirtualTable';
import { Segments } from '../../kit/Segments';

export function EnrichmentPanel() {
  const trained = useRun((run) => run.result !== null);
  const onPerturb = useScreen((screen) => screen.step === 'perturb');
  useEffect(followEnrichment, []);
  if (!trained) return <p className={classes.empty}>{enrichmentText.notTrained}</p>;
  return (
    <PanelFrame
      title={enrichmentText.title}
      close={onPerturb ? [enrichmentText.close, closePerturbPanel] : null}
      choices={<Choices />}
    >
      <Results />
    </PanelFrame>
  );
}

function Results() {
  const { source, answer, error, isWaiting, of } = useEnrichment();
  const genes = useRun((run) => run.dataset?.genes);
  const isStuck = of === 'responders' && needsPerturbation();
  if (source === null) return <Invitation />;
  if (isStuck) return <p className={classes.empty}>{enrichmentText.needsPerturbation}</p>;
  if (error) return <Failure error={error} genes={genes ?? []} />;
  if (!answer || answer.question.of !== of)
    return (
      <p className={classes.empty} role="status">
        {isWaiting ? enrichmentText.waiting : ''}
      </p>
    );
  return <Rows answer={answer} />;
}

/** Before a collection is chosen: what there is. */
function Invitation() {
  const known = useEnrichment((state) => state.species);
  const fitting = collectionsFor(known?.species ?? null);
  return (
    <div className={classes.invitation}>
      <p>{enrichmentText.invite}</p>
      {known !== null && fitting.length === 0 ? <p>{enrichmentText.unknown}</p> : null}
      {fitting.map((name) => (
        <div key={name} className={classes.offer}>
          <Button variant="default" onClick={() => useEnrichment.setState({ source: name })}>
            {collections[name].name}
          </Button>
          <span className="quiet">{collections[name].about}</span>
        </div>
      ))}
    </div>
  );
}

function Failure({ error, genes }: { error: EnrichmentError; genes: readonly string[] }) {
  const words =
    error.tag === 'sets-unavailable' || error.tag === 'worker-lost'
      ? {
          title: 'The gene sets could not be tested',
          why:
            error.tag === 'worker-lost'
              ? `Their worker stopped (${error.detail}).`
              : `They could not be fetched from the address of this page (${error.detail}).`,
          next: 'Choose them again, or open a file of gene sets.',
        }
      : describeSetError(error, genes);
  return (
    <div className={classes.failure}>
      <ErrorInPlace {...words} />
    </div>
  );
}

function Rows({ answer }: { answer: NonNullable<AnswerState> }) {
  const { group, isWaiting } = useEnrichment();
  const [typed, setTyped] = useState('');
  const [asFigure, setAsFigure] = useState(false);
  const filter = useDeferredValue(typed.trim().toLowerCase());
  const nameOf = useGroupNames();
  const { run } = answer.question;
  const tested = useMemo(() => testedGenes(run), [run]);
  const inGroup = useMemo(
    () => (group === null ? answer.rows : answer.rows.filter((row) => row.group === group)),
    [answer, group],
  );
  const shown = useMemo(
    () =>
      filter === ''
        ? inGroup
        : inGroup.filter(
            ({ set, shared }) =>
              `${set} ${setTitle(set)}`.toLowerCase().includes(filter) ||
              shared.some((gene) => tested[gene]?.toLowerCase().includes(filter)),
          ),
    [inGroup, filter, tested],
  );
  const finding = enrichmentFinding(inGroup);
  const names = useMemo(() => namesFrom(answer), [answer]);
  return (
    <>
      <div className={classes.finding}>
        <h2 aria-live="polite" aria-busy={isWaiting}>
          {/* The figure has the finding as its title. */}
          {isWaiting ? enrichmentText.waiting : asFigure ? '' : finding}
        </h2>
        <TextInput
          size="xs"
          className={classes.filter}
          aria-label={enrichmentText.filter}
          placeholder={enrichmentText.filter}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Segments
          aria-label={enrichmentText.shownAs}
          data={[
            { value: 'table', label: enrichmentText.asTable },
            { value: 'bars', label: enrichmentText.asBars },
          ]}
          value={asFigure ? 'bars' : 'table'}
          onChange={(next) => setAsFigure(next === 'bars')}
        />
        <Button
          size="compact-sm"
          variant="default"
          aria-label={enrichmentText.download}
          title={enrichmentText.download}
          leftSection={<IconDownload size={14} stroke={1.75} aria-hidden />}
          onClick={downloadEnrichment}
        >
          TSV
        </Button>
      </div>
      {names.size > 0 && !asFigure ? <Naming answer={answer} names={names} nameOf={nameOf} /> : null}
      {shown.length === 0 ? (
        <p className={classes.empty}>
          {answer.rows.length === 0 ? enrichmentText.noRows : enrichmentText.noneFits}
        </p>
      ) : asFigure ? (
        <Picture rows={shown} title={finding} />
      ) : (
        <SetTable
          rows={shown}
          genes={tested}
          inNetwork={run.dataset.genes.length}
          nameOf={nameOf}
          of={answer.question.of}
        />
      )}
      <p className={classes.count}>
        {shownText(shown.length, answer.rows.length)}
        {answer.question.of === 'modules' && names.size === 0 ? `. ${enrichmentText.nothingToName}` : ''}
      </p>
    </>
  );
}

type AnswerState = ReturnType<typeof useEnrichment.getState>['answer'];

/** Modules take the names of their best sets on a click. */
function Naming(props: {
  answer: NonNullable<AnswerState>;
  names: ReturnType<typeof namesFrom>;
  nameOf: (group: string) => string;
}) {
  const { answer, names, nameOf } = props;
  const { moduleNames, namedAfter } = useView((view) => view.present);
  const [said, say] = useState('');
  const { modules } = answer.question.run.result;
  const fresh = [...names].filter(([module, { set }]) =>
    namedAfter[module] ? namedAfter[module].set !== set : moduleNames[module] === undefined,
  );
  const name = () => {
    say(namedText(fresh.map(([module, { set }]) => [modules[module]?.name ?? '', setTitle(set)])));
    nameModules(answer);
  };
  return (
    <div className={classes.naming}>
      <Button
        size="compact-sm"
        variant="light"
        leftSection={<IconTag size={14} stroke={1.75} aria-hidden />}
        disabled={fresh.length === 0}
        onClick={name}
      >
        {enrichmentText.name}
      </Button>
      <p className="caption" role="status">
        {fresh.length > 0
          ? fresh
              .map(([module, { set }]) => `${nameOf(modules[module]?.name ?? '')}: ${setTitle(set)}`)
              .join(' · ')
          : said || enrichmentText.noNames}
      </p>
    </div>
  );
}

function Picture({ rows, title }: { rows: readonly EnrichedRow[]; title: string }) {
  const of = useMemo(
    () => (palette: Parameters<typeof enrichmentFigure>[2]) => enrichmentFigure(rows, title, palette),
    [rows, title],
  );
  return (
    <div className={classes.figure}>
      <FigureView of={of} name="gene-sets" height={208} />
    </div>
  );
}

/** The table of gene sets; a row selects the genes of its set in the network. */
function SetTable(props: {
  rows: readonly EnrichedRow[];
  /** Those tested; the first `inNetwork` are in the network. */
  genes: readonly string[];
  inNetwork: number;
  nameOf: (group: string) => string;
  of: keyof typeof groupLabel;
}) {
  const { rows, genes, inNetwork, nameOf, of } = props;
  const selection = useView((view) => view.present.selection);
  const several = rows.some(({ group }) => group !== rows[0]?.group);
  const columns = useMemo(() => {
    const nameOfGene = (gene: number) =>
      gene < inNetwork ? (genes[gene] ?? '') : enrichmentText.notInNetwork(genes[gene] ?? '');
    return columnsFor(nameOfGene, of, several ? nameOf : null);
  }, [genes, inNetwork, nameOf, of, several]);
  const drawn = (members: readonly number[]) => members.filter((gene) => gene < inNetwork);
  const selected = selection?.kind === 'genes' ? selection.genes.join() : null;
  return (
    <div className={classes.table}>
      <VirtualTable
        label={enrichmentText.table}
        columns={columns}
        rows={rows}
        rowKey={({ group, set }) => `${group}\t${set}`}
        isSelected={({ members }) => drawn(members).join() === selected}
        onSelect={({ members }) => selectGenes(drawn(members))}
        firstColumn={columns.findIndex(({ name }) => name === 'q')}
      />
    </div>
  );
}

/** `nameOf`: null where there is one group. */
function columnsFor(
  nameOfGene: (gene: number) => string,
  of: keyof typeof groupLabel,
  nameOf: ((group: string) => string) | null,
): readonly Column<EnrichedRow>[] {
  const names = ({ shared }: EnrichedRow) => shared.map(nameOfGene).join(', ');
  return [
    textColumn(
      'Set',
      ({ set }) => setTitle(set),
      ({ set }) => <span title={`${set}. ${enrichmentText.showGenes}`}>{setTitle(set)}</span>,
    ),
    ...(nameOf
      ? [
          textColumn<EnrichedRow>(
            groupLabel[of],
            ({ group }) => group,
            ({ group }) => <span title={nameOf(group)}>{group}</span>,
          ),
        ]
      : []),
    ...(of === 'responders' ? [textColumn(enrichmentText.direction, direction)] : []),
    smallFirst('q', ({ q }) => q),
    smallFirst('p', ({ p }) => p),
    numberColumn(
      'Shared',
      ({ overlap }) => overlap,
      ({ overlap, size }) => `${overlap} of ${size}`,
    ),
    textColumn('Shared genes', names, (row) => <span title={names(row)}>{names(row)}</span>),
    valueColumn('Universe', ({ universe }) => universe, String),
  ];
}

function direction({ higher }: EnrichedRow): string {
  return (higher ?? 0.5) > 0.5 ? enrichmentText.rises : enrichmentText.falls;
}

function smallFirst(name: string, of: (row: EnrichedRow) => number): Column<EnrichedRow> {
  const column = numberColumn<EnrichedRow>(name, of, (row): ReactNode => probability(of(row)));
  return { ...column, ascending: true };
}
