import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startWindow } from './start-window.ts';
import './styles/index.css';
import { App } from './views/app.tsx';

const root = document.getElementById('window');
if (root === null) throw new Error('index.html has no element with the id "window"');
createRoot(root).render(
  <StrictMode>
    <App model={startWindow()} />
  </StrictMode>,
);
