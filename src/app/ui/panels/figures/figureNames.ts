/** Names of the figures. */
export type FigureName = 'predicted' | 'trajectories' | 'modules' | 'embedding';

export const figureNames: Readonly<Record<FigureName, string>> = {
  predicted: 'Predicted and measured',
  trajectories: 'Trajectories',
  modules: 'Module activity',
  embedding: 'Embedding',
};

/** All figures, or those that need no cells and measurements (runs from links). */
export function figuresOf(shared: boolean): readonly FigureName[] {
  return shared ? ['trajectories'] : ['predicted', 'trajectories', 'modules', 'embedding'];
}
