/** The network view apart from the first script, since it brings the drawing library. */
import { lazily } from '../kit/lazily';

export const LazyNetworkView = lazily(async () => (await import('./NetworkView')).NetworkView);
