/** Where a person looks: not undone, not shared. */
import type { ScreenState } from '../state';
import { useScreen } from '../stores';

export function showScreen(change: Partial<ScreenState>): void {
  useScreen.setState(change);
}
