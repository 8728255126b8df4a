/** Why a gene is predicted to change: the paths that carry it, each with its contribution; a click shows a path in the network. */
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Change } from '../../../../dynamics/predict';
import type { Explanation, Path } from '../../../../dynamics/explain';
import { explanationText, kindOfPath, pathText } from '../../../../present/text/scenarios';
import { signed } from '../../../../present/text/format';
import { showScreen, explain } from '../../../session/page/actions';
import { selectGenes } from '../../../session/view/genes';
import { whyText } from '../../text/why';
import classes from './PerturbTab.module.css';

/** Milliseconds without another question before one is asked: the sliders answer first. */
const SETTLED_MS = 200;

interface Question {
  readonly changes: readonly Change[];
  readonly time: number | null;
  readonly target: number;
}

export function WhyPanel(props: Question & { genes: readonly string[]; onClose: () => void }) {
  const { genes, target } = props;
  const name = genes[target] ?? '';
  const answer = useExplanation(props);
  const largest = Math.max(0, ...(answer?.paths ?? []).map(({ contribution }) => Math.abs(contribution)));
  return (
    <section ref={comeIntoView} className={classes.why} aria-labelledby="why-title">
      <div className={classes.whyHead}>
        <h3 id="why-title">{whyText.title(name, answer?.delta ?? null)}</h3>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          aria-label={whyText.close}
          onClick={props.onClose}
        >
          <IconX size={14} stroke={1.75} />
        </ActionIcon>
      </div>
      <div aria-live="polite">
        {answer === null ? (
          <p className="quiet">{whyText.waiting}</p>
        ) : (
          explanationText(answer, name, genes).map((sentence) => <p key={sentence}>{sentence}</p>)
        )}
      </div>
      {answer && answer.paths.length > 0 ? (
        <table ref={comeIntoView} className={classes.paths}>
          <caption>{whyText.caption}</caption>
          <tbody>
            {answer.paths.map((path) => (
              <tr key={path.genes.join()}>
                <th scope="row">
                  <button
                    type="button"
                    className="text-button"
                    title={whyText.show}
                    onClick={() => showPath(path)}
                  >
                    {pathText(path, genes)}
                  </button>
                </th>
                <td>
                  <meter
                    min={0}
                    max={largest}
                    value={Math.abs(path.contribution)}
                    aria-label={whyText.size}
                  />
                </td>
                <td className="number">{signed(path.contribution)}</td>
                <td className="caption">{kindOfPath(path)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <p className="caption">{whyText.caveat}</p>
    </section>
  );
}

/** Below a list of responders the explanation would open out of sight. */
function comeIntoView(element: HTMLElement | null): void {
  element?.closest('section')?.scrollIntoView({ block: 'nearest' });
}

/** In the network; the explanation stays in view. */
function showPath({ genes }: Path): void {
  selectGenes(genes);
  showScreen({ inspector: 'run' });
}

/** Of the latest question that was answered; null before the first answer. */
function useExplanation({ changes, time, target }: Question): Explanation | null {
  const [answer, setAnswer] = useState<{ readonly target: number; readonly value: Explanation } | null>(null);
  useEffect(() => {
    let isCurrent = true;
    const ask = async () => {
      const value = await explain(changes, target, time);
      if (isCurrent && value) setAnswer({ target, value });
    };
    const asked = setTimeout(() => void ask(), SETTLED_MS);
    return () => {
      isCurrent = false;
      clearTimeout(asked);
    };
  }, [changes, time, target]);
  return answer?.target === target ? answer.value : null;
}
