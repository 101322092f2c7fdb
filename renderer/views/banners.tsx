import { useState } from 'react';
import type { Notice } from '../../shared/window-frame.ts';
import { NOTICE_WORDS, UPDATE_WORDS } from '../../shared/words.ts';
import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { useReadable } from '../components/use-readable.ts';
import { fill, words } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

/** What the user must know about Sluice as a whole: the core is away, or something happened at start-up. */
export function Banners() {
  const { client, appInfo, list, dialog, update } = useWindowModel();
  const newer = useReadable(update);
  const connection = useReadable(client.connection);
  const info = useReadable(appInfo);
  const trouble = useReadable(list.summary)?.trouble ?? null;
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
      {trouble === null ? null : (
        <div className="banner banner-warn">
          <Icon name="alert" />
          <NoticeText notice={trouble} />
        </div>
      )}
      {notices.map((notice) => (
        <div key={keyOf(notice)} className="banner banner-warn">
          <Icon name="alert" />
          <NoticeText notice={notice} />
          {notice.code === 'notice.databaseDamaged' ? (
            <button
              type="button"
              className="small-button"
              onClick={() => {
                dialog.set({ kind: 'settings', section: 'backups' });
              }}
            >
              {words.actions.openBackups}
            </button>
          ) : null}
          <IconButton
            icon="close"
            label={words.actions.dismiss}
            onPress={() => {
              setDismissed([...dismissed, keyOf(notice)]);
            }}
          />
        </div>
      ))}
      {newer === null ? null : (
        <div className="banner">
          <Icon name="drop" />
          <p>{fill(UPDATE_WORDS[newer.state], { version: newer.version })}</p>
          <IconButton
            icon="close"
            label={words.actions.dismiss}
            onPress={() => {
              update.set(null);
            }}
          />
        </div>
      )}
    </section>
  );
}

function NoticeText({ notice }: { readonly notice: Notice }) {
  return (
    <p>
      {NOTICE_WORDS[notice.code]} <span className="selectable">{notice.detail}</span>
    </p>
  );
}

function keyOf(notice: { readonly code: string; readonly detail: string }): string {
  return `${notice.code} ${notice.detail}`;
}
