import { useState } from 'react';
import { NOTICE_WORDS } from '../../shared/locales/en.ts';
import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { useReadable } from '../components/use-readable.ts';
import { words } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

/** What the user must know about Sluice as a whole: the core is away, or something happened at start-up. */
export function Banners() {
  const { client, appInfo } = useWindowModel();
  const connection = useReadable(client.connection);
  const info = useReadable(appInfo);
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  const notices = info?.notices.filter((notice) => !dismissed.includes(keyOf(notice))) ?? [];
  return (
    <section className="banners" aria-live="polite">
      {connection === 'lost' ? (
        <div className="banner">
          <Icon name="connecting" className="turning" />
          <p>{words.connection.lost}</p>
        </div>
      ) : null}
      {notices.map((notice) => (
        <div key={keyOf(notice)} className="banner banner-warn">
          <Icon name="alert" />
          <p>
            {NOTICE_WORDS[notice.code]} <span className="selectable">{notice.detail}</span>
          </p>
          <IconButton
            icon="close"
            label={words.actions.dismiss}
            onPress={() => {
              setDismissed([...dismissed, keyOf(notice)]);
            }}
          />
        </div>
      ))}
    </section>
  );
}

function keyOf(notice: { readonly code: string; readonly detail: string }): string {
  return `${notice.code} ${notice.detail}`;
}
