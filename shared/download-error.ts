import type { UntrustedCertificate } from './host-fact.ts';

/**
 * Every way a download can stop, as a stable code. The part before the dot says where it came from; the table says what
 * happens next. Words for people stand in `shared/locales` under the same code.
 *
 * - `continue`: try again after a back-off, durable bytes are kept.
 * - `restart`: try again after a back-off, from the first byte, since the bytes so far cannot be trusted or continued.
 * - `ask`: wait for one decision of the user; durable bytes are kept.
 * - `fail`: nothing more happens by itself; "retry" tries again.
 */
export type NextStep = 'continue' | 'restart' | 'ask' | 'fail';

/** `waits`: it is nobody's fault that more tries would not help now, so it does not use up an attempt. */
type ErrorRow = { readonly next: NextStep; readonly waits?: true };

const CONTINUE: ErrorRow = { next: 'continue' };
const RESTART: ErrorRow = { next: 'restart' };
const ASK: ErrorRow = { next: 'ask' };
const FAIL: ErrorRow = { next: 'fail' };
const WAIT: ErrorRow = { next: 'continue', waits: true };

/** The table. To add a code: a row here, its words in `shared/locales/en/window.ts`, and a test that produces it for real. */
const DOWNLOAD_ERRORS = {
  'network.offline': WAIT,
  'network.unknownHost': CONTINUE,
  'network.refused': CONTINUE,
  'network.reset': CONTINUE,
  'network.unreachable': CONTINUE,
  'network.timedOut': CONTINUE,
  'network.stalled': CONTINUE,
  'network.truncated': CONTINUE,
  'network.badResponse': CONTINUE,
  'network.certificate': ASK,
  'network.certificateExpired': ASK,
  'network.certificateWrongHost': ASK,
  'network.certificateUnknown': ASK,

  'proxy.unreachable': CONTINUE,
  'proxy.serverUnreachable': CONTINUE,
  'proxy.login': FAIL,
  'proxy.refused': FAIL,
  'proxy.notSet': FAIL,

  'server.unauthorized': FAIL,
  'server.forbidden': FAIL,
  'server.notFound': FAIL,
  'server.gone': FAIL,
  'server.rejected': FAIL,
  'server.tooManyRequests': CONTINUE,
  'server.unavailable': CONTINUE,
  'server.failed': CONTINUE,
  'server.tooManyRedirects': FAIL,
  'server.badRedirect': FAIL,
  'server.insecureRedirect': ASK,
  'server.rangeIgnored': RESTART,
  'server.rangeWrong': CONTINUE,
  'server.rangeUnsatisfiable': RESTART,
  'server.changed': ASK,
  'server.tooManyBytes': RESTART,
  'server.encoded': FAIL,
  'server.htmlInstead': ASK,

  'disk.full': ASK,
  'disk.folderMissing': FAIL,
  'disk.notWritable': FAIL,
  'disk.nameTooLong': FAIL,
  'disk.nameTaken': ASK,
  'disk.fileTooLarge': FAIL,
  'disk.stalled': CONTINUE,
  'disk.partLost': RESTART,
  'disk.failed': FAIL,

  'link.notUrl': FAIL,
  'link.unsupportedScheme': FAIL,
  'link.expired': ASK,
  'link.otherFile': ASK,

  'checksum.mismatch': ASK,
  'checksum.contradiction': ASK,
  'checksum.unavailable': ASK,

  'app.engineStopped': CONTINUE,
  'app.sealed': ASK,
  'app.unexpected': FAIL,
} as const satisfies Record<string, ErrorRow>;

export type DownloadErrorCode = keyof typeof DOWNLOAD_ERRORS;

/** All codes, for parsers and for the test that every code has words. */
// The cast only gives back the key type that `Object.keys` widens to string.
export const DOWNLOAD_ERROR_CODES = Object.keys(DOWNLOAD_ERRORS) as readonly DownloadErrorCode[];

/** With these a server refuses the address, and would the next time: another link may do, or one with a login. */
export const ADDRESS_REFUSED: ReadonlySet<DownloadErrorCode> = new Set([
  'server.unauthorized',
  'server.forbidden',
  'server.notFound',
  'server.gone',
]);

/** One failure: the code, and a detail for the curious (a status line, an errno) that holds no secret and no query string. */
export type DownloadFailure = {
  readonly code: DownloadErrorCode;
  readonly detail: string;
  /** Only of `network.certificate...`: what the answer `trust` would accept. */
  readonly certificate?: UntrustedCertificate | undefined;
};

/** What happens after a failure. */
export function errorRow(code: DownloadErrorCode): ErrorRow {
  return DOWNLOAD_ERRORS[code];
}
