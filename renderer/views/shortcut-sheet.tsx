import { ModalDialog } from '../components/modal-dialog.tsx';
import { controlKeyName } from '../format/key-names.ts';
import { words } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

/** All keys, on one sheet. */
export function ShortcutSheet() {
  const { dialog } = useWindowModel();
  const control = controlKeyName();
  const texts = words.shortcuts;
  const rows: readonly (readonly [readonly string[], string])[] = [
    [['N', `${control}N`], texts.add],
    [[`${control}V`], texts.paste],
    [[`${control}Enter`], texts.addNow],
    [[`${control}F`], texts.search],
    [['↑', '↓'], texts.move],
    [['Shift+↑', 'Shift+↓'], texts.extend],
    [[`${control}A`], texts.selectAll],
    [['Space'], texts.pauseResume],
    [['Enter'], texts.open],
    [['Delete'], texts.remove],
    [[`${control}C`], texts.copy],
    [['Shift+F10'], texts.menu],
    [[`${control}I`], texts.details],
    [['Alt+↑', 'Alt+↓'], texts.queueUp],
    [[`${control},`], texts.settings],
    [['?'], texts.sheet],
  ];

  function close(): void {
    dialog.set({ kind: 'none' });
  }

  return (
    <ModalDialog titleId="shortcuts-title" className="dialog-sheet" onClose={close}>
      <h2 id="shortcuts-title">{texts.title}</h2>
      <dl className="shortcuts">
        {rows.map(([keys, text]) => (
          <div key={text} className="shortcut">
            <dt>{text}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <div className="dialog-buttons">
        <button type="button" className="button" data-first-focus onClick={close}>
          {words.actions.close}
        </button>
      </div>
    </ModalDialog>
  );
}
