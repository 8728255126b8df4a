/** How sure a run is, in the few sentences that its report and `modulode evaluate` have; confidence.ts has them one by one. */
import type { FitResult } from '../../inference/result';
import { confidenceText, heldText, labelCheckText, modulesFoundText, nextText } from './confidence';

export interface ConfidenceSentence {
  readonly title: string;
  readonly text: string;
  readonly attention: boolean;
}

/** Of the `budget` strongest edges; `moduleNames`: by the index of the module, as a person called them. Empty where it was not measured. */
export function confidenceSummary(
  result: Pick<FitResult, 'network' | 'modules' | 'crossValidation' | 'confidence'>,
  budget: number,
  moduleNames: Readonly<Record<number, string>>,
): readonly ConfidenceSentence[] {
  const { confidence, crossValidation, network, modules } = result;
  if (confidence === null) return [];
  const held = heldText(result, confidence, budget);
  const check = labelCheckText(confidence.shuffled, crossValidation);
  const found = modulesFoundText(
    modules.map(({ name }, module) => moduleNames[module] ?? name),
    confidence,
  );
  return [
    ...plain('Edges', held),
    { title: 'Label check', text: check.sentence, attention: check.attention },
    ...plain('Modules', found),
    ...plain(confidenceText.next, nextText(confidence.nextPerturbations, network.genes, crossValidation)),
  ];
}

function plain(title: string, text: string | null): readonly ConfidenceSentence[] {
  return text === null ? [] : [{ title, text, attention: false }];
}
