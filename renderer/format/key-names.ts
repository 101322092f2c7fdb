/** Whether keys have the names of a Mac. */
function isMac(): boolean {
  return /mac|iphone|ipad/iu.test(navigator.userAgent);
}

/** The key that starts shortcuts, with what joins it to the next key: `⌘` on a Mac, else `Ctrl+`. */
export function controlKeyName(): string {
  return isMac() ? '⌘' : 'Ctrl+';
}
