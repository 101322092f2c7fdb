import type { AboutPanelOptionsOptions } from 'electron';

/**
 * What "About" shows (https://www.electronjs.org/docs/latest/api/app#appsetaboutpaneloptionsoptions). Linux shows what is set
 * and nothing else, and has no place for credits: there the versions stand behind Sluice's own.
 */
export function aboutPanel(facts: {
  readonly appVersion: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly iconPath: string;
  /** What is known about a newer version, in words. */
  readonly update: string | null;
}): AboutPanelOptionsOptions {
  const { appVersion, versions, platform, iconPath, update } = facts;
  const parts = `Electron ${versions['electron'] ?? '?'}, Chromium ${versions['chrome'] ?? '?'}, Node ${versions['node'] ?? '?'}`;
  const more = update === null ? [parts] : [parts, update];
  return {
    applicationName: 'Sluice',
    applicationVersion: platform === 'linux' ? `${appVersion} (${more.join('; ')})` : appVersion,
    // macOS would show Electron's build number here.
    version: '',
    credits: more.join('\n'),
    copyright: '© The Sluice authors. MIT License.',
    iconPath,
  };
}
