/** Longer HTML is not gone through: browsers copy every style along, and more than this was hardly meant. */
export const MAX_HTML_CHARACTERS = 10_000_000;

/** The addresses in a piece of HTML as they are written there, in order. */
export type HtmlAddresses = {
  readonly anchors: readonly string[];
  readonly images: readonly string[];
  /** What the page calls the files behind anchors (their `download`). */
  readonly names: readonly { readonly address: string; readonly name: string }[];
};

/**
 * The links that a dragged or copied part of a web page means, each once: those of its anchors; without any, those in
 * its text (none here, the text itself is read then); at last its pictures. Only whole web addresses count: a relative
 * one would lead to this very window.
 */
export function linksInHtml(addresses: HtmlAddresses, text: string): readonly string[] {
  const anchors = webAddresses(addresses.anchors);
  if (anchors.length > 0 || /https?:\/\//iu.test(text)) return anchors;
  return webAddresses(addresses.images);
}

function webAddresses(addresses: readonly string[]): readonly string[] {
  const trimmed = addresses.map((address) => address.trim());
  return [...new Set(trimmed.filter((address) => /^https?:\/\/[^\s<>"]+$/iu.test(address)))];
}
