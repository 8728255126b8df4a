/** Known gene sets in modules, targets and responders: what is tested at the left, the table or its figure at the right. */
import { ActionIcon, Button, NativeSelect, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { IconDownload, IconFolderOpen, IconTag, IconX } from '@tabler/icons-react';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { collections, describeSetError, probability, setTitle } from '../../../../present/text/geneSets';
import { type EnrichedRow, enrichedParts } from '../../../../share/exports/enrichment';
import { showScreen } from '../../../session/actions';
import { selectGenes } from '../../../session/actions/genes';
import {
  collectionsFor,
  downloadEnrichment,
  type EnrichmentError,
  followEnrichment,
  nameModules,
  namesFrom,
  needsPerturbation,
  openGeneSets,
  type SetSource,
  sourceName,
  sourceText,
  useEnrichment,
} from '../../../session/enrichment';
import { useRun, useScreen, useView } from '../../../session/stores';
import { enrichmentFigure } from '../../charts/enrichmentFigure';
import { Message } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';
import { type Column, numberColumn, textColumn, valueColumn } from '../../kit/DataTable';
import {
  enrichmentFinding,
  enrichmentText,
  groupLabel,
  namedText,
  partNames,
  shownText,
} from '../../text/enrichment';
import { VirtualTable } from '../drawer/VirtualTable';
import { FigureView } from '../figures/FigureView';
import classes from './Enrichment.module.css';

export function EnrichmentPanel() {
  const trained = useRun((run) => run.result !== null);
  useEffect(followEnrichment, []);
  if (!trained) return <p className={classes.empty}>{enrichmentText.notTrained}</p>;
  return (
    <section className={classes.panel} aria-label={enrichmentText.title}>
      <div className={classes.choices}>
        <Choices />
      </div>
      <div className={classes.main}>
        <Results />
      </div>
    </section>
  );
}

function Choices() {
  const { of, group, minSize, source, answer } = useEnrichment();
  const species = useEnrichment((state) => state.species?.species ?? null);
  const onPerturb = useScreen((screen) => screen.step === 'perturb');
  const nameOf = useGroupNames();
  const groups = [...new Set((answer?.question.of === of ? answer.rows : []).map((row) => row.group))];
  const listed = group === null || groups.includes(group) ? groups : [group, ...groups];
  const about = source === null ? null : sourceText(source, species);
  return (
    <>
      {onPerturb ? (
        <div className={classes.head}>
          <h2>{enrichmentText.title}</h2>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={26}
            aria-label={enrichmentText.close}
            onClick={() => showScreen({ perturbPanel: 'measured' })}
          >
            <IconX size={14} stroke={1.75} aria-hidden />
          </ActionIcon>
        </div>
      ) : null}
      <SourceChoice />
      <Choice
        size="xs"
        label={enrichmentText.of}
        value={of}
        data={enrichedParts.map((value) => ({ value, label: partNames[value] }))}
        onChange={(next) => useEnrichment.setState({ of: next, group: null })}
      />
      {listed.length > 1 ? (
        <Choice<string | null>
          size="xs"
          label={groupLabel[of]}
          value={group}
          data={[
            { value: null, label: enrichmentText.all },
            ...listed.map((value) => ({ value, label: nameOf(value) })),
          ]}
          onChange={(next) => useEnrichment.setState({ group: next })}
        />
      ) : null}
      <NumberInput
        size="xs"
        label={enrichmentText.minSize}
        min={1}
        max={500}
        clampBehavior="strict"
        allowDecimal={false}
        value={minSize}
        onChange={(typed) => {
          if (typeof typed === 'number' && typed >= 1) useEnrichment.setState({ minSize: typed });
        }}
      />
      <p className="caption">
        {enrichmentText.how[of]} {enrichmentText.qHint}
      </p>
      {about ? <p className="caption">{about}</p> : null}
    </>
  );
}

/** The collections of the species, or a file. */
function SourceChoice() {
  const source = useEnrichment((state) => state.source);
  const species = useEnrichment((state) => state.species?.species ?? null);
  const fitting = collectionsFor(species);
  const chosen = source instanceof File ? 'file' : (source ?? '');
  return (
    <>
      <NativeSelect
        size="xs"
        label={enrichmentText.sets}
        value={chosen}
        data={[
          ...(source === null ? [{ value: '', label: enrichmentText.choose }] : []),
          ...fitting.map((value) => ({ value, label: collections[value].name })),
          ...(source instanceof File ? [{ value: 'file', label: source.name }] : []),
          // A collection of another species, chosen for another run.
          ...(typeof source === 'string' && !fitting.includes(source)
            ? [{ value: source, label: sourceName(source) }]
            : []),
        ]}
        onChange={({ currentTarget }) => {
          const next = fitting.find((name) => name === currentTarget.value);
          if (next) chooseSource(next);
        }}
      />
      <FileChoice />
    </>
  );
}

function chooseSource(source: SetSource): void {
  useEnrichment.setState({ source });
}

function FileChoice() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconFolderOpen size={14} stroke={1.75} aria-hidden />}
        onClick={() => input.current?.click()}
      >
        {enrichmentText.file}
      </Button>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={enrichmentText.file}
        accept=".gmt,.gz,.txt"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file) openGeneSets(file);
        }}
      />
    </>
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
  return <Rows answer={answer} genes={genes ?? []} />;
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
          <Button variant="default" onClick={() => chooseSource(name)}>
            {collections[name].name}
          </Button>
          <span className="quiet">{collections[name].about}</span>
        </div>
      ))}
    </div>
  );
}

