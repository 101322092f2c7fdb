import { writeFile } from 'node:fs/promises';
import { forLog } from '../../shared/url.ts';
import { AttributeWriter } from './attribute-writer.ts';

/** Where a file came from. The links may hold anything; what is written of them holds no secret. */
export type Origin = {
  readonly url: string;
  /** The page with the link, when it is known. */
  readonly referrer: string | null;
};

/**
 * Marks files as coming from the web, so that the system warns before they are run: Windows by an alternate data stream
 * (MS-FSCC, 5.6.1), Linux by the attributes of freedesktop.org where the tool for them is installed. macOS marks what our
 * bundle writes by itself (`LSFileQuarantineEnabled`). User, password, query and fragment are left out of the links, since
 * everyone who gets the file can read them (CVE-2018-20483 of wget).
 */
export class OriginMarker implements Disposable {
  readonly #platform: NodeJS.Platform;
  readonly #attributes: AttributeWriter;

  constructor(platform: NodeJS.Platform = process.platform, attributes = new AttributeWriter()) {
    this.#platform = platform;
    this.#attributes = attributes;
  }

  /** Marks a file under its absolute path. Never rejects: some file systems cannot hold a mark, and the file is whole. */
  async mark(file: string, { url, referrer }: Origin): Promise<void> {
    const from = forLog(url);
    const page = referrer === null ? null : forLog(referrer);
    if (this.#platform === 'win32') await writeZone(file, from, page).catch(ignore);
    if (this.#platform === 'linux') {
      const attributes = { 'user.xdg.origin.url': from, ...(page === null ? {} : { 'user.xdg.referrer.url': page }) };
      await this.#attributes.write(file, attributes);
    }
  }

  [Symbol.dispose](): void {
    this.#attributes[Symbol.dispose]();
  }
}

/** Zone 3 is the internet. */
async function writeZone(file: string, url: string, referrer: string | null): Promise<void> {
  const lines = [
    '[ZoneTransfer]',
    'ZoneId=3',
    ...(referrer === null ? [] : [`ReferrerUrl=${referrer}`]),
    `HostUrl=${url}`,
  ];
  await writeFile(`${file}:Zone.Identifier`, `${lines.join('\r\n')}\r\n`);
}

function ignore(): void {
  // FAT and network folders have no streams; the download does not depend on it.
}
