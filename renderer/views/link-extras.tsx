import type { Checksum } from '../../shared/download.ts';
import { withoutCredentials } from '../../shared/url.ts';
import { ALGORITHM_NAMES } from '../format/checksum-text.ts';
import { fill, plural, words } from '../format/words.ts';

/** What a Metalink says of a file besides its link, in a line that opens: other links to it, and what it must hash to. */
export function LinkExtras(props: { readonly mirrors: readonly string[]; readonly checksum: Checksum | null }) {
  const { mirrors, checksum } = props;
  const algorithm = checksum === null ? '' : ALGORITHM_NAMES[checksum.algorithm];
  const summary = [
    ...(mirrors.length === 0 ? [] : [plural(words.add.mirrors, mirrors.length)]),
    ...(checksum === null ? [] : [fill(words.add.checkedBy, { algorithm })]),
  ];
  if (summary.length === 0) return null;
  return (
    <details className="preview-extras">
      <summary>{summary.join(' · ')}</summary>
      {mirrors.length === 0 ? null : (
        <ul>
          {mirrors.map((mirror) => (
            <li key={mirror} className="selectable">
              <bdi>{withoutCredentials(mirror)}</bdi>
            </li>
          ))}
        </ul>
      )}
      {checksum === null ? null : (
        <p className="selectable">
          {algorithm} <bdi className="fact-code">{checksum.hex}</bdi>
        </p>
      )}
    </details>
  );
}
