/**
 * The last line of every `switch` over a union: it does not compile while a case is missing.
 * @throws Error when a value from outside the types got through a parser.
 */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
