import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { useReadable } from '../components/use-readable.ts';
import { formats } from '../format/window-formats.ts';
import { fill, plural, words } from '../format/words.ts';
import { AddPreview } from './add-preview.tsx';
import { useLinkScan } from './use-link-scan.ts';
import { useWindowModel } from './window-model-context.ts';

/** Takes links and shows what will be added before anything is. */
export function AddDialog() {
  const { addDraft, appInfo, commands, dialog } = useWindowModel();
  const draft = useReadable(addDraft.draft);
  const info = useReadable(appInfo);
  const { found, isReading } = useLinkScan(draft);
  // `null` until the user wrote one: the download folder may arrive later than this dialog.
  const [folder, setFolder] = useState<string | null>(null);
  const [paused, setPaused] = useState(false);
  const [isAdding, setIsAdding] = useState(false);
  const textBox = useRef<HTMLTextAreaElement>(null);
  const canAdd = found.links.length > 0 && !isReading && !isAdding;
  const isEmpty = draft.typed.trim() === '' && draft.texts.length === 0;

  useEffect(() => {
    const box = textBox.current;
    box?.setSelectionRange(box.value.length, box.value.length);
  }, []);

  function close(): void {
    addDraft.clear();
    dialog.set({ kind: 'none' });
  }

  async function add(event?: FormEvent): Promise<void> {
    event?.preventDefault();
    if (!canAdd) return;
    setIsAdding(true);
    const wanted = folder?.trim() ?? '';
    const isAdded = await commands.add({
      urls: found.links.map((link) => link.url),
      directory: wanted === '' || wanted === info?.downloadFolder ? null : wanted,
      paused,
    });
    setIsAdding(false);
    // What did not get through stays here, with the reason beside it.
    if (isAdded) close();
  }

  function onTextKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void add();
  }

  return (
    <ModalDialog titleId="add-title" className="dialog-add" onClose={close}>
      <form className="add-form" onSubmit={(event) => void add(event)}>
        <h2 id="add-title">{words.add.title}</h2>
        <div className="add-text">
          <textarea
            ref={textBox}
            className="text-box"
            rows={3}
            wrap="off"
            value={draft.typed}
            placeholder={words.add.placeholder}
            aria-label={words.add.links}
            aria-describedby="add-hint"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            data-first-focus
            onKeyDown={onTextKey}
            onChange={(event) => {
              addDraft.type(event.target.value);
            }}
          />
          <SourceChips />
          <p id="add-hint" className="hint">
            {isReading ? words.add.reading : words.add.hint}
          </p>
        </div>
        <AddPreview found={found} isEmpty={isEmpty} />
        <label className="field">
          <span>{words.add.folder}</span>
          <input
            type="text"
            value={folder ?? info?.downloadFolder ?? ''}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => {
              setFolder(event.target.value);
            }}
          />
        </label>
        <div className="dialog-buttons">
          <label className="check">
            <input
              type="checkbox"
              checked={paused}
              onChange={(event) => {
                setPaused(event.target.checked);
              }}
            />
            {words.add.paused}
          </label>
          <button type="button" className="button" onClick={close}>
            {words.actions.cancel}
          </button>
          <button type="submit" className="button button-primary" disabled={!canAdd}>
            {submitText({ count: found.links.length, paused, isAdding })}
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}

function submitText(state: { readonly count: number; readonly paused: boolean; readonly isAdding: boolean }): string {
  if (state.isAdding) return words.add.adding;
  if (state.count === 0) return words.add.submitNone;
  return plural(state.paused ? words.add.submitPaused : words.add.submit, state.count);
}

/** Long texts and files, by name; each can be left out again. */
function SourceChips() {
  const { addDraft } = useWindowModel();
  const { texts } = useReadable(addDraft.draft);
  if (texts.length === 0) return null;
  return (
    <ul className="chips">
      {texts.map((source) => {
        const name = source.name ?? words.add.pastedText;
        return (
          <li key={source.key} className="chip">
            <Icon name="file" />
            <span>{name}</span>
            <span className="chip-size">{formats.bytes(source.text.length)}</span>
            <IconButton
              icon="close"
              label={fill(words.add.removeText, { name })}
              onPress={() => {
                addDraft.leaveOut(source.key);
              }}
            />
          </li>
        );
      })}
    </ul>
  );
}
