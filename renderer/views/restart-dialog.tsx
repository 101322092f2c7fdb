import { useState } from 'react';
import type { OldFilePolicy } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import { QUESTION_WORDS } from '../../shared/words.ts';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { formats } from '../format/window-formats.ts';
import { fill, plural, words } from '../format/words.ts';
import { useWindowModel } from './window-model-context.ts';

/** Asks once before downloads begin at their first byte, and what becomes of files that are complete. */
export function RestartDialog({ ids }: { readonly ids: readonly DownloadId[] }) {
  const texts = QUESTION_WORDS.restart;
  const { list, dialog, commands } = useWindowModel();
  const [oldFile, setOldFile] = useState<OldFilePolicy>('keep');
  const rows = ids.map((id) => list.rowOf(id));
  const hasFiles = rows.some((row) => row?.state.kind === 'completed');
  const unfinished = rows.flatMap((row) => (row === undefined || row.state.kind === 'completed' ? [] : [row.id]));
  const givenUpBytes = unfinished.reduce((sum, id) => sum + (list.progressOf(id)?.receivedBytes ?? 0), 0);

  function close(): void {
    dialog.set({ kind: 'none' });
  }

  const choice = (policy: OldFilePolicy, label: string) => (
    <label className="check">
      <input
        type="radio"
        name="old-file"
        checked={oldFile === policy}
        onChange={() => {
          setOldFile(policy);
        }}
      />
      {label}
    </label>
  );

  return (
    <ModalDialog titleId="restart-title" className="dialog-small" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          close();
          void commands.restart(ids, oldFile);
        }}
      >
        <h2 id="restart-title">{plural(texts.title, ids.length)}</h2>
        {ids.length === 1 && rows[0] !== undefined ? (
          <p className="dialog-name" dir="auto">
            {rows[0].name}
          </p>
        ) : null}
        <p className="dialog-text">
          {givenUpBytes > 0 ? fill(texts.givesUp, { size: formats.bytes(givenUpBytes) }) : texts.body}
        </p>
        {hasFiles ? (
          <fieldset className="choices" aria-label={texts.oldFile}>
            {choice('keep', texts.keep)}
            {choice('replace', texts.replace)}
          </fieldset>
        ) : null}
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={close}>
            {words.actions.cancel}
          </button>
          <button type="submit" className="button button-primary" data-first-focus>
            {texts.submit}
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}
