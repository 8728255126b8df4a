/** Known edges beside the measured responses: which are confirmed or contradicted, and how they would be revised. Loaded when first shown. */
import { Button, Checkbox } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import type { Truth } from '../../../../evaluation/networks/truth';
import {
  confirmationText,
  consistencyHeader,
  consistencyRows,
  observationsText,
  refinementText,
  revisionCounts,
  revisionHints,
  revisionNames,
} from '../../../../present/text/knowledge';
import type { KnowledgeReport } from '../../../../inference/benchmark/knowledge';
import { useCompared } from '../../../session/methods/compared';
import { checkKnowledge, useKnowledgeCheck } from '../../../session/methods/knowledgeCheck';
import { Message, ScrollRegion } from '../../kit/blocks';
import { DataTable, type ShownColumn } from '../../kit/DataTable';
import { refineText } from '../../text/refine';
import { KnownSign, Responses } from './Responses';
import classes from './KnowledgeAgainstData.module.css';
import type { Dataset } from '../../../../dataset/dataset';
import type { Revision } from '../../../../evaluation/knowledge/refine';
import { refinedEdges, refinedSif, refinedTsv, revisionsTsv } from '../../../../evaluation/knowledge/tables';
import { decimal } from '../../../../present/text/format';
import { downloadName, saveFile, select } from '../../../session/page/actions';
import { undoRevisions } from '../../../session/view/genes';
import { useRun, useView } from '../../../session/stores';

/** `edges`: strongest ones of the network that are shown as new where they are not known. */
export function KnowledgeAgainstData({ truth, edges }: { truth: Truth; edges: number }) {
  const { of, isWaiting, report, lost } = useKnowledgeCheck();
  const known = useCompared((compared) => compared.known);
  useEffect(() => void checkKnowledge(truth), [truth]);
  if (lost !== null)
    return (
      <Message
        tone="error"
        title={refineText.lost}
        text={lost}
        actions={
          <Button variant="default" onClick={() => void checkKnowledge(truth, of?.hops, true)}>
            {refineText.again}
          </Button>
        }
      />
    );
  if (isWaiting || of?.truth !== truth)
    return (
      <p role="status" className="quiet">
        {refineText.waiting}
      </p>
    );
  if (!report) return <Message tone="plain" title={refineText.none} />;
  return (
    <section className={classes.part}>
      {known === 'responses' ? (
        <>
          <Agreement report={report} />
          <Responses report={report} truth={truth} edges={edges} />
        </>
      ) : (
        <Revisions report={report} truth={truth} />
      )}
    </section>
  );
}

function Agreement({ report }: { report: KnowledgeReport }) {
  const rows = consistencyRows(report);
  return (
    <div className={classes.about}>
      <div>
        <p role="status">{confirmationText(report.confirmation)}</p>
        <p className="caption">{refineText.how}</p>
      </div>
      <div>
        <ScrollRegion label={refineText.agreement} className={undefined}>
          <DataTable
            className={classes.scores}
            columns={consistencyHeader.map((name, place) => ({
              name: place === 0 ? refineText.agreement : name,
              isNumber: place > 0,
              cell: (row: readonly string[]) => row[place],
            }))}
            rows={rows}
            rowKey={(row) => row[0] ?? ''}
          />
        </ScrollRegion>
        <p className="caption">{refineText.agreementHint}</p>
      </div>
    </div>
  );
}

/** Rows that a table without scrolling of its own draws at most. */
const MOST = 500;

/** Revisions of known edges by measured responses: each with its evidence, made or undone one by one, and the refined edges as files. */
function Revisions({ report, truth }: { report: KnowledgeReport; truth: Truth }) {
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
