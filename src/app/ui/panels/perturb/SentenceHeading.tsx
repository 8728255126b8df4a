/** What the sliders ask and what the model answers, as one sentence: 'Without GATA1, FOG1 falls most (÷ 3.1) …'. */
import { useRun, useView } from '../../../session/stores';
import { timePoint } from '../../../../present/text/numbers';
import { shrunkText } from '../../../../present/text/perturb';
import classes from '../explore/NetworkPage.module.css';
import { perturbSentence } from '../../../../present/text/perturbSentence';

export function SentenceHeading() {
  const genes = useRun((run) => run.dataset?.genes);
  const answer = useRun((run) => run.prediction);
  const model = useRun((run) => (run.prediction && run.result ? run.result.model : null));
  const sliders = useView((view) => view.present.sliders);
  const unit = useRun((run) => run.dataset?.timeUnit ?? '');
  const time = answer?.time ?? null;
  const { title, line } = perturbSentence(
    genes ?? [],
    sliders,
    answer?.prediction.log2FoldChange ?? null,
    time === null ? null : timePoint(time, unit),
  );
  const values = sliders.map(({ value }) => value);
  return (
    <header className={classes.heading}>
      <h1>{title}</h1>
      <p>{[line, model && shrunkText(model, values)].filter(Boolean).join(' ')}</p>
    </header>
  );
}
