/** What the sliders ask and what the model answers, as one sentence: 'Without GATA1, FOG1 falls most (÷ 3.1) …'. */
import { useRun, useView } from '../../../session/stores';
import classes from '../explore/NetworkPage.module.css';
import { perturbSentence } from './perturbSentence';

export function SentenceHeading() {
  const genes = useRun((run) => run.dataset?.genes);
  const answer = useRun((run) => run.prediction);
  const sliders = useView((view) => view.present.sliders);
  const { title, line } = perturbSentence(genes ?? [], sliders, answer?.prediction.log2FoldChange ?? null);
  return (
    <header className={classes.heading}>
      <h1>{title}</h1>
      <p>{line}</p>
    </header>
  );
}
