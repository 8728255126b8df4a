/** Transitions of the view document that concern kept scenarios. Gene numbers index Dataset.genes. */
import { MAX_SCENARIOS, type Scenario, type ViewDocument } from '../../../share/view';

/** What the sliders and the choice of time ask for. */
type Setting = Pick<Scenario, 'sliders' | 'time'>;

/** Sliders at 1 change nothing. */
export function movedOf({ sliders, time }: Setting): Setting {
  return { sliders: sliders.filter(({ value }) => value !== 1), time };
}

/** Place of the scenario with these levels and time, in whatever order its genes were set; −1 where none is kept. */
export function placeOf(scenarios: readonly Scenario[], setting: Setting): number {
  const wanted = keyOf(setting);
  return scenarios.findIndex((one) => keyOf(one) === wanted);
}

function keyOf(setting: Setting): string {
  const { sliders, time } = movedOf(setting);
  return JSON.stringify([
    sliders.map(({ gene, value }) => [gene, value]).toSorted(([a = 0], [b = 0]) => a - b),
    time,
  ]);
}

export type KeepHindrance = 'nothing-set' | 'kept' | 'full';

/** Why this setting cannot be kept; null: it can. */
export function keepHindrance(scenarios: readonly Scenario[], setting: Setting): KeepHindrance | null {
  if (movedOf(setting).sliders.length === 0) return 'nothing-set';
  if (placeOf(scenarios, setting) >= 0) return 'kept';
  return scenarios.length < MAX_SCENARIOS ? null : 'full';
}

export function kept(view: ViewDocument, setting: Setting): ViewDocument {
  if (keepHindrance(view.scenarios, setting) !== null) return view;
  return { ...view, scenarios: [...view.scenarios, { name: null, ...movedOf(setting) }] };
}

/** An empty name restores the default name. */
export function scenarioRenamed(view: ViewDocument, place: number, name: string): ViewDocument {
  const given = name.trim() || null;
  if (view.scenarios[place]?.name === given) return view;
  return {
    ...view,
    scenarios: view.scenarios.map((one, at) => (at === place ? { ...one, name: given } : one)),
  };
}

export function scenarioRemoved(view: ViewDocument, place: number): ViewDocument {
  return { ...view, scenarios: view.scenarios.toSpliced(place, 1) };
}

/** Sets the sliders and the time of a scenario. */
export function scenarioSet(view: ViewDocument, place: number): ViewDocument {
  const { sliders, time } = view.scenarios[place] ?? view;
  return { ...view, sliders, time };
}
