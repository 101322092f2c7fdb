import type { SecretBox } from '../../main/store/sealed-secrets.ts';

/** A box that seals as the system of one user does: never twice the same, and for nobody else. */
export class FakeSecretBox implements SecretBox {
  readonly #owner: string;
  /** How often something was sealed. */
  sealed = 0;

  constructor(owner = 'alice') {
    this.#owner = owner;
  }

  seal(text: string): string {
    this.sealed += 1;
    return mask(Buffer.from(`${this.#owner} ${this.sealed} ${text}`)).toString('base64url');
  }

  reveal(sealed: string): string | null {
    const [owner, , ...text] = mask(Buffer.from(sealed, 'base64url')).toString().split(' ');
    return owner === this.#owner ? text.join(' ') : null;
  }
}

function mask(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0x5a));
}
