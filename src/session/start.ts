/** What happens when the page opens: the demo learns, a saved run is offered, sliders are followed, keys are heard. */
import { openDemo } from './actions/demo';
import { followSliders } from './actions/predict';
import { findSaved } from './actions/saved';
import { listenToKeys } from './keyboard';
import { keepPreferences } from './preferences';
import { saveRun } from './runner';

/** Call once, from main.tsx. */
export function startSession(): void {
  keepPreferences();
  followSliders();
  listenToKeys(window);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void saveRun();
  });
  void openDemo();
  void findSaved();
}
