import { createContext, use } from 'react';
import { columnTemplate, type Column, type ShownColumn } from '../model/columns.ts';

/** The columns of the list as it is drawn now. */
export type ListColumns = {
  readonly shown: readonly ShownColumn[];
  /** The names of `shown`; the same object until one changes, so that rows need not be drawn again when a width moves. */
  readonly names: readonly Column[];
};

export const ListColumnsContext = createContext<ListColumns>({ shown: [], names: [] });

/** The columns of the list that a view is part of. */
export function useListColumns(): ListColumns {
  return use(ListColumnsContext);
}

const namesByText = new Map<string, readonly Column[]>();

export function toListColumns(shown: readonly ShownColumn[]): ListColumns {
  const names = shown.map(({ column }) => column);
  const text = names.join(' ');
  const known = namesByText.get(text) ?? names;
  namesByText.set(text, known);
  return { shown, names: known };
}

/** Where the parts of a row stand, for `styles/list.css`. Grid lines count from 1. */
export function columnStyle({ shown, names }: ListColumns): Readonly<Record<`--${string}`, string | number>> {
  const name = names.indexOf('name') + 1;
  const state = names.indexOf('state') + 1;
  const behindBoth = Math.min(Math.max(name, state) + 1, names.length);
  return {
    '--columns': columnTemplate(shown),
    '--column-of-name': name,
    // Without a column for the state, its bar stands below the name, too.
    '--column-of-bar': state === 0 ? name : state,
    '--column-of-sentence': behindBoth,
    '--column-of-narrow-sentence': state > name ? state : behindBoth,
  };
}
