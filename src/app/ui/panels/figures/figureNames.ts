/** Which figures there are. */
export type FigureName = 'predicted' | 'trajectories' | 'modules' | 'embedding';

export const figureNames: Readonly<Record<FigureName, string>> = {
  predicted: 'Predicted and measured',
  trajectories: 'Trajectories',
  modules: 'Module activity',
  embedding: 'Embedding',
};

/** All of them, or those that need no cells and no measurements (of a link). */
export function figuresOf(shared: boolean): readonly FigureName[] {
  return shared ? ['trajectories'] : ['predicted', 'trajectories', 'modules', 'embedding'];
}
