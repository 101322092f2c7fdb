/**
 * The one IPC channel between a page and the core, in both directions. What travels on it is `WindowMessage` and
 * `CoreMessage` of `shared/contract.ts`.
 */
export const MESSAGE_CHANNEL = 'sluice:message';
