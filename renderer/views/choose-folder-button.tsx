import { useReadable } from '../components/use-readable.ts';
import { words } from '../format/words.ts';
import { problemText } from '../model/problem-text.ts';
import { useWindowModel } from './window-model-context.ts';

/** Beside the field of a folder: asks by the system's own dialog. Nothing where Sluice cannot show one, as in a browser. */
export function ChooseFolderButton(props: {
  /** Where the dialog begins. */
  readonly current: string;
  readonly onChosen: (folder: string) => void;
}) {
  const { appInfo, client, messages } = useWindowModel();
  const info = useReadable(appInfo);
  if (info?.canChooseFolder !== true) return null;

  async function choose(): Promise<void> {
    const reply = await client.call('app.chooseFolder', { current: props.current });
    if (!reply.ok) messages.warn(problemText(reply));
    else if (reply.value.folder !== null) props.onChosen(reply.value.folder);
  }

  return (
    <button type="button" className="button" aria-label={words.actions.chooseFolderName} onClick={() => void choose()}>
      {words.actions.chooseFolder}
    </button>
  );
}
