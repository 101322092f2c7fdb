import { useState } from 'react';
import { offeredLimits } from '../../shared/speed-limits.ts';
import { Icon } from '../components/icon.tsx';
import { PopupMenu, type MenuPoint } from '../components/popup-menu.tsx';
import { useReadable } from '../components/use-readable.ts';
import { formats } from '../format/window-formats.ts';
import { fill, words } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

/** The limit over all downloads, and a menu of others. */
export function LimitButton() {
  const { settings, messages, dialog } = useWindowModel();
  const loaded = useReadable(settings.settings.state);
  const [menuAt, setMenuAt] = useState<MenuPoint | null>(null);
  const limit = loaded.kind === 'ready' ? loaded.value.limitBytesPerSecond : 0;

  async function choose(limitBytesPerSecond: number): Promise<void> {
    const problem = await settings.change({ limitBytesPerSecond });
    if (problem !== null) messages.warn(problem);
  }

  const name = fill(words.limit.button, { limit: limitText(limit) });
  return (
    <>
      <button
        type="button"
        className={limit === 0 ? 'tool-button limit-button' : 'tool-button limit-button is-limited'}
        aria-haspopup="menu"
        aria-expanded={menuAt !== null}
        aria-label={name}
        title={name}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          setMenuAt({ x: box.left, y: box.bottom + 4 });
        }}
      >
        <Icon name="limit" />
        {limit === 0 ? null : <span>{limitText(limit)}</span>}
      </button>
      {menuAt === null ? null : (
        <PopupMenu
          label={words.limit.label}
          at={menuAt}
          groups={[
            offeredLimits(limit).map((offered) => ({
              key: String(offered),
              label: limitText(offered),
              checked: offered === limit,
              onChoose: () => void choose(offered),
            })),
            [
              {
                key: 'other',
                label: words.limit.other,
                icon: 'settings',
                onChoose: () => {
                  dialog.set({ kind: 'settings', section: 'limits' });
                },
              },
            ],
          ]}
          onClose={() => {
            setMenuAt(null);
          }}
        />
      )}
    </>
  );
}

function limitText(bytesPerSecond: number): string {
  return bytesPerSecond === 0 ? words.limit.none : formats.speed(bytesPerSecond);
}
