import { Menu, type WebContents } from 'electron';
import { textMenu } from './text-menu.ts';

/** Shows the menu of a text field where the user asks for one. */
export function offerTextMenu(contents: Pick<WebContents, 'on'>): void {
  contents.on('context-menu', (_event, params) => {
    const template = textMenu(params);
    if (template.length > 0) Menu.buildFromTemplate([...template]).popup();
  });
}
