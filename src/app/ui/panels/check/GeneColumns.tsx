/** Which columns of a table, or rows of var, are genes: those in doubt and those left out with the reason, each with a box to change it, and all others. */
import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { NumericColumn, OpenedFile } from '../../../../dataset/annotation';
import { count, listOf, plural } from '../../../../present/text/format';
import { columnReasonText } from '../../../../present/text/numericColumns';
import { takeColumns } from '../../../session/page/actions';
import { useImport } from '../../../session/stores';
import classes from './CheckPage.module.css';

/** More genes than this are not listed one by one. */
const MAX_LISTED = 200;
/** Columns that are no plain genes, those in doubt first. */
const MAX_JUDGED = 60;
const none: readonly NumericColumn[] = [];
const noTicks: ReadonlyMap<string, boolean> = new Map();

export function GeneColumns({ opened, genes }: { opened: OpenedFile; genes: readonly string[] }) {
  const judged = opened.numericColumns ?? none;
  const isSettled = useImport(({ phase }) => phase === 'checking' || phase === 'ready');
  const isLoading = useImport(({ phase }) => phase === 'loading');
  /** Ticks count while the table is read with them. */
  const [latest, setLatest] = useState(noTicks);
  const ticked = isSettled ? noTicks : latest;
  const [isOpen, setOpen] = useState(false);
  const named = new Set(judged.map(({ name }) => name));
  const ordered = judged.toSorted((a, b) => Number(b.isDoubtful) - Number(a.isDoubtful)).slice(0, MAX_JUDGED);
  const doubtful = judged.filter(({ isDoubtful }) => isDoubtful).length;
  const leftOut = judged.filter(({ isGene }) => !isGene);
  const isTicked = (name: string, isGene: boolean) => ticked.get(name) ?? isGene;
  const take = (name: string, isGene: boolean) => {
    const next = new Map([...ticked, [name, isGene]]);
    setLatest(next);
    const all = new Map([...judged.map((column) => [column.name, column.isGene] as const), ...next]);
    takeColumns({
      asGenes: [...all].flatMap(([column, taken]) => (taken ? column : [])),
      notGenes: [...all].flatMap(([column, taken]) => (taken ? [] : column)),
    });
  };
  return (
    <section className={classes.section} aria-labelledby="gene-columns-title">
      <h2 id="gene-columns-title">Columns taken as genes</h2>
      <p className="quiet">
        {plural(genes.length, 'column')}: {listOf(genes, 8)}.
        {leftOut.length > 0
          ? ` Left out: ${listOf(
              leftOut.map(({ name }) => name),
              8,
            )}.`
          : ''}
        {doubtful > 0 ? ` ${count(doubtful)} in doubt: tick those that are genes.` : ''}
      </p>
      {ordered.length > 0 ? (
        <ul className={classes.columns}>
          {ordered.map(({ name, isGene, isDoubtful, reason }, at) => (
            // Names may repeat.
            <li key={`${name} ${at}`}>
              <Checkbox
                size="xs"
                label={name}
                description={`${isDoubtful ? 'In doubt. ' : ''}${columnReasonText(reason)}.`}
                checked={isTicked(name, isGene)}
                disabled={isLoading}
                onChange={(event) => take(name, event.currentTarget.checked)}
              />
            </li>
          ))}
        </ul>
      ) : null}
      {judged.length > ordered.length ? (
        <p className="quiet">and {count(judged.length - ordered.length)} more that are left out.</p>
      ) : null}
      {genes.length <= MAX_LISTED ? (
        <details className={classes.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>All columns taken as genes</summary>
          {isOpen ? (
            <ul className={classes.columns}>
              {genes
                .filter((name) => !named.has(name))
                .map((name) => (
                  <li key={name}>
                    <Checkbox
                      size="xs"
                      label={name}
                      checked={isTicked(name, true)}
                      disabled={isLoading}
                      onChange={(event) => take(name, event.currentTarget.checked)}
                    />
                  </li>
                ))}
            </ul>
          ) : null}
        </details>
      ) : null}
    </section>
  );
}
