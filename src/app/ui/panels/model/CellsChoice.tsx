/** Which cells the next run learns from, where effects say that some do not respond; of a run whose file is closed, which it left out. */
import { describeNote } from '../../../../present/text/notes';
import { cellsChoices, cellsText } from '../../../../present/text/responding';
import { changeMapping } from '../../../session/page/actions';
import { useEffects, useImport, useRun } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';

export function CellsChoice() {
  const isOpened = useImport((state) => state.opened !== null);
  const cells = useImport(({ mapping }) => mapping?.cells ?? 'all');
  const escaped = useEffects(({ found }) => found?.escaped ?? null);
  if (!isOpened || (cells === 'all' && !escaped?.cells)) return null;
  return (
    <Choice
      label="Cells"
      description={cellsText(cells, escaped)}
      data={cellsChoices}
      value={cells}
      onChange={(chosen) => changeMapping({ cells: chosen })}
    />
  );
}

export function CellsLeftOut() {
  const isOpened = useImport((state) => state.opened !== null);
  const notes = useRun(({ dataset }) => dataset?.notes);
  const note = isOpened ? null : notes?.find(({ tag }) => tag === 'cells-escaped');
  if (!note) return null;
  const { title, detail } = describeNote(note);
  return <Message tone="plain" title={title} text={detail} />;
}
