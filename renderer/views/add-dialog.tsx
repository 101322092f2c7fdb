import { useEffect, useRef, useState, type ChangeEvent, type KeyboardEvent } from 'react';
import { IconButton } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { Problem } from '../components/problem.tsx';
import { useReadable } from '../components/use-readable.ts';
import { controlKeyName } from '../format/key-names.ts';
import { formats } from '../format/window-formats.ts';
import { fill, plural, words } from '../format/words.ts';
import type { AddOutcome } from '../model/download-commands.ts';
import { ChooseFolderButton } from './choose-folder-button.tsx';
import { NewLinkOffer } from './new-link-offer.tsx';
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
  const [outcome, setOutcome] = useState<AddOutcome | null>(null);
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

  async function add(): Promise<void> {
    if (!canAdd) return;
    setIsAdding(true);
    setOutcome(null);
    const wanted = folder?.trim() ?? '';
    const result = await commands.add({
      urls: found.links.map((link) => link.url),
      directory: wanted === '' || wanted === info?.downloadFolder ? null : wanted,
      paused,
    });
    setIsAdding(false);
    // What did not get through stays here, with the reason beside it.
    if (result.kind === 'added') close();
    else setOutcome(result);
  }

  /** Ctrl+Enter adds from everywhere; Enter in the text box only what came as a whole, else it starts a new line. */
  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    const isWhole = event.target === textBox.current && !isEmpty && !draft.isEdited;
    if (!event.ctrlKey && !event.metaKey && !isWhole) return;
    event.preventDefault();
    void add();
  }

  function onText(event: ChangeEvent<HTMLTextAreaElement>): void {
    const { nativeEvent, target } = event;
    const isPaste = nativeEvent instanceof InputEvent && nativeEvent.inputType === 'insertFromPaste';
    // A paste into a box with text in it changes that text.
    addDraft.type(target.value, isPaste && draft.typed.trim() === '' ? 'asWhole' : 'byHand');
  }

  return (
    <ModalDialog titleId="add-title" className="dialog-add" onClose={close}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a shortcut for all controls in it */}
      <form
        className="add-form"
        onKeyDown={onKey}
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
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
            onChange={onText}
          />
          <SourceChips />
          <p id="add-hint" className="hint">
            {isReading ? words.add.reading : hintText(!isEmpty && !draft.isEdited)}
          </p>
        </div>
        {draft.problems.map((problem) => (
          <Problem key={problem} text={problem} />
        ))}
        <AddPreview found={found} isEmpty={isEmpty} />
        <NewLinkOffer links={found.links} onTaken={close} />
        <div className="folder-row">
          <label className="field">
            <span>{words.add.folder}</span>
            <input
              type="text"
              value={folder ?? info?.downloadFolder ?? ''}
              // What is typed before the folder is known would be mixed with it.
              disabled={info === null && folder === null}
              spellCheck={false}
              autoComplete="off"
              aria-invalid={outcome?.kind === 'refused' && outcome.about === 'folder'}
              onChange={(event) => {
                setFolder(event.target.value);
                setOutcome(null);
              }}
            />
          </label>
          <ChooseFolderButton
            current={folder ?? info?.downloadFolder ?? ''}
            onChosen={(chosen) => {
              setFolder(chosen);
              setOutcome(null);
            }}
          />
        </div>
        {outcome?.kind === 'refused' ? <Problem text={outcome.text} /> : null}
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

function hintText(isWhole: boolean): string {
  return fill(isWhole ? words.add.hintWhole : words.add.hint, { addKeys: `${controlKeyName()}Enter` });
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
