import { createContext, useContext } from 'react';
import type { WindowModel } from '../model/window-model.ts';

/** Gives every view the window's model. */
export const WindowModelContext = createContext<WindowModel | null>(null);

/**
 * The window's model.
 * @throws Error outside the provider in `app.tsx`.
 */
export function useWindowModel(): WindowModel {
  const model = useContext(WindowModelContext);
  if (model === null) throw new Error('useWindowModel outside of its provider');
  return model;
}
