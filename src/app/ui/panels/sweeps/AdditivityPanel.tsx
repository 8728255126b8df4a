/** The combination on the sliders beside the sum of its single changes, gene by gene. */
import { Button } from '@mantine/core';
import { useDeferredValue, useMemo } from 'react';
import type { Additivity } from '../../../../dynamics/additivity';
import type { FittedModel } from '../../../../dynamics/fitted';
import type { Change } from '../../../../dynamics/predict';
import { foldOrRatio, signed } from '../../../../present/text/format';
import { changesText } from '../../../../present/text/changes';
import {
  additivityRemarks,
  type AdditivityRow,
  additivityRows,
  additivityTable,
} from '../../../../present/text/screen';
import {
  closePerturbPanel,
  downloadName,
  saveFile,
  select,
  showScreen,
  askPredictions,
} from '../../../session/page/actions';
import { useRun, useView } from '../../../session/stores';
import { PanelFrame } from '../../kit/PanelFrame';
import { SETTLED_MS, useLatest } from '../../kit/useLatest';
import { type Column, numberColumn, textColumn } from '../../kit/DataTable';
import { additivityText } from '../../text/sweeps';
import { VirtualTable } from '../../kit/VirtualTable';
import classes from './sweeps.module.css';

interface Question {
  readonly model: FittedModel;
  readonly changes: readonly Change[];
  readonly time: number | null;
}

export function AdditivityPanel() {
  const model = useRun((run) => run.result?.model ?? null);
  const sliders = useDeferredValue(useView((view) => view.present.sliders));
  const time = useView((view) => view.present.time);
  const question = useMemo(() => {
    const changes = sliders.filter(({ value }) => value !== 1);
    return model && changes.length > 1 ? { model, changes, time } : null;
  }, [model, sliders, time]);
  const latest = useLatest(question, ask, SETTLED_MS);
  const genes = useRun((run) => run.dataset?.genes ?? noGenes);
  const rows = useMemo(
    () =>
      latest &&
      additivityRows(
        latest.answer,
        latest.question.changes.map(({ gene }) => gene),
      ),
    [latest],
  );
  return (
    <PanelFrame
      title={additivityText.heading}
      close={[additivityText.close, closePerturbPanel]}
      choices={
        <>
          {latest && rows ? (
            <>
              <p>
                <b>{changesText(genes, latest.question.changes)}</b>
              </p>
              {additivityRemarks(genes, rows).map((sentence) => (
                <p key={sentence}>{sentence}</p>
              ))}
              <Button
                size="xs"
                variant="default"
                onClick={() =>
                  saveFile(
                    new Blob([additivityTable(genes, rows)], { type: 'text/tab-separated-values' }),
                    downloadName('additivity.tsv'),
                  )
                }
              >
                {additivityText.download}
              </Button>
            </>
          ) : (
            <p className="quiet">{question ? additivityText.waiting : additivityText.tooFew}</p>
          )}
          <p className="caption">{additivityText.about}</p>
        </>
      }
    >
      {rows ? <Rows rows={rows} genes={genes} /> : null}
    </PanelFrame>
  );
}

const noGenes: readonly string[] = [];

function ask({ changes, time }: Question): Promise<Additivity | null> {
  return askPredictions((remote) => remote.additivity(changes, time));
}

function Rows({ rows, genes }: { rows: readonly AdditivityRow[]; genes: readonly string[] }) {
  const scale = useRun((run) => run.dataset?.scale);
  const selection = useView((view) => view.present.selection);
  const columns = useMemo((): readonly Column<AdditivityRow>[] => {
    const [name, combination, sum, deviation, kind] = additivityText.columns;
    return [
      textColumn(name, ({ gene }) => genes[gene] ?? ''),
      numberColumn(
        combination,
        (row) => Math.abs(row.combined),
        (row) => foldOrRatio(row.combined, scale),
      ),
      numberColumn(
        sum,
        (row) => Math.abs(row.sum),
        (row) => foldOrRatio(row.sum, scale),
      ),
      numberColumn(
        deviation,
        (row) => Math.abs(row.deviation),
        ({ deviation: value, low, high }) =>
          low === null || high === null || low === high
            ? signed(value)
            : `${signed(value)} (${signed(low)} to ${signed(high)})`,
      ),
      textColumn(
        kind,
        (row) => row.kind,
        (row) => (row.isUncertain ? `${row.kind.split(' ')[0]}, ${additivityText.uncertain}` : row.kind),
      ),
    ];
  }, [genes, scale]);
  return (
    <div className={classes.table}>
      <VirtualTable
        label={additivityText.table}
        columns={columns}
        rows={rows}
        rowKey={({ gene }) => String(gene)}
        isSelected={({ gene }) => selection?.kind === 'gene' && selection.gene === gene}
        onSelect={({ gene }) => {
          select({ kind: 'gene', gene });
          // The sliders stay in view.
          showScreen({ inspector: 'run' });
        }}
        firstColumn={3}
      />
    </div>
  );
}
