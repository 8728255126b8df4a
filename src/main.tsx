/** Mounts the app; nothing else. */
import { createRoot } from 'react-dom/client';
import { App } from './ui/app/App';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
