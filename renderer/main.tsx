import { StrictMode, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { startAppearance, type Appearance } from './appearance.ts';
import { startWindow } from './start-window.ts';
import './styles/index.css';
import type { WindowModel } from './model/window-model.ts';
import { App } from './views/app.tsx';

const root = document.getElementById('window');
if (root === null) throw new Error('index.html has no element with the id "window"');

const appearance = await startAppearance({
  root: document.documentElement,
  storage: localStorage,
  languages: navigator.languages,
});
const model = startWindow();
model.settings.settings.state.subscribe(() => {
  const settings = model.settings.settings.state.get();
  if (settings.kind === 'ready') void appearance.apply(settings.value);
});

/** The window, made anew when its words change. What it shows is kept by the model. */
function Root(props: { readonly appearance: Appearance; readonly model: WindowModel }) {
  const { edition } = props.appearance;
  return <App key={useSyncExternalStore(edition.subscribe, edition.get)} model={props.model} />;
}

createRoot(root).render(
  <StrictMode>
    <Root appearance={appearance} model={model} />
  </StrictMode>,
);
