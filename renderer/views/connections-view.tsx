import type { ConnectionSnapshot } from '../../shared/connection-snapshot.ts';
import type { DownloadRow } from '../../shared/download.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { formats } from '../format/window-formats.ts';
import { fill } from '../format/words.ts';
import { MirrorsView } from './mirrors-view.tsx';
import { useDownloadDetails } from './use-download-details.ts';

/** The connections of a running download, one line each, and the other links that lead to its file. */
export function ConnectionsView({ row }: { readonly row: DownloadRow }) {
  return (
    <>
      <ConnectionTable row={row} />
      <MirrorsView row={row} />
    </>
  );
}

function ConnectionTable({ row }: { readonly row: DownloadRow }) {
  const texts = DETAILS_WORDS.connections;
  const shown = useDownloadDetails(row.id);
  const connections = shown?.connections ?? [];
  if (connections.length === 0) return <p className="hint">{texts.none}</p>;
  return (
    <table className="plain-table">
      <thead>
        <tr>
          <th scope="col">{texts.host}</th>
          <th scope="col">{texts.protocol}</th>
          <th scope="col">{texts.state}</th>
          <th scope="col">{texts.range}</th>
          <th scope="col" className="is-number">
            {texts.speed}
          </th>
        </tr>
      </thead>
      <tbody>
        {connections.map((connection) => (
          <ConnectionLine key={connection.start} connection={connection} />
        ))}
      </tbody>
    </table>
  );
}

function ConnectionLine({ connection }: { readonly connection: ConnectionSnapshot }) {
  const texts = DETAILS_WORDS.connections;
  const { start, position, end, state, host, protocol, tls, bytesPerSecond } = connection;
  const range = end === null ? texts.toTheEnd : texts.part;
  return (
    <tr>
      <td>{host}</td>
      <td>{[protocol, tls].filter((part) => part !== null).join(', ')}</td>
      <td>{texts.states[state]}</td>
      <td>
        {fill(range, {
          from: formats.bytes(start),
          at: formats.bytes(position),
          to: end === null ? '' : formats.bytes(end),
        })}
      </td>
      <td className="is-number">{state === 'asking' ? '' : formats.speed(bytesPerSecond)}</td>
    </tr>
  );
}
