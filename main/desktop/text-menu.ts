import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';

/**
 * The menu of a text field, which Electron does not bring by itself
 * (https://www.electronjs.org/docs/latest/api/web-contents#event-context-menu). Roles know their words and shortcuts.
 * Rows of the list have a menu of the page's own.
 */
export function textMenu(
  params: Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'editFlags'>,
): readonly MenuItemConstructorOptions[] {
  const { isEditable, selectionText, editFlags } = params;
  if (!isEditable) return selectionText.trim() === '' ? [] : [{ role: 'copy' }];
  return [
    { role: 'undo', enabled: editFlags.canUndo },
    { role: 'redo', enabled: editFlags.canRedo },
    { type: 'separator' },
    { role: 'cut', enabled: editFlags.canCut },
    { role: 'copy', enabled: editFlags.canCopy },
    { role: 'paste', enabled: editFlags.canPaste },
    { type: 'separator' },
    { role: 'selectAll', enabled: editFlags.canSelectAll },
  ];
}
