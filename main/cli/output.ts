import { printable } from './terminal-text.ts';

/** Where a command writes. Results go to stdout and everything said about them to stderr, so that a pipe gets results only. */
export type Output = {
  /** One line of the result. */
  readonly result: (line: string) => void;
  /** One line for the person at the terminal. */
  readonly say: (line: string) => void;
  /** Text for the terminal as it is, cursor movements included; only when `canRedraw`. */
  readonly draw: (text: string) => void;
  /** Whether stderr is a terminal on which lines may be drawn again. */
  readonly canRedraw: boolean;
  /** Whether stdout is a terminal, read by a person. */
  readonly resultIsTerminal: boolean;
  /** Whether the terminal shows characters beyond ASCII. */
  readonly unicode: boolean;
  /** The terminal's width now. */
  readonly columns: () => number;
  /** The terminal's height now. */
  readonly rows: () => number;
};

/** The process's own stdout and stderr. */
export function processOutput(env: Readonly<Record<string, string | undefined>>): Output {
  endQuietlyWithoutReader(process.stdout);
  endQuietlyWithoutReader(process.stderr);
  const isPlain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  const locale = env['LC_ALL'] ?? env['LC_CTYPE'] ?? env['LANG'] ?? '';
  return {
    result: (line) => void process.stdout.write(`${line}\n`),
    say: (line) => void process.stderr.write(`${line}\n`),
    draw: (text) => void process.stderr.write(text),
    canRedraw: process.stderr.isTTY && !isPlain,
    resultIsTerminal: process.stdout.isTTY,
    unicode: process.platform === 'win32' || process.platform === 'darwin' || /utf-?8/iu.test(locale),
    columns: () => (process.stderr.isTTY ? process.stderr.columns : process.stdout.columns) || 80,
    rows: () => process.stderr.rows || 24,
  };
}

/** `sluice list | head` closes the pipe early; that is no error, and there is nobody left to tell. */
function endQuietlyWithoutReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** The line that every error of the command begins with. */
export function errorLine(text: string): string {
  return `sluice: ${printable(text)}`;
}
