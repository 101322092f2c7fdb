import type { JumpListCategory, JumpListItem } from 'electron';
import { DESKTOP_WORDS } from '../../shared/words.ts';

/** Among a launch's arguments: what is on the clipboard is to be offered, as by the menu. It names nothing and adds nothing. */
export const CLIPBOARD_ARGUMENT = '--add-from-clipboard';

/**
 * What Windows offers on a right click on the app's button, also while it does not run
 * (https://www.electronjs.org/docs/latest/api/app#appsetjumplistcategories-windows). Each is a launch of the program; while
 * it runs, a second one that hands over and ends.
 */
export function jumpList(programPath: string): JumpListCategory[] {
  const task = (title: string, description: string, args: string): JumpListItem => ({
    type: 'task',
    program: programPath,
    args,
    title,
    description,
    iconPath: programPath,
    iconIndex: 0,
  });
  const { addFromClipboard, addFromClipboardHelp, show, showHelp } = DESKTOP_WORDS;
  return [
    {
      type: 'tasks',
      items: [task(addFromClipboard, addFromClipboardHelp, CLIPBOARD_ARGUMENT), task(show, showHelp, '')],
    },
  ];
}
