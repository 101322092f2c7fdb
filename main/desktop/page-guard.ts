import { PAGE_ORIGIN, isPageUrl } from './page-address.ts';
import type { Session, WebContents } from 'electron';

/**
 * Keeps a window on its own page: no other address, no second window, no `<webview>`
 * (https://www.electronjs.org/docs/latest/tutorial/security, points 12 to 14). A link dropped where the page does not
 * catch it ends here too. Our own page may reload itself.
 */
export function guardContents(contents: WebContents): void {
  contents.on('will-frame-navigate', (details) => {
    if (!details.isMainFrame || !isPageUrl(details.url)) details.preventDefault();
  });
  // A server redirect does not come through the event above.
  contents.on('will-redirect', (details) => details.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/**
 * Refuses every permission: camera, location, notifications, reading the clipboard and the rest
 * (https://www.electronjs.org/docs/latest/api/session#sessetpermissionrequesthandlerhandler). One exception: our own
 * page may put text on the clipboard after a click, which is what "Copy link" does.
 */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(isAllowed(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) =>
    isAllowed(permission, requestingOrigin),
  );
  session.setDevicePermissionHandler(() => false);
  // The engine downloads; Chromium must not, or a link could write a file past all checks.
  session.on('will-download', (event) => event.preventDefault());
}

function isAllowed(permission: string, requester: string): boolean {
  return permission === 'clipboard-sanitized-write' && (requester === PAGE_ORIGIN || isPageUrl(requester));
}
