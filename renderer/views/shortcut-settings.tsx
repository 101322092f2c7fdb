import { Fragment, useState, type KeyboardEvent } from 'react';
import {
  DEFAULT_SHORTCUTS,
  keyConflict,
  SHORTCUT_COMMANDS,
  shortcutsOf,
  writeKey,
  type ShortcutChoices,
  type ShortcutCommand,
  type Shortcuts,
} from '../../shared/shortcuts.ts';
import { SETTINGS_WORDS } from '../../shared/words.ts';
import { IconButton } from '../components/button.tsx';
import { Problem } from '../components/problem.tsx';
import { keyText } from '../format/key-names.ts';
import { fill, words } from '../format/words.ts';

/** Every command with its keys; a click waits for another one. */
export function ShortcutSettings(props: {
  readonly choices: ShortcutChoices;
  readonly onChange: (choices: ShortcutChoices) => void;
}) {
  const { choices, onChange } = props;
  const [recording, setRecording] = useState<ShortcutCommand | null>(null);
  const [problem, setProblem] = useState<{ readonly of: ShortcutCommand; readonly text: string } | null>(null);
  const shortcuts = shortcutsOf(choices);

  function take(command: ShortcutCommand, event: KeyboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    const key = writeKey(event);
    if (key === null) return;
    setRecording(null);
    // Escape gives up, and leaves the dialog open.
    if (key === 'Escape') return;
    const conflict = keyConflict(key, command, shortcuts);
    setProblem(conflict === null ? null : { of: command, text: conflictText(key, conflict) });
    if (conflict === null) onChange({ ...choices, [command]: [key] });
  }

  return (
    <ul className="settings-list shortcut-list">
      {SHORTCUT_COMMANDS.map((command) => (
        <li key={command}>
          <span className="list-main">{words.shortcuts[command]}</span>
          <span className="shortcut-keys">
            <button
              type="button"
              className="key-button"
              aria-label={fill(SETTINGS_WORDS.keys.change, {
                name: words.shortcuts[command],
                keys: keysText(shortcuts, command),
              })}
              onClick={() => {
                setProblem(null);
                setRecording(command);
              }}
              onBlur={() => {
                if (recording === command) setRecording(null);
              }}
              onKeyDown={(event) => {
                if (recording === command) take(command, event);
              }}
            >
              {recording === command
                ? SETTINGS_WORDS.keys.press
                : shortcuts[command].map((key, index) => (
                    // With a space between them: what is seen is part of what the button is called (WCAG 2.2, 2.5.3).
                    <Fragment key={key}>
                      {index === 0 ? '' : ' '}
                      <kbd dir="ltr">{keyText(key)}</kbd>
                    </Fragment>
                  ))}
            </button>
            <span className={choices[command] === undefined ? 'is-hidden' : ''}>
              <IconButton
                icon="undo"
                disabled={choices[command] === undefined}
                label={fill(SETTINGS_WORDS.reset, {
                  name: words.shortcuts[command],
                  value: DEFAULT_SHORTCUTS[command].map(keyText).join(', '),
                })}
                onPress={() => {
                  setProblem(null);
                  const { [command]: _dropped, ...others } = choices;
                  onChange(others);
                }}
              />
            </span>
          </span>
          {problem?.of === command ? <Problem text={problem.text} /> : null}
        </li>
      ))}
    </ul>
  );
}

function keysText(shortcuts: Shortcuts, command: ShortcutCommand): string {
  return shortcuts[command].map(keyText).join(', ');
}

function conflictText(key: string, conflict: NonNullable<ReturnType<typeof keyConflict>>): string {
  return conflict.kind === 'reserved'
    ? fill(SETTINGS_WORDS.keys.reserved, { key: keyText(key) })
    : fill(SETTINGS_WORDS.keys.taken, { key: keyText(key), name: words.shortcuts[conflict.by] });
}
