/** Starts the session and mounts the app; nothing else. */
import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { startSession } from './app/session/page/start';
import { fetchPartsWhenIdle } from './app/ui/kit/lazily';
import { refuseMarkup } from './app/ui/kit/refuseMarkup';
import { LazyNetworkView } from './app/ui/network-view/LazyNetworkView';
import { App } from './app/ui/shell/App';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
// Otherwise old-browsers.js has said there that this browser cannot run the page.
if (root.textContent === '') {
  // A task of its own, apart from the evaluation of the script.
  setTimeout(() => open(root));
  // What the first view needs comes first.
  window.addEventListener('load', () => setTimeout(() => void fetchTheRest(), 2000));
}

function open(place: HTMLElement): void {
  refuseMarkup();
  // The page opens with a network: what draws it is fetched with the first script.
  const drawing = LazyNetworkView.load();
  // In slices, between which the browser answers.
  const drawn = createRoot(place);
  startTransition(() => drawn.render(<App />));
  startSession(drawing);
}

/** Then nothing is missing when the connection is lost, or when the page is opened without one. */
async function fetchTheRest(): Promise<void> {
  await fetchPartsWhenIdle();
  // The development server has no service worker.
  if (import.meta.env.PROD) await (await import('./app/session/page/offline')).keepOffline();
}
