/** Which columns of a table are genes: those in doubt and those left out with the reason, each with a box to change it, and all others. */
import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { NumericColumn, OpenedFile } from '../../../../dataset/annotation';
import { count, listOf, plural } from '../../../../present/text/format';
import { columnReasonText } from '../../../../present/text/numericColumns';
import { takeColumns } from '../../../session/actions';
import { useImport } from '../../../session/stores';
import classes from './CheckPage.module.css';

/** More genes than this are not listed one by one. */
const MAX_LISTED = 200;
const none: readonly NumericColumn[] = [];

export function GeneColumns({ opened, genes }: { opened: OpenedFile; genes: readonly string[] }) {
  const judged = opened.numericColumns ?? none;
  const busy = useImport((state) => state.phase === 'reading' || state.phase === 'loading');
  const [isOpen, setOpen] = useState(false);
  const named = new Set(judged.map(({ name }) => name));
  const ordered = judged.toSorted((a, b) => Number(b.isDoubtful) - Number(a.isDoubtful));
  const doubtful = judged.filter(({ isDoubtful }) => isDoubtful).length;
  const leftOut = judged.filter(({ isGene }) => !isGene);
  const take = (name: string, isGene: boolean) => {
    const others = judged.filter((column) => column.name !== name);
    void takeColumns({
      asGenes: namesOf(
        others.filter((column) => column.isGene),
        isGene ? name : null,
      ),
      notGenes: namesOf(
        others.filter((column) => !column.isGene),
        isGene ? null : name,
      ),
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
                checked={isGene}
                disabled={busy}
                onChange={(event) => take(name, event.currentTarget.checked)}
              />
            </li>
          ))}
        </ul>
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
                      checked
                      disabled={busy}
                      onChange={() => take(name, false)}
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

const namesOf = (columns: readonly NumericColumn[], added: string | null): readonly string[] => [
  ...columns.map(({ name }) => name),
  ...(added === null ? [] : [added]),
];
