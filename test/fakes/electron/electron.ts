import { takePreparedFake } from './boot.ts';

/**
 * What `import { … } from 'electron'` resolves to while `boot.ts` boots the app. Each boot evaluates this file anew, so
 * it exports that boot's own fake.
 */
const { modules } = takePreparedFake(import.meta.url);

export const {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  session,
  shell,
  Tray,
} = modules;
