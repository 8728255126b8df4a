/** Finished methods beside the model: known edges found, error on unseen perturbations, edges shared with the model, time. */
import { Button, Checkbox } from '@mantine/core';
import { useMemo } from 'react';
import { abouts } from '../../../../evaluation/methods/abouts';
import type { AboutMethod, LinkVerdict } from '../../../../evaluation/methods/method';
import { edgesTsv } from '../../../../network/formats/edgeLists';
import type { Network } from '../../../../network/network';
import { drawnPairs } from '../../../../network/ranking';
import { decimal, duration } from '../../../../present/text/format';
import { familyNames, linkColumnTexts } from '../../../../present/text/gallery';
import { downloadName, saveFile } from '../../../session/share/exports';
import { showScreen } from '../../../session/page/actions';
import { countInConsensus, ownName, useMethodRuns } from '../../../session/methods/methodRuns';
import { useRun, useView } from '../../../session/stores';
import { methodsText, sharedText, titleAt } from '../../text/methods';
import { ScrollRegion } from '../../kit/blocks';
import { DataTable, type ShownColumn } from '../../kit/DataTable';
import classes from './Methods.module.css';

interface Row {
  readonly name: string;
  readonly title: string;
  readonly family: string;
  readonly network: Network;
  /** null for the model itself. */
  readonly about: AboutMethod | null;
  readonly auprc: number | null;
  readonly unseen: number | null;
  /** null of methods that do not learn from a known network. */
  readonly links: LinkVerdict | null;
  readonly shared: number;
  readonly seconds: number | null;
}

/** Best first; empty before a method has finished. */
function useRows(budget: number): readonly Row[] {
  const result = useRun((run) => run.result);
  const { states, comparison } = useMethodRuns();
  return useMemo(() => {
    const own = new Set(result ? drawnPairs(result.network, budget, new Set()) : []);
    const sharedWith = (network: Network) =>
      drawnPairs(network, budget, new Set()).filter((pair) => own.has(pair)).length;
    const area = (name: string) => comparison?.truth.get(name)?.auprc ?? null;
    const others = abouts.flatMap((about): readonly Row[] => {
      const state = states[about.name];
      if (state?.phase !== 'done') return [];
      const { network, unseen, links = null, seconds } = state.answer;
      return [
        {
          name: about.name,
          title: titleAt(about.title, state.cells),
          family: familyNames[about.family],
          network,
          about,
          auprc: area(about.name),
          unseen: unseen?.error ?? null,
          links,
          shared: sharedWith(network),
          seconds,
        },
      ];
    });
    if (others.length === 0) return [];
    const model: readonly Row[] = result
      ? [
          {
            name: ownName,
            title: methodsText.own,
            family: familyNames.dynamics,
            network: result.network,
            about: null,
            auprc: area(ownName),
            unseen: result.heldOut?.shrunkError ?? null,
            links: null,
            shared: own.size,
            seconds: result.seconds,
          },
        ]
      : [];
    return [...model, ...others].toSorted((a, b) => (b.auprc ?? 0) - (a.auprc ?? 0));
  }, [result, budget, states, comparison]);
}

export function Results() {
  const truth = useRun((run) => run.truth);
  const heldOut = useRun(({ dataset }) => (dataset?.heldOut.length ?? 0) > 0);
  const budget = useView((view) => view.present.edgeBudget);
  const rows = useRows(budget);
  if (rows.length === 0) return null;
  const verdicts = rows.flatMap(({ name, title, links }) =>
    links ? [[{ name, title }, links] as const] : [],
  );
  const columns: readonly ShownColumn<Row>[] = [
    {
      name: 'Method',
      cell: titleCell,
    },
    { name: 'Family', cell: ({ family }) => family },
    ...(truth
      ? [{ name: 'AUPRC', isNumber: true, cell: ({ auprc }: Row) => (auprc === null ? '–' : decimal(auprc)) }]
      : []),
    ...(heldOut
      ? [
          {
            name: 'Held-out error',
            isNumber: true,
            cell: ({ unseen }: Row) => (unseen === null ? '–' : decimal(unseen)),
          },
        ]
      : []),
    ...(verdicts.length > 0
      ? [
          {
            name: 'Unseen links',
            isNumber: true,
            cell: ({ links }: Row) => {
              const area = links?.averagePrecision;
              return area ? decimal(area.value) : '–';
            },
          },
        ]
      : []),
    {
      name: 'Edges shared with Modulode',
      isNumber: true,
      cell: ({ shared, about }) => (about === null ? '' : sharedText(shared, budget)),
    },
    {
      name: 'Time',
      isNumber: true,
      cell: ({ seconds }) => (seconds === null ? '' : seconds < 1 ? '< 1 s' : duration(seconds)),
    },
    {
      name: methodsText.counts,
      cell: countsCell,
    },
    { name: 'Network', isNumber: true, cell: actionsCell },
  ];
  return (
    <section className={classes.section} aria-labelledby="method-results">
      <h2 id="method-results">{methodsText.results}</h2>
      <ScrollRegion label="Table of methods" className={classes.scroll}>
        <DataTable columns={columns} rows={rows} rowKey={({ name }) => name} className={classes.table} />
      </ScrollRegion>
      {linkColumnTexts(verdicts).map((text) => (
        <p key={text} className={classes.needs}>
          {text}
        </p>
      ))}
    </section>
  );
}

const titleCell = ({ title, about }: Row) => <span className={about ? undefined : classes.own}>{title}</span>;

const countsCell = ({ name, title, about }: Row) =>
  about?.family === 'consensus' ? '' : <Counts name={name} title={title} />;

const actionsCell = (row: Row) => (row.about === null ? '' : <Actions row={row} about={row.about} />);

function Counts({ name, title }: { name: string; title: string }) {
  const excluded = useMethodRuns((runs) => runs.excluded.has(name));
  return (
    <Checkbox
      aria-label={`${methodsText.counts}: ${title}`}
      checked={!excluded}
      onChange={({ currentTarget }) => countInConsensus(name, currentTarget.checked)}
    />
  );
}

function Actions({ row, about }: { row: Row; about: AboutMethod }) {
  return (
    <span className={classes.rowActions}>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        aria-label={`${methodsText.download}: ${row.title}`}
        onClick={() => downloadEdges(row.network, about)}
      >
        TSV
      </Button>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        disabled={!about.signed}
        title={about.signed ? methodsText.compare : methodsText.unsigned}
        aria-label={`${methodsText.compare}: ${row.title}`}
        onClick={() => void compare(row)}
      >
        Compare
      </Button>
    </span>
  );
}

function downloadEdges(network: Network, { name, signed }: AboutMethod): void {
  const text = edgesTsv(network, Infinity, signed);
  saveFile(new Blob([text], { type: 'text/tab-separated-values' }), downloadName(`${name}.edges.tsv`));
}

/** Both networks with their genes at the same places. */
async function compare({ network, title }: Row): Promise<void> {
  const { compareWithNetwork } = await import('../../../session/methods/compared');
  compareWithNetwork(network, title);
  showScreen({ dialog: 'compare' });
}
