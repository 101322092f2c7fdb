import type { DownloadId, DownloadRow } from '../../shared/download.ts';
import { findLinks } from '../../shared/url.ts';
import { formats } from '../format/window-formats.ts';
import { fill, words } from '../format/words.ts';
import { readTransfer, type RefusedFile, type TransferData } from '../model/dropped-content.ts';
import { MAX_TEXT_FILE_BYTES } from '../model/text-file.ts';
import type { WindowModel } from '../model/window-model.ts';

/** Puts dropped or pasted content into the "Add" dialog as a preview; what cannot be used is told. */
export async function takeContent(
  model: WindowModel,
  data: TransferData,
  /** A download that asks for a new link, which this may be. */
  meantFor: DownloadId | null = null,
): Promise<void> {
  const content = await readTransfer(data);
  const texts = content.texts.filter((source) => source.text.trim() !== '');
  const refused = content.refused.map(refusedText);
  const problems = texts.length === 0 && refused.length === 0 ? [words.drop.nothing] : refused;
  if (texts.length > 0 || model.dialog.get().kind === 'add') {
    const isOpen = model.dialog.get().kind === 'add';
    model.addDraft.put(texts, problems, content.names);
    // A second paste changes what is added, not what it was meant for.
    if (!isOpen) model.dialog.set({ kind: 'add', ...(meantFor === null ? {} : { newLinkFor: meantFor }) });
  } else {
    for (const problem of problems) model.messages.warn(problem);
  }
}

/** Takes one dropped link as the new link of a download; anything else goes into the "Add" dialog. */
export async function takeNewLink(model: WindowModel, data: TransferData, row: DownloadRow): Promise<void> {
  const content = await readTransfer(data);
  const { links } = findLinks(content.texts.map((source) => source.text).join('\n'));
  const [link] = links;
  if (link === undefined || links.length !== 1) {
    await takeContent(model, data);
    return;
  }
  const refusal = await model.commands.takeNewLink(row, link.url);
  if (refusal !== null) model.messages.warn(refusal);
}

function refusedText(file: RefusedFile): string {
  return fill(words.drop[file.reason], { name: file.name, limit: formats.bytes(MAX_TEXT_FILE_BYTES) });
}
