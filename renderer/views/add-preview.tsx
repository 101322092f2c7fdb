import { ERROR_WORDS } from '../../shared/words.ts';
import type { LinksInText } from '../../shared/url.ts';
import { Icon } from '../components/icon.tsx';
import { plural, words } from '../format/words.ts';

/** Enough to see that it is right; a list of thousands is not read through here. */
const MOST_LINKS_SHOWN = 100;
const MOST_REFUSED_SHOWN = 20;

/** What will be added, and what will not and why. */
export function AddPreview({ found, isEmpty }: { readonly found: LinksInText; readonly isEmpty: boolean }) {
  if (isEmpty) return null;
  return (
    <div className="preview">
      <h3 className="preview-count" aria-live="polite">
        {found.links.length === 0 ? words.add.nothing : plural(words.add.found, found.links.length)}
      </h3>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <section className="preview-scroll" aria-label={words.add.preview} tabIndex={0}>
        {/* First, since it would be out of sight below a hundred good ones. */}
        {found.refused.length === 0 ? null : <Refused refused={found.refused} />}
        <ul className="preview-list">
          {found.links.slice(0, MOST_LINKS_SHOWN).map((link) => (
            <li key={link.url} className="preview-link" title={link.url}>
              <Icon name="file" />
              <span className="preview-name">{link.nameGuess}</span>
              <span className="preview-host">{link.host}</span>
            </li>
          ))}
        </ul>
        <More count={found.links.length - MOST_LINKS_SHOWN} />
      </section>
    </div>
  );
}

function Refused({ refused }: { readonly refused: LinksInText['refused'] }) {
  return (
    <>
      <h4 className="preview-refused-title">{plural(words.add.refused, refused.length)}</h4>
      <ul className="preview-list">
        {refused.slice(0, MOST_REFUSED_SHOWN).map((line) => (
          <li key={line.input} className="preview-refused">
            <Icon name="alert" />
            <span className="preview-name">{line.input}</span>
            <span className="preview-reason">
              {ERROR_WORDS[line.code].what} {ERROR_WORDS[line.code].todo}
            </span>
          </li>
        ))}
      </ul>
      <More count={refused.length - MOST_REFUSED_SHOWN} />
    </>
  );
}

function More({ count }: { readonly count: number }) {
  return count <= 0 ? null : <p className="preview-more">{plural(words.add.more, count)}</p>;
}
