import type { DownloadErrorCode } from './download-error.ts';
import type { DownloadStateKind } from './download-state.ts';

/** Decisions worth telling the user, each with words under the same name in `shared/locales`. */
export const TIMELINE_NOTES = [
  'redirected', 'continuedByValidator', 'continuedByOverlap', 'ifRangeIgnored', 'unstableEtag', 'restarted', 'noRanges',
  'fewerConnections', 'slowConnectionReplaced', 'backToOriginalLink', 'newLink', 'newLinkAccepted', 'hostAsksToWait', 'offline',
  'online', 'certificateTrusted', 'insecureRedirectAllowed', 'decoded', 'damagedBlocks', 'repairing', 'verified', 'answered', 'startedAgain', 'recovered',
  'moreRequests', 'otherMirror', 'mirrorJoined', 'mirrorDropped', 'mirrorsDisagree', 'badPiece', 'bytesByHost', 'mirrorsNamed', 'metalinkFollowed',
  'renamed', 'moved', 'moveFailed',
  'proxied',
] as const; // prettier-ignore
export type TimelineNote = (typeof TIMELINE_NOTES)[number];

/**
 * One line of what happened to a download, kept in SQLite (the newest few hundred) and shown in its details. Holds no
 * secret: of links only the host and the path, of headers only Range and the presence of a condition.
 */
export type TimelineEntry = { readonly atMs: number } & (
  | {
      readonly kind: 'request';
      readonly method: 'GET' | 'HEAD';
      readonly host: string;
      readonly path: string;
      /** As sent, such as `bytes=0-`; `null` without. */
      readonly range: string | null;
      readonly conditional: boolean;
      /** `null` when no answer came; then `code` tells why, or is `null` too when the answer was no longer wanted. */
      readonly status: number | null;
      readonly code: DownloadErrorCode | null;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'state';
      readonly state: DownloadStateKind;
      readonly code: DownloadErrorCode | null;
      readonly detail: string;
      readonly durableBytes: number;
    }
  | { readonly kind: 'note'; readonly note: TimelineNote; readonly detail: string }
);
