/** Published screens as frozen runs, each a card that opens what was learned from it. */
import { IconSnowflake } from '@tabler/icons-react';
import { count } from '../../../../present/text/format';
import { levelNames } from '../../../../present/text/levels';
import { frozenScreens, openFrozen, type FrozenScreen } from '../../../session/page/frozenScreens';
import { Fold } from '../../kit/Fold';
import { LevelMark } from '../verdict/LevelMark';
import classes from './FrozenScreens.module.css';

export function FrozenScreens() {
  return (
    <section className={classes.frozen} aria-labelledby="frozen-title">
      <div className={classes.head}>
        <IconSnowflake size={20} stroke={1.5} aria-hidden />
        <h2 id="frozen-title">Real screens, already trained</h2>
        <span className="quiet">Network, sliders and effects, without the cells.</span>
      </div>
      <ul className={classes.cards}>
        {frozenScreens.map((screen) => (
          <li key={screen.id}>
            <Card screen={screen} />
          </li>
        ))}
      </ul>
      <Fold title="Sources and licences" line="">
        <ul className={classes.sources}>
          {frozenScreens.map(({ id, citation, doi, source, command }) => (
            <li key={id}>
              <p>
                <a href={`https://doi.org/${doi}`} target="_blank" rel="noreferrer">
                  {citation}
                </a>{' '}
                {source} Trained with <code>{command}</code>.
              </p>
            </li>
          ))}
        </ul>
      </Fold>
    </section>
  );
}

function Card({ screen }: { screen: FrozenScreen }) {
  const { name, about, finding, predicts, cells, rows, genes, columns, licence } = screen;
  return (
    <button type="button" className={classes.card} onClick={() => void openFrozen(screen)}>
      <b>{name}</b>
      <span className="caption">{about}</span>
      <span>{finding}</span>
      <span className={classes.verdict}>
        <LevelMark level={predicts} /> Predictions: {levelNames[predicts].toLowerCase()}
      </span>
      <span className="caption">
        {count(cells)} {rows} × {count(genes)} {columns}, {licence}
      </span>
    </button>
  );
}
