/** Known edges beside the measured responses: which are confirmed or contradicted, and how they would be revised. Loaded when first shown. */
import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { Truth } from '../../../../evaluation/networks/truth';
import { confirmationText, consistencyHeader, consistencyRows } from '../../../../present/text/knowledge';
import type { KnowledgeReport } from '../../../../inference/benchmark/knowledge';
import { useCompared } from '../../../session/methods/compared';
import { checkKnowledge, useKnowledgeCheck } from '../../../session/methods/knowledgeCheck';
import { Message, ScrollRegion } from '../../kit/blocks';
import { DataTable } from '../../kit/DataTable';
import { refineText } from '../../text/refine';
import { Responses } from './Responses';
import { Revisions } from './Revisions';
import classes from './KnowledgeAgainstData.module.css';

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
