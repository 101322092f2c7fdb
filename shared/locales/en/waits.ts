import type { WaitReason } from '../../wait-reason.ts';

/** Why a download waits in the queue (`shared/wait-reason.ts`). */
export const WAIT_WORDS = {
  battery: 'Waits until the computer is plugged in.',
  metered: 'Waits until the line is no longer metered.',
  offline: 'No network. Goes on when the connection is back.',
  disk: 'The disk is full. Goes on by itself when there is room.',
  lettingGo: 'Its last connections are being closed.',
  host: 'The server asked to be left alone until {time}.',
  places: 'Waits for a place (downloads at a time: {count}).',
  hostPlaces: 'Waits for a place (downloads of one server at a time: {count}).',
  connections: 'Waits for a connection (the server allows {count} at a time).',
} as const satisfies Readonly<Record<WaitReason['kind'], string>>;
