import { parseProxyAddress } from '../../shared/proxy.ts';
import type { SettingsChange } from '../../shared/settings.ts';
import type { SecretBox } from './sealed-secrets.ts';

/** Before a sealed text; no proxy's address begins so. */
const MARK = 'sealed1~';
/** What else is sealed by the same box is not taken for it. */
const CONTEXT = 'setting proxyAddress\n';

/** The change as it goes to the disk: a proxy's login is a secret. Without a box it stays as it is. */
export function sealProxyLogin(change: SettingsChange, box: SecretBox | null): SettingsChange {
  const { proxyAddress } = change;
  if (box === null || !hasLogin(proxyAddress)) return change;
  return { ...change, proxyAddress: MARK + box.seal(CONTEXT + proxyAddress) };
}

/** What was sealed, in plain; `null` when it does not open. What was not sealed stays as it is. */
export function revealProxyAddress(stored: unknown, box: SecretBox | null): unknown {
  if (typeof stored !== 'string' || !stored.startsWith(MARK)) return stored;
  const whole = box?.reveal(stored.slice(MARK.length)) ?? null;
  // A symbol is no address, so the setting counts as unreadable and its row stays.
  return whole?.startsWith(CONTEXT) === true ? whole.slice(CONTEXT.length) : Symbol.for('sealed');
}

function hasLogin(address: string | null | undefined): address is string {
  return typeof address === 'string' && parseProxyAddress(address)?.login !== null;
}
