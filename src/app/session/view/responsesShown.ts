/** What measured responses say of edges, where the network is to show it: of one result and one set of known edges. */
import type { Truth } from '../../../evaluation/networks/truth';
import type { FitResult } from '../../../inference/run/result';
import type { ResponsesOfEdges } from '../../../present/figure/scene';
import { useResponsesShown } from '../stores';

/** null where they are those of another run, or of other known edges. */
export function responsesOn(result: FitResult | null, truth: Truth | null): ResponsesOfEdges | null {
  const shown = useResponsesShown.getState();
  return shown.result === result && shown.truth === truth ? shown.responses : null;
}
