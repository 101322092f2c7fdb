import { useEffect, useRef, type ChangeEvent, type KeyboardEvent } from 'react';
import { Icon } from '../components/icon.tsx';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { Problem } from '../components/problem.tsx';
import { useReadable } from '../components/use-readable.ts';
import { keyText } from '../format/key-names.ts';
import { formats } from '../format/window-formats.ts';
import { fill, plural, words } from '../format/words.ts';
import { AddOptionFields } from './add-option-fields.tsx';
import { AddPreview } from './add-preview.tsx';
import { CategorySelect } from './category-select.tsx';
import { FolderField } from './folder-field.tsx';
import { NewLinkOffer } from './new-link-offer.tsx';
import { SourceChips } from './source-chips.tsx';
import { useAddForm, type AddForm } from './use-add-form.ts';
import { useWindowModel } from './window-model-context.ts';

/** Takes links and shows what will be added before anything is. */
export function AddDialog() {
  const { addDraft, dialog } = useWindowModel();
  const draft = useReadable(addDraft.draft);
  const form = useAddForm(draft, close);
  const textBox = useRef<HTMLTextAreaElement>(null);
  const isEmpty = draft.typed.trim() === '' && draft.texts.length === 0;

  useEffect(() => {
    const box = textBox.current;
    box?.setSelectionRange(box.value.length, box.value.length);
  }, []);

  function close(): void {
    addDraft.clear();
    dialog.set({ kind: 'none' });
  }

  function cancel(): void {
    // What is on the list by now goes again, and the dialog stays: one step back, not two.
    if (form.adding === null) close();
    else form.stop();
  }

  /** Ctrl+Enter adds from everywhere; Enter in the text box only what came as a whole, else it starts a new line. */
  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    const isWhole = event.target === textBox.current && !isEmpty && !draft.isEdited;
    if (!event.ctrlKey && !event.metaKey && !isWhole) return;
    event.preventDefault();
    void form.add();
  }

  function onText(event: ChangeEvent<HTMLTextAreaElement>): void {
    const { nativeEvent, target } = event;
    const isPaste = nativeEvent instanceof InputEvent && nativeEvent.inputType === 'insertFromPaste';
    // A paste into a box with text in it changes that text.
    addDraft.type(target.value, isPaste && draft.typed.trim() === '' ? 'asWhole' : 'byHand');
  }

  return (
    <ModalDialog titleId="add-title" className="dialog-add" onClose={cancel}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a shortcut for all controls in it */}
      <form
        className="add-form"
        onKeyDown={onKey}
        onSubmit={(event) => {
          event.preventDefault();
          void form.add();
        }}
      >
        <h2 id="add-title">{words.add.title}</h2>
        <div className="add-body">
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
              {form.isReading ? words.add.reading : hintText(!isEmpty && !draft.isEdited)}
            </p>
          </div>
          {draft.problems.map((problem) => (
            <Problem key={problem} text={problem} />
          ))}
          <PatternChoice form={form} />
          {isEmpty ? null : (
            <AddPreview
              found={form.found}
              facts={form.facts}
              folderOf={form.folderOf}
              skipsKnown={!form.addsKnown}
              wishedName={form.found.links.length === 1 ? form.options.name.trim() : ''}
            />
          )}
          <AddNotes form={form} />
          <NewLinkOffer links={form.found.links} onTaken={close} />
          <div className="add-place">
            <FolderRow form={form} />
            <CategorySelect
              value={form.options.category ?? 'byType'}
              byType={form.onlyCategory}
              mayStay={false}
              onChange={(category) => {
                form.change({ category: category === 'byType' ? null : category });
              }}
            />
          </div>
          <details
            className="add-more"
            onToggle={(event) => {
              if (event.currentTarget.open) event.currentTarget.scrollIntoView({ block: 'nearest' });
            }}
          >
            <summary>{words.add.options.title}</summary>
            <AddOptionFields
              options={form.options}
              change={form.change}
              wrong={form.wrong}
              isSingle={form.found.links.length <= 1}
            />
          </details>
        </div>
        {form.outcome?.kind === 'refused' ? <Problem text={form.outcome.text} /> : null}
        {form.outcome?.kind === 'takenBack' ? <p className="hint">{words.add.takenBack}</p> : null}
        <AddButtons form={form} onCancel={cancel} />
      </form>
    </ModalDialog>
  );
}