function Failure({ error, genes }: { error: EnrichmentError; genes: readonly string[] }) {
  const { title, why, next } =
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
      <Message tone="error" title={title} text={why}>
        <p>{next}</p>
      </Message>
    </div>
  );
}

function Rows(props: { answer: NonNullable<AnswerState>; genes: readonly string[] }) {
  const { answer, genes } = props;
  const { group, isWaiting } = useEnrichment();
  const [typed, setTyped] = useState('');
  const [asFigure, setAsFigure] = useState(false);
  const filter = useDeferredValue(typed.trim().toLowerCase());
  const nameOf = useGroupNames();
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
              shared.some((gene) => genes[gene]?.toLowerCase().includes(filter)),
          ),
    [inGroup, filter, genes],
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
        <SegmentedControl
          size="xs"
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
        <SetTable rows={shown} genes={genes} nameOf={nameOf} of={answer.question.of} />
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

function SetTable(props: {
  rows: readonly EnrichedRow[];
  genes: readonly string[];
  nameOf: (group: string) => string;
  of: keyof typeof groupLabel;
}) {
  const { rows, genes, nameOf, of } = props;
  const selection = useView((view) => view.present.selection);
  const several = rows.some(({ group }) => group !== rows[0]?.group);
  const columns = useMemo(() => columnsFor(genes, of, several ? nameOf : null), [genes, nameOf, of, several]);
  const selected = selection?.kind === 'genes' ? selection.genes.join() : null;
  return (
    <div className={classes.table}>
      <VirtualTable
        label={enrichmentText.table}
        columns={columns}
        rows={rows}
        rowKey={({ group, set }) => `${group}\t${set}`}
        isSelected={({ members }) => members.join() === selected}
        onSelect={({ members }) => selectGenes(members)}
        firstColumn={columns.findIndex(({ name }) => name === 'q')}
      />
    </div>
  );
}

/** `nameOf`: null where there is one group. */
function columnsFor(
  genes: readonly string[],
  of: keyof typeof groupLabel,
  nameOf: ((group: string) => string) | null,
): readonly Column<EnrichedRow>[] {
  const names = ({ shared }: EnrichedRow) => shared.map((gene) => genes[gene] ?? '').join(', ');
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

/** Names of groups as shown: those that modules were given. */
function useGroupNames(): (group: string) => string {
  const modules = useRun((run) => run.result?.modules);
  const given = useView((view) => view.present.moduleNames);
  return useMemo(() => {
    const names = new Map(
      (modules ?? []).map(({ name }, index) => [name, given[index] ? `${name} ${given[index]}` : name]),
    );
    return (group: string) => names.get(group) ?? group;
  }, [modules, given]);
}
