import { useState } from 'react';
import type { DownloadId } from '../../shared/download.ts';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { useReadable } from '../components/use-readable.ts';
import { plural, words } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

/** Asks once before downloads leave the list, and whether their files go too. */
export function RemoveDialog({ ids }: { readonly ids: readonly DownloadId[] }) {
  const { list, dialog, commands, selection, appInfo } = useWindowModel();
  const usesTrash = useReadable(appInfo)?.usesTrash === true;
  const [deleteFiles, setDeleteFiles] = useState(false);
  const [first] = ids;
  const name = ids.length === 1 && first !== undefined ? list.rowOf(first)?.name : undefined;

  function close(): void {
    dialog.set({ kind: 'none' });
  }

  return (
    <ModalDialog titleId="remove-title" className="dialog-small" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          close();
          selection.clear();
          void commands.remove(ids, deleteFiles);
        }}
      >
        <h2 id="remove-title">{plural(words.remove.title, ids.length)}</h2>
        {name === undefined ? null : <p className="dialog-name">{name}</p>}
        <p className="dialog-text">{words.remove.body}</p>
        <label className="check">
          <input
            type="checkbox"
            checked={deleteFiles}
            onChange={(event) => {
              setDeleteFiles(event.target.checked);
            }}
          />
          {plural(usesTrash ? words.remove.trashFiles : words.remove.deleteFiles, ids.length)}
        </label>
        {usesTrash && deleteFiles ? <p className="hint">{words.remove.trashHint}</p> : null}
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={close}>
            {words.actions.cancel}
          </button>
          <button type="submit" className="button button-danger" data-first-focus>
            {words.actions.remove}
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}