/** Whether `[1-9]` stands for nine links or for itself. */
function PatternChoice({ form }: { readonly form: AddForm }) {
  const { count, links } = form.found.patterns;
  if (count === 0) return null;
  return (
    <label className="check add-choice">
      <input
        type="checkbox"
        checked={form.expands}
        onChange={(event) => {
          form.setExpands(event.target.checked);
        }}
      />
      {fill(plural(words.add.pattern, count), { links: formats.count(links) })}
    </label>
  );
}

/** What is worth knowing about the links together. */
function AddNotes({ form }: { readonly form: AddForm }) {
  const { found, knownCount } = form;
  return (
    <>
      {knownCount === 0 ? null : (
        <label className="check add-choice">
          <input
            type="checkbox"
            checked={form.addsKnown}
            onChange={(event) => {
              form.setAddsKnown(event.target.checked);
            }}
          />
          {plural(words.add.addKnown, knownCount)}
        </label>
      )}
      {found.repeats === 0 ? null : <p className="hint add-note">{plural(words.add.repeats, found.repeats)}</p>}
      {found.wantedInsecure ? <p className="hint add-note">{words.add.wantedInsecure}</p> : null}
    </>
  );
}

function FolderRow({ form }: { readonly form: AddForm }) {
  const { appInfo } = useWindowModel();
  const info = useReadable(appInfo);
  const folder = form.options.directory ?? info?.downloadFolder ?? '';
  return (
    <>
      <FolderField
        place="dialog"
        label={words.add.folder}
        value={folder}
        // What is typed before the folder is known would be mixed with it.
        isDisabled={info === null && form.options.directory === null}
        isWrong={form.outcome?.kind === 'refused' && form.outcome.about === 'folder'}
        onChange={(directory) => {
          form.change({ directory });
        }}
      />
      {form.filledFor === null ? null : (
        <p className="hint add-note">
          {fill(words.add.asLastTime, { host: form.filledFor })}{' '}
          <button type="button" className="link-button" onClick={form.clearOptions}>
            {words.add.forgetChoices}
          </button>
        </p>
      )}
    </>
  );
}

function AddButtons({ form, onCancel }: { readonly form: AddForm; readonly onCancel: () => void }) {
  const { adding } = form;
  return (
    <div className="dialog-buttons">
      {adding === null ? (
        <label className="check">
          <input
            type="checkbox"
            checked={form.paused}
            onChange={(event) => {
              form.setPaused(event.target.checked);
            }}
          />
          {words.add.paused}
        </label>
      ) : (
        <label className="add-progress">
          <progress value={adding.done} max={adding.total} />
          {fill(words.add.progress, { done: formats.count(adding.done), total: formats.count(adding.total) })}
        </label>
      )}
      <button type="button" className="button" onClick={onCancel}>
        {words.actions.cancel}
      </button>
      <button type="submit" className="button button-primary" disabled={!form.canAdd}>
        {adding === null ? null : <Icon name="waiting" />}
        {submitText(form)}
      </button>
    </div>
  );
}

function submitText({ chosen, paused, adding }: AddForm): string {
  if (adding !== null) return words.add.adding;
  if (chosen.length === 0) return words.add.submitNone;
  return plural(paused ? words.add.submitPaused : words.add.submit, chosen.length);
}

function hintText(isWhole: boolean): string {
  return fill(isWhole ? words.add.hintWhole : words.add.hint, { addKeys: keyText('Mod+Enter') });
}
