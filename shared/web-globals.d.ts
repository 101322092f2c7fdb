/**
 * The few globals that every place Sluice runs in (Node, Electron, browsers) has.
 * Only `shared/tsconfig.json` reads this file; the other projects get the same names from Node's or the DOM's types.
 */
declare function btoa(text: string): string;

declare class TextEncoder {
  encode(text: string): Uint8Array;
}

declare class URL {
  constructor(input: string, base?: string | URL);
  href: string;
  readonly origin: string;
  protocol: string;
  username: string;
  password: string;
  host: string;
  hostname: string;
  port: string;
  pathname: string;
  search: string;
  hash: string;
  toString(): string;
  static canParse(input: string, base?: string): boolean;
}
