import type { Notification } from 'electron';
import { DESKTOP_WORDS } from '../../shared/words.ts';
import { parseLink } from '../../shared/url.ts';

/** What is made of Electron's class. */
type NotificationClass = {
  readonly isSupported: () => boolean;
  new (options: { title: string; body: string; actions: { type: 'button'; text: string }[] }): Notification;
};

/**
 * Asks by a notification whether copied links are wanted; a click puts them into the add dialog. The next one takes its
 * place. Without notifications nothing can be asked without getting in the way, and the links are left alone. Disposing
 * takes it back.
 */
export function createLinkNotice(input: {
  readonly Notification: NotificationClass;
  readonly take: (links: readonly string[]) => void;
}): Disposable & { readonly show: (links: readonly string[]) => void } {
  let shown: Notification | null = null;
  const close = (): void => {
    shown?.close();
    shown = null;
  };
  return {
    show: (links) => {
      if (!input.Notification.isSupported()) return;
      close();
      const [first = ''] = links;
      const parsed = parseLink(first);
      const count = String(links.length);
      const notification = new input.Notification({
        title: links.length === 1 ? DESKTOP_WORDS.linkCopied : DESKTOP_WORDS.linksCopied.replace('{count}', count),
        // The name and the host; a link's query may be a secret, and a notification stays on a locked screen.
        body: parsed.ok ? `${parsed.nameGuess} (${parsed.host})` : '',
        actions: [{ type: 'button', text: DESKTOP_WORDS.addCopied }],
      });
      const take = (): void => {
        close();
        input.take(links);
      };
      notification.once('click', take);
      notification.once('action', take);
      notification.show();
      // Kept: a collected notification does not answer clicks.
      shown = notification;
    },
    [Symbol.dispose]: close,
  };
}
