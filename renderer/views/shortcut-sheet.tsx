import { useReadable } from '../components/use-readable.ts';
import { ModalDialog } from '../components/modal-dialog.tsx';
import type { ShortcutCommand } from '../../shared/shortcuts.ts';
import { keyText } from '../format/key-names.ts';
import { words } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

/** All keys, on one sheet. */
export function ShortcutSheet() {
  const { dialog, settings } = useWindowModel();
  // Told anew when another key was chosen.
  useReadable(settings.settings.state);
  const shortcuts = settings.shortcuts();
  const texts = words.shortcuts;
  const of = (command: ShortcutCommand): readonly [readonly string[], string] => [
    shortcuts[command].map(keyText),
    texts[command],
  ];
  const rows: readonly (readonly [readonly string[], string])[] = [
    of('add'),
    [[keyText('Mod+V')], texts.paste],
    [[keyText('Mod+Enter')], texts.addNow],
    of('search'),
    [['ArrowUp', 'ArrowDown'].map(keyText), texts.move],
    [['Shift+ArrowUp', 'Shift+ArrowDown'].map(keyText), texts.extend],
    of('selectAll'),
    of('pauseResume'),
    of('open'),
    of('remove'),
    of('rename'),
    of('copyLink'),
    of('menu'),
    of('details'),
    [['Alt+ArrowUp', 'Alt+ArrowDown'].map(keyText), texts.queueUp],
    [[keyText('Mod+Enter')], texts.combine],
    of('settings'),
    of('sheet'),
  ];

  function close(): void {
    dialog.set({ kind: 'none' });
  }

  return (
    <ModalDialog titleId="shortcuts-title" className="dialog-sheet" onClose={close}>
      <h2 id="shortcuts-title">{texts.title}</h2>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <dl className="shortcuts" tabIndex={0} aria-labelledby="shortcuts-title">
        {rows.map(([keys, text]) => (
          <div key={text} className="shortcut">
            <dt>{text}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key} dir="ltr">
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <div className="dialog-buttons">
        <button
          type="button"
          className="button"
          onClick={() => {
            dialog.set({ kind: 'settings', section: 'shortcuts' });
          }}
        >
          {texts.change}
        </button>
        <button type="button" className="button" data-first-focus onClick={close}>
          {words.actions.close}
        </button>
      </div>
    </ModalDialog>
  );
}
