/** What to perturb next where nothing supports the predictions of the model. */
import { useMemo } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type { FitResult } from '../../../../inference/run/result';
import type { RunVerdict } from '../../../../inference/verdict/statements';
import { actingAlone, adviceFromEffects, adviceText, withoutEffect } from '../../../../present/text/advice';
import { confidenceText } from '../../../../present/text/confidence';
import { neededSentence } from '../../../../present/text/effects';
import { describeVerdict } from '../../../../present/text/verdict';
import { isOfOpenFile } from '../../../session/data/importState';
import { useEffects, useImport } from '../../../session/stores';
import { FoldedPanel } from './evaluateParts';

/** log2 of 1.5. */
const WANTED = Math.log2(1.5);

export function NextFromEffects(props: { result: FitResult; dataset: Dataset; verdict: RunVerdict }) {
  const { result, dataset, verdict } = props;
  const isOfRun = useImport((state) => isOfOpenFile(state, dataset));
  const measured = useEffects(({ found }) => found);
  const texts = useMemo(() => {
    const found = isOfRun ? measured : null;
    const lines = found?.lines.map(({ labelInFile, acts, group }) => ({ name: labelInFile, acts, group }));
    const ofEffects = adviceFromEffects(
      withoutEffect({ result, dataset }),
      actingAlone(lines ?? []),
      found?.missed ? neededSentence(found.missed, WANTED, 'fewest cells') : '',
    );
    const [predictions] = describeVerdict(verdict);
    return [...ofEffects, predictions?.advice ?? ''].filter((text) => text !== '');
  }, [isOfRun, measured, result, dataset, verdict]);
  return (
    <FoldedPanel name="next" title={confidenceText.next} aside={adviceText.aside}>
      <p className="quiet">{adviceText.rests}</p>
      {texts.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </FoldedPanel>
  );
}
