import * as options from '../../../shared/aria2-options.ts';
import type { SettingsChange } from '../../../shared/settings.ts';
import { RpcFailure } from './rpc-error.ts';

export type { AddWish } from '../../../shared/aria2-options.ts';
export { parseSize } from '../../../shared/aria2-options.ts';

/** The options of one download. @throws RpcFailure naming the option that cannot be used. */
export function readDownloadOptions(url: string, given: options.Aria2Options): options.AddWish {
  return translated(() => options.readDownloadOptions(url, given));
}

/** A change of the global options. @throws RpcFailure naming the option that cannot be used. */
export function readGlobalOptions(given: options.Aria2Options): SettingsChange {
  return translated(() => options.readGlobalOptions(given));
}

/** A change of the options of one download. @throws RpcFailure naming the option that cannot be used. */
export function readOptionChange(given: options.Aria2Options): options.OptionChange {
  return translated(() => options.readOptionChange(given));
}

function translated<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof options.Aria2OptionError ? new RpcFailure(error.message) : error;
  }
}
