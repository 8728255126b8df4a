/** The five largest predicted changes; a diamond where the screen measured the same change. */
import { useDeferredValue } from 'react';
import { useRun } from '../../../session/stores';
import { EffectBar } from '../../kit/EffectBar';
import { fold } from '../../../../present/text/numbers';
import { readerText } from '../../text/reader';
import { respondersOf } from '../perturb/responders';
import { useMeasuredFold } from '../perturb/useMeasuredFold';
import classes from './ReaderSheet.module.css';

const most = 5;

export function FiveResponders({ genes }: { genes: readonly string[] }) {
  const answer = useDeferredValue(useRun((run) => run.prediction));
  const measured = useMeasuredFold(answer);
  if (!answer) return null;
  const changed = answer.sliders.filter(({ value }) => value !== 1).map(({ gene }) => gene);
  const responders = respondersOf(answer.prediction, changed, [], most).downstream;
  return (
    <section aria-labelledby="reader-responders">
      <div className={classes.row}>
        <h2 id="reader-responders">{readerText.responders}</h2>
        {measured ? <span className="caption">◇ measured</span> : null}
      </div>
      <table className={classes.responders}>
        <tbody>
          {responders.map(({ gene, log2, interval }) => (
            <tr key={gene}>
              <th scope="row">{genes[gene]}</th>
              <td>
                <EffectBar log2={log2} interval={interval} measured={measured?.[gene] ?? null} />
              </td>
              <td className="number">{fold(log2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
