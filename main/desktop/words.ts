/** Words of the tray and of messages before there is a window, in English. Everything else stands in `shared/locales`. */
export const DESKTOP_WORDS = {
  addFromClipboard: 'Add Link from Clipboard',
  pauseAll: 'Pause All',
  resumeAll: 'Resume All',
  show: 'Show Sluice',
  quit: 'Quit Sluice',
  idle: 'Sluice',
  active: (count: number, speed: string) => `Sluice: ${count} active, ${speed}`,
  noLinkTitle: 'No link on the clipboard',
  noLinkDetail: 'Copy a link that starts with http:// or https:// and try again.',
  notAdded: 'The links were not added',
  cannotStart: 'Sluice cannot start',
} as const;
