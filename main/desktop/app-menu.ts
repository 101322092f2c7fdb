import type { MenuItemConstructorOptions } from 'electron';

/**
 * The application menu: roles only, since the system knows their words and shortcuts
 * (https://www.electronjs.org/docs/latest/api/menu-item#roles). Without an Edit menu, macOS has no copy and paste.
 * Reload and DevTools are there in development only.
 */
export function appMenu(input: {
  readonly platform: string;
  readonly developing: boolean;
}): readonly MenuItemConstructorOptions[] {
  const isMac = input.platform === 'darwin';
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    isMac ? { role: 'fileMenu' } : { label: '&File', submenu: [{ role: 'close' }, { role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        ...(input.developing ? [{ role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    { role: 'windowMenu' },
  ];
}
