import { ERROR_WORDS } from '../../shared/words.ts';
import type { InspectedLink, KnownLink } from '../../shared/link-calls.ts';
import { Icon } from '../components/icon.tsx';
import { refusedLineText, resumableText, typeText } from '../format/link-text.ts';
import { formats } from '../format/window-formats.ts';
import { fill, plural, words } from '../format/words.ts';
import { MOST_INSPECTED, type LinkFacts } from '../model/link-facts.ts';
import type { FoundLink, LinkScan, RefusedLine } from '../model/link-scan.ts';
import { LinkExtras } from './link-extras.tsx';

/** Enough to see that it is right; a list of thousands is not read through here. */
const MOST_LINKS_SHOWN = MOST_INSPECTED;
const MOST_REFUSED_SHOWN = 20;

/** What will be added, and what will not and why. */
export function AddPreview(props: {
  readonly found: LinkScan;
  readonly facts: LinkFacts;
  /** Another folder than that of the dialog, by a rule of the settings. */
  readonly folderOf: (link: FoundLink) => string | null;
  /** Links of the list are left out. */
  readonly skipsKnown: boolean;
  /** The name that was written for the only link; empty without one. */
  readonly wishedName: string;
}) {
  const { found, facts, skipsKnown } = props;
  const { links } = found;
  return (
    <div className="preview">
      <h3 className="preview-count" aria-live="polite">
        <span>{links.length === 0 ? words.add.nothing : plural(words.add.found, links.length)}</span>
        <TotalSize links={links} facts={facts} />
      </h3>
      {links.length + found.refused.length === 0 ? null : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        <section className="preview-scroll" aria-label={words.add.preview} tabIndex={0}>
          {/* First, since it would be out of sight below a hundred good ones. */}
          {found.refused.length === 0 ? null : <Refused refused={found.refused} />}
          <ul className="preview-list">
            {links.slice(0, MOST_LINKS_SHOWN).map((link) => (
              <LinkRow
                key={link.url}
                link={link}
                inspected={facts.inspected.get(link.url)}
                known={facts.known.get(link.url)}
                isSkipped={skipsKnown && facts.known.has(link.url)}
                wishedName={props.wishedName}
                folder={props.folderOf(link)}
              />
            ))}
          </ul>
          <More count={links.length - MOST_LINKS_SHOWN} />
        </section>
      )}
    </div>
  );
}

function TotalSize({ links, facts }: { readonly links: readonly FoundLink[]; readonly facts: LinkFacts }) {
  const sizes = links.map((link) => sizeOf(link, facts.inspected.get(link.url)));
  const known = sizes.filter((size) => size !== null);
  if (known.length === 0) return null;
  const size = formats.bytes(known.reduce((sum, each) => sum + each, 0));
  return (
    <span className="preview-total">
      {known.length === sizes.length ? size : fill(words.add.sizeAndMore, { size })}
    </span>
  );
}

/** What the server tells; else what the Metalink says. */
function sizeOf(link: FoundLink, inspected: InspectedLink | undefined): number | null {
  const told = inspected?.kind === 'file' ? inspected.sizeBytes : null;
  return told ?? link.sizeBytes ?? null;
}

function LinkRow(props: {
  readonly link: FoundLink;
  readonly inspected: InspectedLink | undefined;
  readonly known: KnownLink | undefined;
  readonly isSkipped: boolean;
  readonly wishedName: string;
  readonly folder: string | null;
}) {
  const { link, inspected, known } = props;
  const told = inspected?.kind === 'file' ? inspected.name : link.nameGuess;
  const name = props.wishedName || (link.name ?? told);
  const size = sizeOf(link, inspected);
  const contentType = inspected?.kind === 'file' ? inspected.contentType : null;
  const folder = props.folder === null ? '' : fill(words.add.intoFolder, { folder: props.folder });
  const notes = [link.host, typeText(name, contentType), resumableText(inspected), folder].filter(
    (note) => note !== '',
  );
  const isRefused = inspected?.kind === 'refused';
  return (
    <li className={props.isSkipped ? 'preview-link is-skipped' : 'preview-link'} title={link.url}>
      <Icon name={isRefused ? 'alert' : 'file'} className={isRefused ? 'preview-warns' : ''} />
      <span className="preview-name" dir="auto">
        {name}
      </span>
      <span className="preview-size">
        {size !== null ? formats.bytes(size) : inspected === undefined || isRefused ? '' : words.add.sizeUnknown}
      </span>
      <span className="preview-notes">
        {notes.join(' · ')}
        {known === undefined ? null : <span className="preview-known">{words.add.known}</span>}
      </span>
      <Sends link={link} />
      <LinkExtras mirrors={link.mirrors ?? []} checksum={link.checksum ?? null} />
      {isRefused ? <span className="preview-reason">{ERROR_WORDS[inspected.code].what}</span> : null}
    </li>
  );
}

/** The headers that come with a link, as from a browser's curl command. Their values may be secrets, and stand above. */
function Sends({ link: { headers = [] } }: { readonly link: FoundLink }) {
  if (headers.length === 0) return null;
  const names = [...new Set(headers.map(({ name }) => name))].join(', ');
  return <span className="preview-sends">{fill(words.add.sends, { names })}</span>;
}

function Refused({ refused }: { readonly refused: readonly RefusedLine[] }) {
  const areLinks = refused.every((line) => line.reason.startsWith('link.'));
  return (
    <>
      <h4 className="preview-refused-title">
        {plural(areLinks ? words.add.refused : words.add.unusable, refused.length)}
      </h4>
      <ul className="preview-list">
        {refused.slice(0, MOST_REFUSED_SHOWN).map((line) => (
          <li key={line.input} className="preview-refused">
            <Icon name="alert" />
            <span className="preview-name" dir="auto">
              {line.input}
            </span>
            <span className="preview-reason">{refusedLineText(line)}</span>
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
