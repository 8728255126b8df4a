/** Starts the session and mounts the app; nothing else. */
import { createRoot } from 'react-dom/client';
import { startSession } from './app/session/start';
import { fetchPartsWhenIdle } from './app/ui/kit/lazily';
import { LazyNetworkView } from './app/ui/network-view/LazyNetworkView';
import { App } from './app/ui/shell/App';

// The page opens with a network: what draws it is fetched with the first script.
const drawing = LazyNetworkView.load();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
startSession(drawing);
// What the first view needs comes first.
window.addEventListener('load', () => setTimeout(() => void fetchPartsWhenIdle(), 2000));
