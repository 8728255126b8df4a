/** On what the answers of the model rest, where nothing supports its predictions. */
import { supportsPredictions } from '../../../../inference/verdict/statements';
import { adviceText } from '../../../../present/text/advice';
import { useVerdict } from '../../../session/run/doubt';

export function ModelDoubt() {
  const verdict = useVerdict();
  if (verdict === null || supportsPredictions(verdict)) return null;
  return <p className="caption">{adviceText.unsupported}</p>;
}
