import type { DownloadId } from '../../shared/download.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { IconButton } from '../components/button.tsx';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { words } from '../format/words.ts';
import { DownloadDetails } from './download-details.tsx';
import { useWindowModel } from './window-model-context.ts';

/** The details of one download over the list. */
export function DetailsDialog({ id }: { readonly id: DownloadId }) {
  const { dialog } = useWindowModel();

  function close(): void {
    dialog.set({ kind: 'none' });
  }

  return (
    <ModalDialog titleId="details-title" className="dialog-tall dialog-details" onClose={close}>
      <header className="dialog-head">
        <h2 id="details-title">{DETAILS_WORDS.title}</h2>
        <IconButton icon="close" label={words.actions.close} onPress={close} />
      </header>
      <DownloadDetails id={id} />
    </ModalDialog>
  );
}
