/** Where edges may start, beside the network. */
import { sourcesSentence } from '../../../present/text/candidates';
import { useRun } from '../../session/stores';

export function EdgeSources() {
  const dataset = useRun((run) => run.dataset);
  const sentence = dataset && sourcesSentence(dataset);
  return sentence ? <p className="caption">{sentence}</p> : null;
}
