import { useState } from 'react';
import type { Backup } from '../../shared/contract.ts';
import { SETTINGS_WORDS } from '../../shared/words.ts';
import { Problem } from '../components/problem.tsx';
import { formats } from '../format/window-formats.ts';
import { fill, words } from '../format/words.ts';
import { LoadedList } from './known-servers.tsx';
import { useWindowModel } from './window-model-context.ts';

/** The backups of the list: one can be made, and one be gone back to. */
export function BackupsSection() {
  const texts = SETTINGS_WORDS.backups;
  const model = useWindowModel().settings;
  const [isCreating, setIsCreating] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Backup | null>(null);

  async function create(): Promise<void> {
    setIsCreating(true);
    setProblem(await model.createBackup());
    setIsCreating(false);
  }

  return (
    <>
      <p className="settings-body">{texts.body}</p>
      <div className="button-row">
        <button type="button" className="button" disabled={isCreating} onClick={() => void create()}>
          {isCreating ? texts.creating : texts.create}
        </button>
      </div>
      {problem === null ? null : <Problem text={problem} />}
      <LoadedList
        loader={model.backups}
        empty={texts.empty}
        keyOf={(backup) => backup.name}
        render={(backup) =>
          chosen?.name === backup.name ? (
            <Confirmation
              backup={backup}
              onCancel={() => {
                setChosen(null);
              }}
            />
          ) : (
            <>
              <span className="list-main">{formats.dayAndTime(backup.atMs)}</span>
              <span className="list-detail">{formats.bytes(backup.sizeBytes)}</span>
              <button
                type="button"
                className="small-button"
                aria-label={fill(texts.restoreOf, { date: formats.dayAndTime(backup.atMs) })}
                onClick={() => {
                  setChosen(backup);
                }}
              >
                {texts.restore}
              </button>
            </>
          )
        }
      />
    </>
  );
}

/** In the place of the backup's line: what going back to it means. */
function Confirmation({ backup, onCancel }: { readonly backup: Backup; readonly onCancel: () => void }) {
  const texts = SETTINGS_WORDS.backups;
  const { settings, messages, dialog } = useWindowModel();
  const [problem, setProblem] = useState<string | null>(null);

  async function restore(): Promise<void> {
    const refusal = await settings.restoreBackup(backup.name);
    setProblem(refusal);
    if (refusal !== null) return;
    dialog.set({ kind: 'none' });
    messages.inform(texts.restored);
  }

  return (
    <div className="list-question" role="alertdialog" aria-label={texts.confirmTitle}>
      <p className="list-main">{`${texts.confirmTitle} ${formats.dayAndTime(backup.atMs)}`}</p>
      <p className="hint">{texts.confirmBody}</p>
      {problem === null ? null : <Problem text={problem} />}
      <div className="button-row">
        <button type="button" className="button button-danger" onClick={() => void restore()}>
          {texts.confirm}
        </button>
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- it takes the place of the button that had the focus */}
        <button type="button" className="button" autoFocus onClick={onCancel}>
          {words.actions.cancel}
        </button>
      </div>
    </div>
  );
}
