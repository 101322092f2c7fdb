import type { DownloadRow } from '../../shared/download.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { useReadable } from '../components/use-readable.ts';
import { rowActions } from '../model/row-actions.ts';
import { ChecksumView } from './checksum-view.tsx';
import { FileCheckView } from './file-check-view.tsx';
import { useRow } from './use-row.ts';
import { useWindowModel } from './window-model-context.ts';

/** The file on disk: whether it is intact, and its checksum. */
export function FileView({ row }: { readonly row: DownloadRow }) {
  const { checks } = useWindowModel();
  const { progress } = useRow(row.id);
  const isRepairing = useReadable(checks.all).get(row.id)?.kind === 'repairing';
  const isAnythingThere = row.state.kind === 'completed' || (progress?.receivedBytes ?? 0) > 0;
  const canVerify = isAnythingThere && (rowActions(row).includes('verify') || isRepairing);
  if (!canVerify) return <p className="hint">{DETAILS_WORDS.file.notNow}</p>;
  return (
    <>
      <FileCheckView id={row.id} />
      {row.state.kind === 'completed' ? <ChecksumView row={row} /> : null}
    </>
  );
}
