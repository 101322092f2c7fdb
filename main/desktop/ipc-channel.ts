/**
 * Between a window's page and the core, in both directions. What travels on it is `WindowMessage` and `CoreMessage` of
 * `shared/contract.ts`.
 */
export const MESSAGE_CHANNEL = 'sluice:message';

/** From a window's page: finished downloads, by their ids, are dragged out of it. */
export const DRAG_CHANNEL = 'sluice:drag';

/** From the drop target's page: the text that was dropped on it. */
export const OFFER_CHANNEL = 'sluice:offer';
