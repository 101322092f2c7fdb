import { formats } from '../format/window-formats.ts';
import { fill, words } from '../format/words.ts';
import { readTransfer, type RefusedFile, type TransferData } from '../model/dropped-content.ts';
import { MAX_TEXT_FILE_BYTES } from '../model/text-file.ts';
import type { WindowModel } from '../model/window-model.ts';

/** What a drop or paste holds, read out while its event lasts. */
export function readDataTransfer(data: DataTransfer): TransferData {
  return { uriList: data.getData('text/uri-list'), text: data.getData('text/plain'), files: [...data.files] };
}

/** Puts dropped or pasted content into the "Add" dialog as a preview; what cannot be used is told. */
export async function takeContent(model: WindowModel, data: TransferData): Promise<void> {
  const content = await readTransfer(data);
  for (const file of content.refused) model.messages.warn(refusedText(file));
  const texts = content.texts.filter((source) => source.text.trim() !== '');
  if (texts.length > 0) {
    model.addDraft.put(texts);
    model.dialog.set({ kind: 'add' });
  } else if (content.refused.length === 0) {
    model.messages.warn(words.drop.nothing);
  }
}

function refusedText(file: RefusedFile): string {
  return fill(words.drop[file.reason], { name: file.name, limit: formats.bytes(MAX_TEXT_FILE_BYTES) });
}
