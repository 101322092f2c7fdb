import { takePreparedFake } from './boot.ts';

/** What `import('electron-updater')` resolves to while `boot.ts` boots the app: evaluated when it is loaded, not before. */
const { updater } = takePreparedFake(import.meta.url);
updater.loads += 1;

// The package is CommonJS, whose exports are its default.
// oxlint-disable-next-line import/no-default-export
export default { autoUpdater: updater };
