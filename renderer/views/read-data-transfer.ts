import type { TransferData } from '../model/dropped-content.ts';
import { MAX_HTML_CHARACTERS, type HtmlAddresses } from '../model/html-links.ts';

/** What a drop or paste holds, read out while its event lasts. */
export function readDataTransfer(data: DataTransfer): TransferData {
  return {
    uriList: data.getData('text/uri-list'),
    text: data.getData('text/plain'),
    html: readHtml(data.getData('text/html')),
    download: data.getData('DownloadURL'),
    files: [...data.files],
  };
}

/** The parsed document is inert: no script of it runs and nothing in it is fetched. */
function readHtml(html: string): HtmlAddresses {
  if (html === '' || html.length > MAX_HTML_CHARACTERS) return { anchors: [], images: [], names: [] };
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  // As written: the properties `href` and `src` would resolve relative ones against this window's own address.
  const written = (selector: string, attribute: string): readonly string[] =>
    [...parsed.querySelectorAll(selector)].map((element) => element.getAttribute(attribute) ?? '');
  const named = [...parsed.querySelectorAll('a[href][download]')];
  return {
    anchors: written('a[href]', 'href'),
    images: written('img[src]', 'src'),
    names: named.map((element) => ({
      address: element.getAttribute('href') ?? '',
      name: element.getAttribute('download') ?? '',
    })),
  };
}
