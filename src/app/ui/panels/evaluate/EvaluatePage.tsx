/** Step 7, the report card: one plain sentence, then unseen perturbations, networks beside each other, and what the data cannot tell. */
import { useMemo } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type { FitResult } from '../../../../inference/result';
import { noEvaluation, useEvaluation, useRun } from '../../../session/stores';
import { Message } from '../../kit/Message';
import { perturbationNoun } from '../../../../present/text/kinds';
import { hasOneSampleEach, reportCardVerdict } from '../../../../present/text/reportCard';
import { CalibrationPanel } from './CalibrationPanel';
import { CannotTell } from './CannotTell';
import { CardHeading } from './CardHeading';
import { CellsTable } from './CellsTable';
import { ConfidencePanel } from './ConfidencePanel';
import classes from './EvaluatePage.module.css';
import { JudgingLine } from './JudgingLine';
import { PerPerturbation } from './PerPerturbation';
import { PredictedCells } from './PredictedCells';
import { SharedCard } from './SharedCard';
import { TruthPanel } from './TruthPanel';
import { TruthTable } from './TruthTable';
import { UnseenTable } from './UnseenTable';

export function EvaluatePage() {
  const result = useRun((run) => run.result);
  const dataset = useRun((run) => run.dataset);
  const shared = useRun((run) => run.shared);
  if (!result || !dataset) {
    return (
      <div className={classes.waiting}>
        <Message tone="plain" title="Nothing to judge yet">
          <p>
            When training ends, the errors on unseen perturbations and the comparison with other methods and
            with a truth appear here.
          </p>
        </Message>
      </div>
    );
  }
  if (shared?.network) return <SharedCard result={result} network={shared.network} />;
  return <Card result={result} dataset={dataset} />;
}

function Card({ result, dataset }: { result: FitResult; dataset: Dataset }) {
  const run = useRun(({ id }) => id);
  const hasTruth = useRun(({ truth }) => truth !== null);
  const evaluation = useEvaluation();
  // What belongs to another run is not shown.
  const { card, truthCard, judging } = evaluation.run === run ? evaluation : noEvaluation;
  const computing = judging.phase === 'running';
  const noun = perturbationNoun(dataset);
  const oneSample = hasOneSampleEach(dataset);
  const verdict = useMemo(
    () => reportCardVerdict({ result, noun, oneSample, card, truth: truthCard, computing }),
    [result, noun, oneSample, card, truthCard, computing],
  );
  const predictions = card?.predictions ?? null;
  // Predicted cells come before anything that is asked of the screen.
  const isAwaited = computing && predictions !== null && (card?.identifiability ?? null) === null;
  const networks = card?.networks ?? [];
  const leftOut = card?.leftOut ?? [];
  return (
    <div className={classes.page}>
      <CardHeading title={verdict.title} line={verdict.line}>
        <JudgingLine judging={judging} methods={Math.max(0, networks.length - 1)} />
      </CardHeading>
      <div className={classes.columns}>
        <div className={classes.column}>
          <UnseenTable result={result} card={card} computing={computing} />
          <PerPerturbation result={result} card={predictions} noun={noun} />
          <PredictedCells card={card?.cells ?? null} computing={isAwaited} />
          <CalibrationPanel card={predictions} computing={computing} />
          <CannotTell
            result={result}
            dataset={dataset}
            identifiability={card?.identifiability ?? null}
            noun={noun}
          />
          <ConfidencePanel />
        </div>
        <div className={classes.column}>
          <TruthPanel network={result.network} card={truthCard} />
          {truthCard || (hasTruth && computing) ? (
            <TruthTable card={truthCard} leftOut={leftOut} computing={computing} />
          ) : null}
          {networks.length > 0 || computing ? (
            <CellsTable networks={networks} truth={truthCard} leftOut={leftOut} computing={computing} />
          ) : null}
        </div>
      </div>
    </div>
  );
}
