/** Kept scenarios as buttons that set the sliders, for readers; nothing where none are kept. */
import type { Dataset } from '../../../../dataset/dataset';
import { scenarioName } from '../../../../present/text/scenarios';
import { setScenario } from '../../../session/predict/scenarioActions';
import { placeOf } from '../../../session/predict/scenarios';
import { useView } from '../../../session/stores';
import { scenarioText } from '../../text/scenarios';
import classes from './Scenarios.module.css';

export function ScenarioButtons({ dataset }: { dataset: Dataset }) {
  const scenarios = useView((view) => view.present.scenarios);
  const sliders = useView((view) => view.present.sliders);
  const time = useView((view) => view.present.time);
  if (scenarios.length === 0) return null;
  const current = placeOf(scenarios, { sliders, time });
  return (
    // oxlint-disable-next-line jsx-a11y/no-redundant-roles -- Safari forgets the role of a list without bullets
    <ul role="list" className={classes.chips} aria-label={scenarioText.title}>
      {scenarios.map((scenario, place) => (
        <li
          key={`${place} ${JSON.stringify(scenario.sliders)}`}
          className={classes.chip}
          data-current={place === current ? '' : undefined}
        >
          <button
            type="button"
            className={`${classes.chipName} ${classes.alone}`}
            aria-pressed={place === current}
            onClick={() => setScenario(place)}
          >
            {scenarioName(scenario, dataset)}
          </button>
        </li>
      ))}
    </ul>
  );
}
