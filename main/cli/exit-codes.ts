import type { CallErrorCode } from '../../shared/contract.ts';
import type { DownloadErrorCode } from '../../shared/download-error.ts';

/** What the command's exit status tells a script. `--help` shows this table. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  network: 3,
  serverRefused: 4,
  serverTrouble: 5,
  disk: 6,
  checksum: 7,
  certificate: 8,
  inUse: 9,
  notRunning: 10,
  noSuchDownload: 11,
  /** 128 + the signal's number, as shells count. */
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** One line per code, in the order in which the help shows them. */
export const EXIT_WORDS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.ok, 'everything worked'],
  [EXIT.unexpected, 'something unexpected happened'],
  [EXIT.usage, 'the command line is wrong, or a link is not one'],
  [EXIT.network, 'network or proxy: name not found, refused, cut, timed out'],
  [EXIT.serverRefused, 'the server said no: 401, 403, 404, 410, other 4xx'],
  [EXIT.serverTrouble, 'the server is in trouble: 5xx, too busy, wrong or changed answers'],
  [EXIT.disk, 'disk: full, folder missing or not writable'],
  [EXIT.checksum, 'the file is not the expected one (checksum)'],
  [EXIT.certificate, 'the server’s certificate is not trusted'],
  [EXIT.inUse, 'the same download, data folder or port is in use'],
  [EXIT.notRunning, 'Sluice is not running'],
  [EXIT.noSuchDownload, 'no download has that number'],
  [EXIT.interrupted, 'stopped by Ctrl-C (129: hang-up, 143: terminated)'],
];

const EXIT_BY_ERROR: Readonly<Record<DownloadErrorCode, ExitCode>> = {
  'network.offline': EXIT.network,
  'network.unknownHost': EXIT.network,
  'network.refused': EXIT.network,
  'network.reset': EXIT.network,
  'network.unreachable': EXIT.network,
  'network.timedOut': EXIT.network,
  'network.stalled': EXIT.network,
  'network.truncated': EXIT.network,
  'network.badResponse': EXIT.network,
  'network.certificate': EXIT.certificate,
  'network.certificateExpired': EXIT.certificate,
  'network.certificateWrongHost': EXIT.certificate,
  'network.certificateUnknown': EXIT.certificate,
  'proxy.unreachable': EXIT.network,
  'proxy.serverUnreachable': EXIT.network,
  'proxy.login': EXIT.network,
  'proxy.refused': EXIT.network,
  'proxy.notSet': EXIT.network,
  'server.unauthorized': EXIT.serverRefused,
  'server.forbidden': EXIT.serverRefused,
  'server.notFound': EXIT.serverRefused,
  'server.gone': EXIT.serverRefused,
  'server.rejected': EXIT.serverRefused,
  'server.tooManyRequests': EXIT.serverTrouble,
  'server.unavailable': EXIT.serverTrouble,
  'server.failed': EXIT.serverTrouble,
  'server.tooManyRedirects': EXIT.serverTrouble,
  'server.badRedirect': EXIT.serverTrouble,
  'server.insecureRedirect': EXIT.serverRefused,
  'server.rangeIgnored': EXIT.serverTrouble,
  'server.rangeWrong': EXIT.serverTrouble,
  'server.rangeUnsatisfiable': EXIT.serverTrouble,
  'server.changed': EXIT.serverTrouble,
  'server.tooManyBytes': EXIT.serverTrouble,
  'server.encoded': EXIT.serverTrouble,
  'server.htmlInstead': EXIT.serverRefused,
  'disk.full': EXIT.disk,
  'disk.folderMissing': EXIT.disk,
  'disk.notWritable': EXIT.disk,
  'disk.nameTooLong': EXIT.disk,
  'disk.nameTaken': EXIT.disk,
  'disk.stalled': EXIT.disk,
  'disk.fileTooLarge': EXIT.disk,
  'disk.partLost': EXIT.disk,
  'disk.failed': EXIT.disk,
  'link.notUrl': EXIT.usage,
  'link.unsupportedScheme': EXIT.usage,
  'link.expired': EXIT.serverRefused,
  'link.otherFile': EXIT.serverRefused,
  'checksum.mismatch': EXIT.checksum,
  'checksum.contradiction': EXIT.checksum,
  'checksum.unavailable': EXIT.checksum,
  'app.engineStopped': EXIT.unexpected,
  'app.sealed': EXIT.unexpected,
  'app.unexpected': EXIT.unexpected,
};

/** The exit status for a download that ended with this failure. */
export function exitCodeFor(code: DownloadErrorCode): ExitCode {
  return EXIT_BY_ERROR[code];
}

/** The exit status for a call to the running Sluice that did not work. */
export function exitCodeForCall(code: CallErrorCode): ExitCode {
  switch (code) {
    case 'call.notFound':
      return EXIT.noSuchDownload;
    case 'call.badInput':
    case 'call.folderNotAbsolute':
    case 'call.notCompleted':
    case 'call.portTaken':
      return EXIT.usage;
    case 'call.closing':
      return EXIT.notRunning;
    case 'call.notSaved':
    case 'call.notWritten':
    case 'call.notOurFile':
    case 'call.notTrashed':
    case 'call.fileGone':
    case 'call.folderGone':
      return EXIT.disk;
    case 'call.unknown':
    case 'call.openFailed':
    case 'call.backupGone':
    case 'call.backupUnusable':
    case 'call.isProgram':
    case 'call.badLink':
    case 'call.isRunning':
    case 'call.cancelled':
    case 'call.failed':
      return EXIT.unexpected;
  }
}

/** The exit status after a signal that asks the process to end. */
export function exitCodeForSignal(signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP'): ExitCode {
  switch (signal) {
    case 'SIGINT':
      return EXIT.interrupted;
    case 'SIGTERM':
      return EXIT.terminated;
    case 'SIGHUP':
      return EXIT.hungUp;
  }
}
