import { useLayoutEffect, useRef, type KeyboardEvent } from 'react';
import { Icon, type IconName } from './icon.tsx';

export type MenuItem = {
  readonly key: string;
  readonly label: string;
  /** `checked` makes it one of several of which one holds, or with `isToggle` one that holds or not by itself. */
  readonly icon?: IconName;
  readonly checked?: boolean;
  readonly isToggle?: boolean;
  readonly disabled?: boolean;
  readonly onChoose: () => void;
};

/** Where a menu opens, in pixels of the window. */
export type MenuPoint = { readonly x: number; readonly y: number };

const EDGE_PX = 8;

/**
 * A menu at a point (WAI-ARIA menu pattern): arrows, Home, End and first letters move, Enter chooses, Escape and Tab
 * close. It is open for as long as it is rendered.
 */
export function PopupMenu(props: {
  readonly label: string;
  readonly at: MenuPoint;
  /** None empty; a line stands between them. */
  readonly groups: readonly (readonly MenuItem[])[];
  readonly onClose: () => void;
}) {
  const element = useRef<HTMLDivElement>(null);
  const { at, onClose } = props;

  useLayoutEffect(() => {
    const menu = element.current;
    if (menu === null) return;
    const cameFrom = document.activeElement;
    menu.showPopover();
    const { width, height } = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(Math.min(at.x, window.innerWidth - width - EDGE_PX), EDGE_PX)}px`;
    menu.style.top = `${Math.max(Math.min(at.y, window.innerHeight - height - EDGE_PX), EDGE_PX)}px`;
    itemsOf(menu)[0]?.focus();
    return () => {
      // Without this the focus would fall to the page when the menu goes.
      if (cameFrom instanceof HTMLElement && menu.contains(document.activeElement)) cameFrom.focus();
    };
  }, [at]);

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    event.stopPropagation();
    const items = itemsOf(event.currentTarget);
    const position = items.findIndex((item) => item === document.activeElement);
    const target = targetOfKey(event.key, position, items);
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      onClose();
    } else if (target !== undefined) {
      event.preventDefault();
      target.focus();
    }
  }

  return (
    <div
      ref={element}
      className="menu"
      role="menu"
      tabIndex={-1}
      aria-label={props.label}
      popover="auto"
      onKeyDown={onKeyDown}
      onToggle={(event) => {
        if (event.newState === 'closed') onClose();
      }}
    >
      {props.groups.map((group) => (
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a <fieldset> is no part of a menu
        <div key={group[0]?.key} className="menu-group" role="group">
          {group.map((item) => (
            <button
              key={item.key}
              type="button"
              role={roleOf(item)}
              aria-checked={item.checked}
              className="menu-item"
              tabIndex={-1}
              disabled={item.disabled}
              onClick={() => {
                onClose();
                item.onChoose();
              }}
            >
              <MenuIcon item={item} />
              {item.label}
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

function roleOf({ checked, isToggle }: MenuItem): 'menuitem' | 'menuitemradio' | 'menuitemcheckbox' {
  if (checked === undefined) return 'menuitem';
  return isToggle === true ? 'menuitemcheckbox' : 'menuitemradio';
}

function MenuIcon({ item }: { readonly item: MenuItem }) {
  if (item.checked === undefined) return item.icon === undefined ? null : <Icon name={item.icon} />;
  return <Icon name="completed" className={item.checked ? '' : 'is-hidden'} />;
}

function itemsOf(menu: HTMLElement): readonly HTMLButtonElement[] {
  return [...menu.querySelectorAll<HTMLButtonElement>('.menu-item:not(:disabled)')];
}

function targetOfKey(
  key: string,
  position: number,
  items: readonly HTMLButtonElement[],
): HTMLButtonElement | undefined {
  if (key === 'ArrowDown') return items[(position + 1) % items.length];
  if (key === 'ArrowUp') return items.at(position <= 0 ? -1 : position - 1);
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  if (key.length !== 1 || key === ' ') return undefined;
  const fromNext = [...items.slice(position + 1), ...items.slice(0, position + 1)];
  return fromNext.find((item) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
}
