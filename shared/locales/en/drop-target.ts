/** What the drop target says: the small window of the desktop app that takes links. */
export const DROP_TARGET_WORDS = {
  title: 'Sluice drop target',
  idle: 'Drop links here',
  taken: 'Look at the Sluice window',
  nothing: 'There is no link in that',
  close: 'Close the drop target',
} as const;
