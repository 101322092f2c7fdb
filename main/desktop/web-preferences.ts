import type { WebPreferences } from 'electron';

/**
 * How every page of ours runs: in Chromium's sandbox, apart from the preload, without Node
 * (https://www.electronjs.org/docs/latest/tutorial/security). Most are defaults, written down so that a test holds them.
 */
export function safeWebPreferences(input: {
  readonly preloadPath: string;
  readonly developing: boolean;
}): WebPreferences {
  return {
    preload: input.preloadPath,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: input.developing,
  };
}
