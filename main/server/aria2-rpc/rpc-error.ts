/** A call that did not work. aria2 says 1 for everything that is not JSON-RPC's own fault. */
export type RpcError = { readonly code: number; readonly message: string };

/** JSON-RPC 2.0's own errors, with aria2's words. */
export const PARSE_ERROR: RpcError = { code: -32700, message: 'Parse error.' };
export const INVALID_REQUEST: RpcError = { code: -32600, message: 'Invalid Request.' };
export const INVALID_PARAMS: RpcError = { code: -32602, message: 'Invalid params.' };

/** Thrown where a call cannot go on; becomes `{"code": 1, "message": ...}` in the answer. */
export class RpcFailure extends Error {
  override readonly name = 'RpcFailure';
}

/** The HTTP status that aria2 gives an answer with this error (its `HttpServerBodyCommand.cc` has the same table). */
export function httpStatusOf(error: RpcError): 400 | 500 {
  return error.code === 1 || error.code === INVALID_REQUEST.code ? 400 : 500;
}
