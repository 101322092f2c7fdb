import { withoutProxyPassword } from '../../shared/proxy.ts';
import type { Settings } from '../../shared/settings.ts';

const shown = new WeakMap<Settings, Settings>();

/** The settings as windows and commands may see them: without a proxy's password. The same ones for the same ones. */
export function shownSettings(settings: Settings): Settings {
  const known = shown.get(settings);
  if (known !== undefined) return known;
  const { proxyAddress } = settings;
  const without = proxyAddress === null ? settings : { ...settings, proxyAddress: withoutProxyPassword(proxyAddress) };
  shown.set(settings, without);
  return without;
}
