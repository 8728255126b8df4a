/** The cells at which a method is read: all, a group, or those picked under Cells. */
import { Select } from '@mantine/core';
import { useMemo } from 'react';
import { cellGroups, cellsOfGroup } from '../../../../dataset/cellGroups';
import type { Dataset } from '../../../../dataset/dataset';
import {
  setMethodCells,
  type ChosenCells as Chosen,
  useMethodRuns,
} from '../../../session/methods/methodRuns';
import { useView } from '../../../session/stores';
import { methodsText, pickedGroupText } from '../../text/methods';
import { needsComponents, usePicked } from '../../derived/picked';
import { componentsOf, useCellsClient } from '../../derived/useCells';

export function ChosenCells({ method, dataset }: { method: string; dataset: Dataset }) {
  const chosen = useMethodRuns(({ cells }) => cells[method]);
  const pick = useView((view) => view.present.cells.pick);
  const client = useCellsClient(needsComponents(pick) ? dataset : null);
  const picked = usePicked(dataset, componentsOf(client));
  const groups = useMemo(() => cellGroups(dataset), [dataset]);
  const choices = useMemo(() => {
    const byName = new Map<string, () => Chosen>();
    if (picked) {
      const { name, isPicked } = picked;
      const shown = pickedGroupText(
        name,
        isPicked.reduce((sum, one) => sum + one, 0),
      );
      byName.set(shown, () => ({ name: shown, isMember: isPicked }));
    }
    // What was picked before stays chosen until another choice.
    if (chosen && !byName.has(chosen.name)) byName.set(chosen.name, () => chosen);
    for (const group of groups) {
      const { name } = group;
      byName.set(name, () => ({ name, isMember: cellsOfGroup(group) }));
    }
    return byName;
  }, [picked, chosen, groups]);
  return (
    <Select
      size="xs"
      label={methodsText.cells}
      description={methodsText.cellsAbout}
      placeholder={methodsText.allCells}
      data={[...choices.keys()]}
      value={chosen?.name ?? null}
      clearable
      searchable={choices.size > 12}
      onChange={(name) => setMethodCells(method, (name === null ? null : choices.get(name)?.()) ?? null)}
    />
  );
}
