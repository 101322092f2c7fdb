import { useState, type FocusEvent } from 'react';
import { categoryOf, type Category } from '../../shared/category.ts';
import type { DownloadId, DownloadRow } from '../../shared/download.ts';
import { PLACE_WORDS } from '../../shared/words.ts';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { Problem } from '../components/problem.tsx';
import { plural, words } from '../format/words.ts';
import type { PlaceChange, PlaceField } from '../model/place-change.ts';
import { CategorySelect, type CategoryChoice } from './category-select.tsx';
import { FolderField } from './folder-field.tsx';
import { useWindowModel } from './window-model-context.ts';

/** What is written in the dialog. `null` in place of a kind leaves that of each download as it is. */
type Written = { readonly name: string; readonly folder: string; readonly category: CategoryChoice | null };

/** Changes name, folder and kind of one download, or folder and kind of several. `field` is where it begins. */
export function PlaceDialog({ ids, field }: { readonly ids: readonly DownloadId[]; readonly field: PlaceField }) {
  const { list, dialog, commands } = useWindowModel();
  const rows = ids.flatMap((id) => list.rowOf(id) ?? []);
  const only = ids.length === 1 ? rows[0] : undefined;
  const [before] = useState(() => writtenOf(rows, ids.length));
  const [written, setWritten] = useState(before);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);

  function close(): void {
    dialog.set({ kind: 'none' });
  }

  function change(part: Partial<Written>): void {
    setWritten((now) => ({ ...now, ...part }));
    setProblem(null);
  }

  async function submit(): Promise<void> {
    setIsSending(true);
    const refusal = await commands.place(ids, changeOf(before, written));
    setIsSending(false);
    if (refusal === null) close();
    else setProblem(refusal);
  }

  const isNameless = only !== undefined && written.name.trim() === '';
  return (
    <ModalDialog titleId="place-title" className="dialog-place" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2 id="place-title">
          {ids.length === 1 ? PLACE_WORDS.title : plural(PLACE_WORDS.titleOfSeveral, ids.length)}
        </h2>
        {only === undefined ? null : (
          <label className="field">
            <span>{words.add.options.name}</span>
            <input
              type="text"
              dir="auto"
              value={written.name}
              maxLength={1000}
              spellCheck={false}
              autoComplete="off"
              data-first-focus={field === 'name' ? true : undefined}
              onFocus={(event) => {
                // Once: whoever comes back to it has a place in it.
                if (field === 'name' && written === before) selectStem(event);
              }}
              onChange={(event) => {
                change({ name: event.target.value });
              }}
            />
          </label>
        )}
        <FolderField
          place="dialog"
          label={words.columns.folder}
          value={written.folder}
          placeholder={PLACE_WORDS.asIs}
          isFirst={field === 'folder'}
          onChange={(folder) => {
            change({ folder });
          }}
        />
        <CategorySelect
          value={written.category}
          byType={only === undefined ? null : categoryByType(only)}
          mayStay={only === undefined}
          isFirst={field === 'category'}
          onChange={(category) => {
            change({ category });
          }}
        />
        {rows.some((row) => row.state.kind !== 'completed') ? <p className="hint">{PLACE_WORDS.later}</p> : null}
        {problem === null ? null : <Problem text={problem} />}
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={close}>
            {words.actions.cancel}
          </button>
          <button type="submit" className="button button-primary" disabled={isNameless || isSending}>
            {PLACE_WORDS.save}
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}

/** What the downloads have in common. @param count of all; some may not be in the part of the list that this window watches. */
function writtenOf(rows: readonly DownloadRow[], count: number): Written {
  const [first] = rows;
  if (first === undefined) return { name: '', folder: '', category: null };
  const folders = new Set(rows.map(folderOf));
  const isOneFolder = folders.size === 1 && rows.length === count;
  return {
    name: first.name,
    folder: isOneFolder ? folderOf(first) : '',
    category: count === 1 ? (first.chosenCategory ?? 'byType') : null,
  };
}

/** Where its file is to be. */
function folderOf({ relocation, directory }: DownloadRow): string {
  return relocation === null || relocation.kind === 'failed' ? directory : relocation.directory;
}

function categoryByType(row: DownloadRow): Category {
  return row.chosenCategory === null ? row.category : categoryOf(row.name, null);
}

function changeOf(before: Written, { name, folder, category }: Written): PlaceChange {
  return {
    ...(name.trim() === before.name ? {} : { name: name.trim() }),
    ...(folder.trim() === before.folder || folder.trim() === '' ? {} : { directory: folder.trim() }),
    ...(category === before.category || category === null ? {} : { category: category === 'byType' ? null : category }),
  };
}

/** The end of a name says what the file is, and seldom changes. */
function selectStem({ currentTarget }: FocusEvent<HTMLInputElement>): void {
  const dot = currentTarget.value.lastIndexOf('.');
  currentTarget.setSelectionRange(0, dot > 0 ? dot : currentTarget.value.length);
}
