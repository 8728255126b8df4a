/** What the fits to resampled data say: which edges hold, whether the labels matter, which modules come again, what to do next. */
import type { Dataset } from '../../../../dataset/dataset';
import type { Confidence } from '../../../../inference/confidence/confidence';
import type { FitResult } from '../../../../inference/result';
import { modulesFoundText } from '../../../../present/text/confidence';
import { useView } from '../../../session/stores';
import { HeldEdges } from './HeldEdges';
import { NextPerturbations } from './NextPerturbations';

export function MeasuredConfidence(props: { result: FitResult; dataset: Dataset; confidence: Confidence }) {
  const { result, dataset, confidence } = props;
  const given = useView((view) => view.present.moduleNames);
  const modules = modulesFoundText(
    result.modules.map(({ name }, module) => given[module] ?? name),
    confidence,
  );
  return (
    <>
      <HeldEdges result={result} confidence={confidence} />
      {modules ? (
        <p>
          <b>Modules.</b> {modules}
        </p>
      ) : null}
      <NextPerturbations
        next={confidence.nextPerturbations}
        genes={dataset.genes}
        crossValidation={result.crossValidation}
      />
    </>
  );
}
