import * as z from 'zod';
import { columnLayoutSchema, FIRST_COLUMN_LAYOUT } from './columns.ts';
import { createObservable, type Readable } from './observable.ts';

/** The parts of the details pane. */
export const DETAILS_TABS = ['overview', 'speed', 'connections', 'server', 'file', 'timeline'] as const;
export type DetailsTab = (typeof DETAILS_TABS)[number];

/** The groups of the sidebar that can be folded. */
export const SIDEBAR_GROUPS = ['categories', 'folders', 'hosts'] as const;
export type SidebarGroup = (typeof SIDEBAR_GROUPS)[number];

/** The least and the most height of the details pane, in pixels; the window's own height bounds it, too. */
export const DETAILS_HEIGHTS_PX = { least: 140, most: 2000 } as const;

const layoutSchema = z.object({
  hasSidebar: z.boolean().catch(true),
  hasDetails: z.boolean().catch(false),
  detailsHeightPx: z.int().min(DETAILS_HEIGHTS_PX.least).max(DETAILS_HEIGHTS_PX.most).catch(280),
  detailsTab: z.enum(DETAILS_TABS).catch('overview'),
  /** Servers are many, and few look for them. */
  foldedGroups: z.array(z.enum(SIDEBAR_GROUPS)).catch(['hosts']),
  columns: columnLayoutSchema.catch(FIRST_COLUMN_LAYOUT),
});

/** How one window is divided. */
export type WindowLayout = z.infer<typeof layoutSchema>;

/** The layout of this window, and how it is changed. What is changed is remembered. */
export type WindowLayoutStore = Readable<WindowLayout> & { readonly change: (part: Partial<WindowLayout>) => void };

/** Where a layout is kept between two windows. */
export type LayoutStorage = { readonly read: () => string | null; readonly write: (text: string) => void };

/** Takes up the layout of the last window; what cannot be read of it is as in a first one. */
export function createWindowLayout(storage: LayoutStorage): WindowLayoutStore {
  const layout = createObservable(readLayout(storage.read()));
  return {
    ...layout,
    change(part) {
      layout.set({ ...layout.get(), ...part });
      storage.write(JSON.stringify(layout.get()));
    },
  };
}

function readLayout(text: string | null): WindowLayout {
  try {
    return layoutSchema.parse(text === null ? {} : JSON.parse(text));
  } catch (error) {
    // Not JSON, or JSON that is no object.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return layoutSchema.parse({});
    throw error;
  }
}
