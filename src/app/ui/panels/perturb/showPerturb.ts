/** Opens Perturb without a selection: the colours of all genes show the prediction. */
import { select, showScreen } from '../../../session/actions';

export function showPerturb(): void {
  select(null);
  showScreen({ step: 'perturb', inspector: 'run' });
}
