import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/global.css';
import { App } from './app/app.tsx';
import { startAppearance } from './app/appearance.ts';
import { startEvents } from './app/events.ts';
import { queryClient } from './app/query-client.ts';
import { startUploadSync } from './features/uploads/upload-sync.ts';
import { startReplacements } from './features/versions/version-actions.ts';

startAppearance();
startEvents(queryClient);
startUploadSync(queryClient);
startReplacements();

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
