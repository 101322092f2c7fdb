import type { Notification } from 'electron';
import { countText } from '../../shared/fill-text.ts';
import { DESKTOP_WORDS, type PluralForms } from '../../shared/words.ts';
import { parseLink } from '../../shared/url.ts';

/** What is made of Electron's class. */
type NotificationClass = {
  readonly isSupported: () => boolean;
  new (options: { title: string; body: string; actions: { type: 'button'; text: string }[] }): Notification;
};

/** One notification at a time; disposing takes it back. */
export type LinkNotice = Disposable & {
  /** Asks whether they are wanted; a click puts them into the add dialog. */
  readonly ask: (links: readonly string[]) => void;
  /** Says that they were added; a click shows the window. */
  readonly tellAdded: (links: readonly string[]) => void;
};

/**
 * Tells of copied links by a notification. The next one takes its place. Without notifications nothing can be asked without
 * getting in the way, and the links are left alone.
 */
export function createLinkNotice(input: {
  readonly Notification: NotificationClass;
  readonly take: (links: readonly string[]) => void;
  readonly showWindow: () => void;
}): LinkNotice {
  let shown: Notification | null = null;
  const close = (): void => {
    shown?.close();
    shown = null;
  };
  const show = (links: readonly string[], text: NoticeText, onClick: () => void): void => {
    if (!input.Notification.isSupported()) return;
    close();
    const [first = ''] = links;
    const parsed = parseLink(first);
    const notification = new input.Notification({
      title: countText(text.title, links.length),
      // The name and the host; a link's query may be a secret, and a notification stays on a locked screen.
      body: parsed.ok ? `${parsed.nameGuess} (${parsed.host})` : '',
      actions: text.button === null ? [] : [{ type: 'button', text: text.button }],
    });
    const answer = (): void => {
      close();
      onClick();
    };
    notification.once('click', answer);
    notification.once('action', answer);
    notification.show();
    // Kept: a collected notification does not answer clicks.
    shown = notification;
  };
  return {
    ask: (links) => {
      const { linksCopied: title, addCopied: button } = DESKTOP_WORDS;
      show(links, { title, button }, () => input.take(links));
    },
    tellAdded: (links) => {
      show(links, { title: DESKTOP_WORDS.linksAdded, button: null }, input.showWindow);
    },
    [Symbol.dispose]: close,
  };
}

type NoticeText = { readonly title: PluralForms; readonly button: string | null };
