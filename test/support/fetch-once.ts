import { HostHolds } from '../../main/engine/host-holds.ts';
import { HttpClient } from '../../main/engine/http-client.ts';

/**
 * Run as a process of its own, in another environment or network than the test's: asks for the link in its first argument
 * and prints the status, or the code of what went wrong.
 */
using client = new HttpClient(new HostHolds());
const request = {
  target: { url: process.argv[2] ?? '', headers: [] },
  range: null,
  ifRange: null,
  connectTimeoutMs: 5000,
  responseTimeoutMs: 5000,
  certificates: [],
  allowInsecureRedirect: false,
};
const recorder = { entry: () => {}, note: () => {}, learn: () => {} };
const told = await client.get(request, new AbortController().signal, recorder).then(
  (answer) => {
    answer.release();
    return answer.head.status;
  },
  (error: { readonly code: string }) => error.code,
);
console.log(told);
