import type { DownloadId } from '../../shared/download.ts';
import { QUESTION_WORDS } from '../../shared/words.ts';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { words } from '../format/words.ts';
import { useRow } from './use-row.ts';
import { useWindowModel } from './window-model-context.ts';

/** Asks before a downloaded program runs; says where it came from. */
export function ProgramDialog({ id }: { readonly id: DownloadId }) {
  const texts = QUESTION_WORDS.program;
  const { dialog, commands } = useWindowModel();
  const { row } = useRow(id);

  function close(): void {
    dialog.set({ kind: 'none' });
  }

  return (
    <ModalDialog titleId="program-title" className="dialog-small" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          close();
          void commands.openProgram(id);
        }}
      >
        <h2 id="program-title">{texts.title}</h2>
        {row === undefined ? null : (
          <>
            <p className="dialog-name" dir="auto">
              {row.name}
            </p>
            <p className="dialog-from">
              {texts.from} <span className="selectable">{row.host}</span>
            </p>
          </>
        )}
        <p className="dialog-text">{texts.body}</p>
        <div className="dialog-buttons">
          <button type="button" className="button" data-first-focus onClick={close}>
            {words.actions.cancel}
          </button>
          <button type="submit" className="button">
            {texts.submit}
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}
