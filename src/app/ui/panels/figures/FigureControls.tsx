/** Selection of the figure, and of its genes for trajectories. */
import { MultiSelect } from '@mantine/core';
import { useRun } from '../../../session/stores';
import { Choice } from '../../kit/Choice';

/** `genes` null: those that respond most. */
export interface FigureChoice {
  readonly name: FigureName;
  readonly genes: readonly number[] | null;
}

const mostGenes = 8;

export function FigureControls(props: { choice: FigureChoice; onChange: (choice: FigureChoice) => void }) {
  const { choice, onChange } = props;
  const genes = useRun((run) => run.dataset?.genes ?? []);
  const shared = useRun((run) => run.shared !== null);
  return (
    <>
      <Choice
        label="Figure"
        value={choice.name}
        data={figuresOf(shared).map((value) => ({ value, label: figureNames[value] }))}
        onChange={(name) => onChange({ ...choice, name })}
      />
      {choice.name === 'trajectories' ? (
        <MultiSelect
          size="xs"
          label="Genes"
          placeholder={choice.genes ? '' : 'Top responders'}
          searchable
          clearable
          limit={50}
          maxValues={mostGenes}
          data={genes.map((label, gene) => ({ value: String(gene), label }))}
          value={(choice.genes ?? []).map(String)}
          onChange={(chosen) => {
            onChange({ ...choice, genes: chosen.length > 0 ? chosen.map(Number) : null });
          }}
        />
      ) : null}
    </>
  );
}

export type FigureName = 'predicted' | 'trajectories' | 'modules' | 'embedding';

/** Names of the figures. */
const figureNames: Readonly<Record<FigureName, string>> = {
  predicted: 'Predicted and measured',
  trajectories: 'Trajectories',
  modules: 'Module activity',
  embedding: 'Embedding',
};

/** All figures, or those that need no cells and measurements (runs from links). */
export function figuresOf(shared: boolean): readonly FigureName[] {
  return shared ? ['trajectories'] : ['predicted', 'trajectories', 'modules', 'embedding'];
}
