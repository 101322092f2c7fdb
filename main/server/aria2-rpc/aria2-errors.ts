import type { DownloadErrorCode } from '../../../shared/download-error.ts';

/** aria2's exit codes that Sluice has a use for (aria2c(1), EXIT STATUS). */
export const ARIA2_REMOVED = 31;

const ARIA2_CODES: Readonly<Record<DownloadErrorCode, number>> = {
  'network.offline': 6,
  'network.unknownHost': 19,
  'network.refused': 6,
  'network.reset': 6,
  'network.unreachable': 6,
  'network.timedOut': 2,
  'network.stalled': 2,
  'network.truncated': 6,
  'network.badResponse': 22,
  'network.certificate': 6,
  'network.certificateExpired': 6,
  'network.certificateWrongHost': 6,
  'network.certificateUnknown': 6,
  'server.unauthorized': 24,
  'server.forbidden': 22,
  'server.notFound': 3,
  'server.gone': 3,
  'server.rejected': 22,
  'server.tooManyRequests': 29,
  'server.unavailable': 29,
  'server.failed': 22,
  'server.tooManyRedirects': 23,
  'server.badRedirect': 22,
  'server.insecureRedirect': 22,
  'server.rangeIgnored': 8,
  'server.rangeWrong': 8,
  'server.rangeUnsatisfiable': 8,
  'server.changed': 8,
  'server.tooManyBytes': 22,
  'server.encoded': 22,
  'server.htmlInstead': 22,
  'disk.full': 9,
  'disk.folderMissing': 18,
  'disk.notWritable': 16,
  'disk.nameTooLong': 16,
  'disk.nameTaken': 13,
  'disk.stalled': 17,
  'disk.fileTooLarge': 17,
  'disk.partLost': 15,
  'disk.failed': 17,
  'link.notUrl': 28,
  'link.unsupportedScheme': 28,
  'link.expired': 22,
  'link.otherFile': 22,
  'checksum.mismatch': 32,
  'checksum.unavailable': 32,
  'app.engineStopped': 1,
  'app.sealed': 24,
  'app.unexpected': 1,
};

/** The `errorCode` that aria2's manual gives for this kind of failure, as the text aria2 sends. */
export function toAria2ErrorCode(code: DownloadErrorCode): string {
  return String(ARIA2_CODES[code]);
}
