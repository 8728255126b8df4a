/** What one sees, as one sentence: the answer to the slider, else the finding of the run. */
import { useRun, useView } from '../../../session/stores';
import { perturbSentence } from '../../../../present/text/perturbSentence';
import { useFinding } from '../train/useFinding';
import { describeRun } from '../explore/describeRun';
import classes from './Reader.module.css';

export function ReaderSentence() {
  const genes = useRun((run) => run.dataset?.genes);
  const answer = useRun((run) => run.prediction);
  const moved = useView((view) => view.present.sliders.some(({ value }) => value !== 1));
  const sliders = useView((view) => view.present.sliders);
  if (!moved) return <RunSentence />;
  const { title } = perturbSentence(genes ?? [], sliders, answer?.prediction.log2FoldChange ?? null);
  return <h1 className={classes.sentence}>{title}.</h1>;
}

function RunSentence() {
  const dataset = useRun((run) => run.dataset);
  const demo = useRun((run) => run.demo);
  const phase = useRun((run) => run.phase);
  const hasResult = useRun((run) => run.result !== null);
  const finding = useFinding();
  return (
    <h1 className={classes.sentence}>
      {hasResult ? finding.title : describeRun(dataset, demo, phase, null).title}.
    </h1>
  );
}
