/** Predictions at the cells of another file: where they start, how effects measured there agree, and the responders beside those of the run. */
import { ActionIcon, Button } from '@mantine/core';
import { IconX, IconFilePlus } from '@tabler/icons-react';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import type { PredictedEnd } from '../../../../dynamics/predict';
import { describeInputError } from '../../../../present/text/errors';
import { foldOrRatio } from '../../../../present/text/format';
import {
  isRefusal,
  otherCellsLines,
  otherCellsText,
  refusedCells,
  startsOf,
} from '../../../../present/text/otherCells';
import type { ToldCells } from '../../../../../workers/protocol';
import {
  closeOtherCells,
  openOtherCells,
  predictThere,
  useOtherCells,
} from '../../../session/predict/otherCells';
import { usePrediction, useRun } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { carriesFiles, droppedFiles } from '../../kit/droppedFiles';
import { HiddenFileInput } from '../../kit/HiddenFileInput';
import { openable } from '../../text/data';
import classes from './sweeps.module.css';

const MAX_RESPONDERS = 8;

async function take(transfer: DataTransfer): Promise<void> {
  const [file] = await droppedFiles(transfer);
  if (file) await openOtherCells(file);
}

export function OtherCells() {
  const input = useRef<HTMLInputElement>(null);
  const now = useOtherCells((state) => state.now);
  const result = useRun((run) => run.result);
  // Another run has other cells.
  useEffect(() => {
    if (now.phase === 'ready' && now.result !== result) closeOtherCells();
  }, [now, result]);
  const [isOver, setOver] = useState(false);
  const drag = (event: DragEvent) => {
    if (!carriesFiles(event.nativeEvent)) return;
    event.preventDefault();
    setOver(true);
  };
  const leave = (event: DragEvent) => {
    const { relatedTarget: to } = event;
    if (!(to instanceof Node) || !event.currentTarget.contains(to)) setOver(false);
  };
  const drop = (event: DragEvent) => {
    if (!carriesFiles(event.nativeEvent)) return;
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer);
  };
  return (
    <div
      className={now.phase === 'none' && !isOver ? undefined : classes.cells}
      onDragEnter={drag}
      onDragOver={drag}
      onDragLeave={leave}
      onDrop={drop}
    >
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconFilePlus size={14} stroke={1.75} aria-hidden />}
        title={otherCellsText.hint}
        loading={now.phase === 'reading'}
        onClick={() => input.current?.click()}
      >
        {otherCellsText.button}
      </Button>
      <HiddenFileInput
        ref={input}
        label={otherCellsText.input}
        accept={openable}
        onFiles={([file]) => void openOtherCells(file)}
      />
      {isOver ? <p className="caption">{otherCellsText.drop}</p> : null}
      <Told />
    </div>
  );
}

function Told() {
  const now = useOtherCells((state) => state.now);
  switch (now.phase) {
    case 'none':
      return null;
    case 'reading':
      return <p role="status">{otherCellsText.reading(now.file)}</p>;
    case 'lost':
      return <Message tone="error" title={otherCellsText.lost} text={now.detail} />;
    case 'refused': {
      const { title, why, next } = isRefusal(now.problem)
        ? refusedCells(now.problem)
        : describeInputError(now.problem);
      return <Message tone="error" title={title} text={`${why} ${next}`} />;
    }
    case 'ready':
      return <Ready cells={now.cells} />;
    default:
      return now satisfies never;
  }
}

function Ready({ cells }: { cells: ToldCells }) {
  const genes = useRun((run) => run.dataset?.genes ?? []);
  return (
    <section aria-labelledby="other-cells-title">
      <div className={classes.finding}>
        <h3 id="other-cells-title">{otherCellsText.title(cells.file)}</h3>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          aria-label={otherCellsText.close}
          onClick={closeOtherCells}
        >
          <IconX size={14} stroke={1.75} />
        </ActionIcon>
      </div>
      {otherCellsLines(cells, genes).map((line) => (
        <p key={line} className="caption">
          {line}
        </p>
      ))}
      <Responders cells={cells} genes={genes} />
    </section>
  );
}

/** Those with the largest change at the other cells, beside that of the run. */
function Responders({ cells, genes }: { cells: ToldCells; genes: readonly string[] }) {
  const answer = usePrediction((predicted) => predicted.answer);
  const scale = useRun((run) => run.dataset?.scale);
  const [there, setThere] = useState<{ readonly of: typeof answer; readonly end: PredictedEnd } | null>(null);
  useEffect(() => {
    if (!answer) return undefined;
    let isLatest = true;
    const predict = async () => {
      const end = await predictThere(answer);
      if (isLatest) setThere(end && { of: answer, end });
    };
    void predict();
    return () => {
      isLatest = false;
    };
  }, [answer]);
  if (!answer || !there) return <p>{otherCellsText.setGenes}</p>;
  const set = answer.sliders.filter(({ value }) => value !== 1).map(({ gene }) => gene);
  const starts = startsOf(cells, genes);
  const foldThere = there.end.log2FoldChange;
  const strongest = [...genes.keys()]
    .filter((gene) => !set.includes(gene))
    .toSorted((a, b) => Math.abs(foldThere[b] ?? 0) - Math.abs(foldThere[a] ?? 0))
    .slice(0, MAX_RESPONDERS);
  return (
    <table className={classes.beside}>
      <thead>
        <tr>
          <th scope="col">{otherCellsText.gene}</th>
          <th scope="col">{otherCellsText.there}</th>
          <th scope="col">{otherCellsText.here}</th>
        </tr>
      </thead>
      <tbody>
        {strongest.map((gene) => (
          <tr key={gene}>
            <th scope="row">
              {genes[gene]}
              {starts[gene] === 'measured' ? '' : ` (${starts[gene]})`}
            </th>
            <td className="number">{foldOrRatio(foldThere[gene] ?? 0, scale)}</td>
            <td className="number">{foldOrRatio(there.of?.prediction.log2FoldChange[gene] ?? 0, scale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
