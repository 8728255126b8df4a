/** Goes to Perturb with nothing in focus: there the colours of all genes are the answer. */
import { select, showScreen } from '../../../session/actions';

export function showPerturb(): void {
  select(null);
  showScreen({ step: 'perturb', inspector: 'run' });
}
