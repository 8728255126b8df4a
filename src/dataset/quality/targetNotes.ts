/** Which perturbations did not do to their own target what their kind should, as notes; none for knockouts. */
import type { DatasetNote } from '../notes';
import { perturbationKinds } from '../mapping';
import { onTargetEffects } from './onTarget';
import { momentsOfGene, type MeasuredCondition, type Moments } from './moments';

/** With fewer cells an effect of one gene is seldom clear. */
const FEWEST_CELLS = 30;

/** @param labels [conditions] */
export function targetNotes(
  conditions: readonly MeasuredCondition[],
  labels: readonly string[],
  moments: Moments,
  isCounted: boolean,
): DatasetNote[] {
  const momentsOf = (group: readonly number[], gene: number) =>
    momentsOfGene(moments, conditions, group, gene);
  const effects = onTargetEffects(conditions, momentsOf, isCounted).filter(
    ({ cells }) => cells >= FEWEST_CELLS,
  );
  return perturbationKinds.flatMap((kind): DatasetNote[] => {
    const own = effects.filter(
      ({ condition, verdict }) => conditions[condition]?.kind === kind && verdict !== 'nothing-expected',
    );
    const named = (wanted: 'opposite' | 'unclear') => [
      ...new Set(
        own.filter(({ verdict }) => verdict === wanted).map(({ condition }) => labels[condition] ?? ''),
      ),
    ];
    const opposite = named('opposite');
    const moved = new Set(opposite);
    const unclear = named('unclear').filter((label) => !moved.has(label));
    if (opposite.length + unclear.length === 0) return [];
    const of = new Set(own.map(({ condition }) => labels[condition])).size;
    return [{ tag: 'targets-unmoved', kind, opposite, unclear, of }];
  });
}
