/** Starts the session and mounts the app; nothing else. */
import { createRoot } from 'react-dom/client';
import { startSession } from './app/session/start';
import { App } from './app/ui/shell/App';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
startSession();
