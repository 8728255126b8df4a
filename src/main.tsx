/** Starts the session and mounts the app; nothing else. */
import { createRoot } from 'react-dom/client';
import { startSession } from './app/session/start';
import { fetchPartsWhenIdle } from './app/ui/kit/lazily';
import { App } from './app/ui/shell/App';

// The page opens with a network: what draws it is fetched with the first script.
void import('./app/ui/network-view/NetworkView');

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
startSession();
// What the first view needs comes first.
window.addEventListener('load', () => setTimeout(() => void fetchPartsWhenIdle(), 2000));
