import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

/** The longest wait for one file, in milliseconds; a folder that hangs must not keep a download from its name. */
const WAIT_MS = 2000;
/** No path can be below a device, so every attempt tells an error that names it. */
const NOWHERE = '/dev/null/sluice-';

type Writer = {
  readonly child: ChildProcess;
  readonly input: Socket;
  /** Resolved when setfattr has come past the mark of that number. */
  readonly waiting: Map<number, () => void>;
};

/**
 * Writes extended attributes of files on Linux by `setfattr` (package attr), since Node has no call for it. One process for
 * all files, started at the first one: a start costs the main thread 15 ms, a file 0.05 ms (measured with 200 MiB in use).
 *
 * setfattr reads what `getfattr --dump` writes and says nothing when it succeeds. So each file is followed by one that
 * cannot exist: its error tells that the file before has been dealt with.
 */
export class AttributeWriter implements Disposable {
  readonly #program: string;
  #writer: Writer | null = null;
  /** The program is missing, or did not answer: it is never tried again. */
  #isBroken = false;
  #lastMark = 0;

  /** @param program another one for tests. */
  constructor(program = 'setfattr') {
    this.#program = program;
  }

  /** Sets attributes of a file that is named by its absolute path. Never rejects: what cannot be marked stays unmarked. */
  async write(file: string, attributes: Readonly<Record<string, string>>): Promise<void> {
    if (this.#isBroken) return;
    const writer = (this.#writer ??= this.#start());
    const mark = (this.#lastMark += 1);
    const { promise, resolve } = Promise.withResolvers<void>();
    writer.waiting.set(mark, resolve);
    const lines = Object.entries(attributes).map(
      ([name, value]) => `${name}=0s${Buffer.from(value).toString('base64')}\n`,
    );
    writer.input.write(`# file: ${escaped(file)}\n${lines.join('')}\n# file: ${NOWHERE}${mark}\nuser.mark=0s\n\n`);
    const bound = setTimeout(() => this.#giveUp(), WAIT_MS);
    await promise;
    clearTimeout(bound);
  }

  /** Ends the process; the next file starts another one. */
  [Symbol.dispose](): void {
    this.#writer?.input.end();
    this.#writer = null;
  }

  #start(): Writer {
    const child = spawn(this.#program, ['-h', '--restore=-'], {
      stdio: ['pipe', 'ignore', 'pipe'],
      // Messages are looked through for our marks.
      env: { ...process.env, LC_ALL: 'C' },
    });
    // Pipes of a child are sockets; the types know them as streams only.
    const input = child.stdin as unknown as Socket;
    const output = child.stderr as unknown as Socket;
    const waiting: Writer['waiting'] = new Map();
    let rest = '';
    output.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const mark = Number(/\/dev\/null\/sluice-(\d+)/u.exec(line)?.[1] ?? 0);
        waiting.get(mark)?.();
        waiting.delete(mark);
      }
    });
    // It ends with its input, and must not keep Sluice from ending.
    child.unref();
    input.unref();
    output.unref();
    input.on('error', () => this.#giveUp()); // EPIPE: it ended; `exit` says the rest.
    child.on('error', () => this.#giveUp()); // Mostly ENOENT: there is no such program.
    child.on('exit', () => {
      if (this.#writer?.child === child) this.#giveUp();
      release(waiting);
    });
    return { child, input, waiting };
  }

  #giveUp(): void {
    this.#isBroken = true;
    const writer = this.#writer;
    this.#writer = null;
    if (writer === null) return;
    writer.child.kill();
    release(writer.waiting);
  }
}

function release(waiting: Writer['waiting']): void {
  for (const resolve of waiting.values()) resolve();
  waiting.clear();
}

/** Names in a dump have their odd bytes as octal numbers. */
function escaped(file: string): string {
  return file.replaceAll(/[\\\n\r]/gu, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);
}
