import { createHash } from 'node:crypto';
import type { Clipboard } from 'electron';
import { parseLink } from '../../shared/url.ts';
import type { Clock } from '../app/ports.ts';
import { followSettings, type SettingsSource } from './follow-settings.ts';

/** Nobody copies two links in a second, and a look is cheap; in milliseconds. */
const LOOK_EVERY_MS = 1000;
/** A longer text is no list of links that a person copied to download them. */
const MAX_TEXT_LENGTH = 200_000;

/**
 * The links of a copied text, if it is nothing but links: who copies a page of prose does not mean those in it. http and
 * https only, written out; addresses of other kinds or words that look like hosts are none.
 */
export function copiedLinks(text: string): readonly string[] {
  if (text.length > MAX_TEXT_LENGTH) return [];
  const words = text.split(/\s+/u).filter((word) => word !== '');
  const links = words.flatMap((word) => {
    const parsed = /^https?:\/\//iu.test(word) ? parseLink(word) : null;
    return parsed?.ok === true ? [parsed.url] : [];
  });
  return links.length === words.length ? [...new Set(links)] : [];
}

/**
 * Offers links that were copied in other programs, while the setting is on. What was on the clipboard before is not
 * offered, no link twice, and none that is on the list (so not what Sluice itself put there). Electron tells no changes
 * of the clipboard (https://www.electronjs.org/docs/latest/api/clipboard): it is looked at once a second, and of the text
 * only a hash is kept, since a clipboard holds passwords, too. Disposing ends it; while it is off there is no timer.
 */
export function watchClipboard(input: {
  readonly clipboard: Pick<Clipboard, 'readText'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly settings: SettingsSource;
  readonly isKnown: (link: string) => boolean;
  readonly offer: (links: readonly string[]) => void;
  readonly inBackground: (work: Promise<unknown>) => void;
}): Disposable {
  const { clipboard, clock } = input;
  const offered = new Set<string>();
  /** One watch; another one begins when the setting is turned on again. */
  let watch: { lastHash: string | null; timer: Disposable | null } | null = null;

  const look = async (mine: NonNullable<typeof watch>): Promise<void> => {
    const text = await clipboard.readText().catch(() => ''); // Another program holds it: the next look tells.
    if (watch !== mine) return;
    mine.timer = clock.after(LOOK_EVERY_MS, () => input.inBackground(look(mine)));
    const hash = createHash('sha256').update(text).digest('base64');
    const isFirst = mine.lastHash === null;
    if (hash === mine.lastHash) return;
    mine.lastHash = hash;
    const links = copiedLinks(text).filter((link) => !offered.has(link));
    for (const link of links) offered.add(link);
    const fresh = links.filter((link) => !input.isKnown(link));
    if (!isFirst && fresh.length > 0) input.offer(fresh);
  };
  const stop = (): void => {
    watch?.timer?.[Symbol.dispose]();
    watch = null;
  };

  const following = followSettings(input.settings, ({ watchClipboard: isWanted }) => {
    if (!isWanted) stop();
    else if (watch === null) {
      watch = { lastHash: null, timer: null };
      input.inBackground(look(watch));
    }
  });
  return {
    [Symbol.dispose]: () => {
      following[Symbol.dispose]();
      stop();
    },
  };
}
