import type { Menu, MenuItemConstructorOptions, Tray } from 'electron';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';

/** A menu is what it was built from. */
export class FakeMenu {
  readonly template: readonly MenuItemConstructorOptions[];

  constructor(template: readonly MenuItemConstructorOptions[]) {
    this.template = template;
  }

  /** An item anywhere in it. */
  find(id: string): MenuItemConstructorOptions | undefined {
    return findItem(this.template, id);
  }

  /** Clicks an item as a user does: it must be there and enabled. */
  click(id: string): void {
    const item = findItem(this.template, id);
    if (item === undefined) throw new Error(`the menu has no item "${id}"`);
    if (item.enabled === false) throw new Error(`the menu item "${id}" is disabled`);
    // The three arguments are Electron's objects, and no item of Sluice looks at them.
    Reflect.apply(item.click ?? (() => undefined), undefined, [item, undefined, {}]);
  }
}

function findItem(template: readonly MenuItemConstructorOptions[], id: string): MenuItemConstructorOptions | undefined {
  for (const item of template) {
    if (item.id === id) return item;
    const inside = Array.isArray(item.submenu) ? findItem(item.submenu, id) : undefined;
    if (inside !== undefined) return inside;
  }
  return undefined;
}

type Used = 'setToolTip' | 'setContextMenu' | 'setImage' | 'destroy' | 'isDestroyed';

/** `Tray` without a bar. */
export class FakeTray extends EventEmitter implements Pick<Tray, Used> {
  toolTip = '';
  image: string;
  menu: FakeMenu | null = null;
  menusSet = 0;
  #isDestroyed = false;

  constructor(image: string) {
    super();
    if (!existsSync(image)) throw new Error(`Failed to load image from path '${image}'`);
    this.image = image;
  }

  setToolTip(toolTip: string): void {
    this.toolTip = toolTip;
  }

  setContextMenu(menu: Menu | null): void {
    // Menus here come from the fake's own `Menu.buildFromTemplate`.
    this.menu = menu as unknown as FakeMenu | null;
    this.menusSet += 1;
  }

  setImage(image: Parameters<Tray['setImage']>[0]): void {
    if (typeof image !== 'string') throw new Error('the fake tray takes paths only');
    this.image = image;
  }

  destroy(): void {
    this.#isDestroyed = true;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
}
