import { RpcFailure } from './rpc-error.ts';

/** The parameters of one call, read by position. Every reader throws RpcFailure with aria2's words. */
export type Aria2Params = readonly unknown[];

/** @throws RpcFailure when it is missing or not a text. */
export function requiredText(params: Aria2Params, index: number): string {
  const value = required(params, index);
  if (typeof value !== 'string') throw wrongType(index);
  return value;
}

/** @throws RpcFailure when it is missing or not a whole number. */
export function requiredInteger(params: Aria2Params, index: number): number {
  const value = required(params, index);
  if (!Number.isSafeInteger(value)) throw wrongType(index);
  return Number(value);
}

/** A whole number of at least 0. @throws RpcFailure when it is missing or something else. */
export function requiredCount(params: Aria2Params, index: number): number {
  const value = requiredInteger(params, index);
  if (value >= 0) return value;
  throw new RpcFailure(
    `The integer parameter at ${index} has invalid value: the value must be greater than or equal to 0.`,
  );
}

/** @throws RpcFailure when it is missing or not a list. */
export function requiredList(params: Aria2Params, index: number): readonly unknown[] {
  const value = required(params, index);
  if (!Array.isArray(value)) throw wrongType(index);
  return value;
}

/** @throws RpcFailure when it is missing or not a struct. */
export function requiredStruct(params: Aria2Params, index: number): Readonly<Record<string, unknown>> {
  const value = required(params, index);
  if (!isStruct(value)) throw wrongType(index);
  return value;
}

/** An empty struct when it was not given. @throws RpcFailure when it is something else. */
export function optionalStruct(params: Aria2Params, index: number): Readonly<Record<string, unknown>> {
  return params[index] === undefined ? {} : requiredStruct(params, index);
}

/** The names in a `keys` list; `null` means all. @throws RpcFailure when it is not a list. */
export function optionalKeys(params: Aria2Params, index: number): ReadonlySet<string> | null {
  if (params[index] === undefined) return null;
  const names = requiredList(params, index).filter((name) => typeof name === 'string');
  return names.length === 0 ? null : new Set(names);
}

/** Only the members that `keys` names. */
export function pickKeys(struct: object, keys: ReadonlySet<string> | null): object {
  return keys === null ? struct : Object.fromEntries(Object.entries(struct).filter(([name]) => keys.has(name)));
}

/**
 * One page of a list. A negative offset counts from the end and goes backwards: -1 is the last, and `(-1, 2)` the last
 * and the one before it. An offset outside the list gives nothing, as in aria2.
 */
export function paginate<Item>(items: readonly Item[], offset: number, count: number): readonly Item[] {
  if (offset >= 0) return items.slice(offset, offset + count);
  const last = items.length + offset;
  if (last < 0) return [];
  return items.slice(Math.max(0, last - count + 1), last + 1).toReversed();
}

function required(params: Aria2Params, index: number): unknown {
  if (index < params.length) return params[index];
  throw new RpcFailure(`The parameter at ${index} is required but missing.`);
}

function wrongType(index: number): RpcFailure {
  return new RpcFailure(`The parameter at ${index} has wrong type.`);
}

/** Whether a JSON value is an object. */
export function isStruct(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
