/** Revisions of known edges by measured responses: each with its evidence, made or undone one by one, and the refined edges as files. */
import { Button, Checkbox } from '@mantine/core';
import { useMemo } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type { Revision } from '../../../../evaluation/knowledge/refine';
import { refinedEdges, refinedSif, refinedTsv, revisionsTsv } from '../../../../evaluation/knowledge/tables';
import type { Truth } from '../../../../evaluation/networks/truth';
import type { KnowledgeReport } from '../../../../inference/benchmark/knowledge';
import {
  observationsText,
  refinementText,
  revisionCounts,
  revisionHints,
  revisionNames,
} from '../../../../present/text/knowledge';
import { decimal } from '../../../../present/text/format';
import { downloadName, saveFile, select } from '../../../session/page/actions';
import { undoRevisions } from '../../../session/view/genes';
import { useRun, useView } from '../../../session/stores';
import { DataTable, type ShownColumn } from '../../kit/DataTable';
import { ScrollRegion } from '../../kit/blocks';
import { refineText } from '../../text/refine';
import { KnownSign } from './marks';
import classes from './KnowledgeAgainstData.module.css';

/** Rows that a table without scrolling of its own draws at most. */
const MOST = 500;

export function Revisions({ report, truth }: { report: KnowledgeReport; truth: Truth }) {
  const { revisions } = report.refinement;
  const { genes } = report.base;
  const dataset = useRun((run) => run.dataset);
  const undone = useView((view) => view.present.undoneRevisions);
  const isUndone = useMemo(() => {
    const ends = new Set(undone.map(({ source, target }) => `${source} ${target}`));
    return ({ source, target }: Revision) => ends.has(`${source} ${target}`);
  }, [undone]);
  const changes = revisions.filter(({ kind }) => kind !== 'kept');
  const refined = () => refinedEdges(truth.edges, revisions, genes, isUndone);
  const made = () => changes.filter((one) => !isUndone(one));
  const downloads = [
    {
      label: refineText.downloadRevisions,
      file: 'revisions.tsv',
      text: () => revisionsTsv(made(), genes),
    },
    { label: refineText.downloadRefined, file: 'refined-edges.tsv', text: () => refinedTsv(refined()) },
    { label: refineText.downloadSif, file: 'refined-edges.sif', text: () => refinedSif(refined()) },
  ];
  return (
    <>
      <div className={classes.about}>
        <div>
          <p role="status">
            <b>{revisionCounts(revisions)}</b>
          </p>
        </div>
        <p className="quiet">{refinementText(report)}</p>
      </div>
      <div className={classes.bar}>
        <Button size="compact-sm" variant="default" onClick={() => undoRevisions(changes, true)}>
          {refineText.undoAll}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => undoRevisions(changes, false)}>
          {refineText.makeAll}
        </Button>
        <span className={classes.gap} />
        {downloads.map(({ label, file, text }) => (
          <Button
            key={file}
            size="compact-sm"
            variant="default"
            onClick={() => saveFile(new Blob([text()], { type: 'text/plain' }), downloadName(file))}
          >
            {label}
          </Button>
        ))}
      </div>
      {changes.length === 0 ? (
        <p>{refineText.unchanged}</p>
      ) : (
        <ScrollRegion label={refineText.revisions} className={classes.table}>
          <DataTable
            className={classes.revisions}
            columns={dataset ? columnsOf(genes, dataset, isUndone) : []}
            rows={changes.slice(0, MOST)}
            rowKey={({ source, target }) => `${source} ${target}`}
            head={1}
          />
        </ScrollRegion>
      )}
    </>
  );
}

function columnsOf(
  genes: readonly string[],
  dataset: Dataset,
  isUndone: (revision: Revision) => boolean,
): readonly ShownColumn<Revision>[] {
  const nameOf = (gene: number) => genes[gene] ?? '';
  return [
    {
      name: refineText.made.short,
      cell: (one) => (
        <Checkbox
          size="xs"
          checked={!isUndone(one)}
          aria-label={refineText.made.of(nameOf(one.source), nameOf(one.target))}
          onChange={() => undoRevisions([one], !isUndone(one))}
        />
      ),
    },
    {
      name: 'Edge',
      cell: ({ source, target }) => (
        <button
          type="button"
          className="text-button"
          onClick={() => select({ kind: 'edge', source, target })}
        >
          {nameOf(source)} → {nameOf(target)}
        </button>
      ),
    },
    {
      name: 'Revision',
      cell: (one) => (
        <span className={isUndone(one) ? classes.undone : undefined} title={revisionHints[one.kind]}>
          {revisionNames[one.kind]}
        </span>
      ),
    },
    {
      name: 'Sign',
      cell: ({ before, after }) => (
        <span className={classes.signs}>
          <KnownSign sign={before} />
          <span aria-hidden>›</span>
          <KnownSign sign={after} />
        </span>
      ),
    },
    {
      name: <abbr title={refineText.supportHint}>{refineText.support}</abbr>,
      isNumber: true,
      cell: ({ support }) => decimal(support, 1),
    },
    { name: 'Measured', cell: ({ observations }) => observationsText(observations, dataset) },
  ];
}
