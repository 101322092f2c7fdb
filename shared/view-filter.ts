/** The parts of the list by what its downloads do. */
export const VIEW_FILTERS = ['all', 'active', 'waiting', 'finished', 'attention'] as const;
export type ViewFilter = (typeof VIEW_FILTERS)[number];
