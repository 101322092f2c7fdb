import type { WindowVisibility } from '../shared/contract.ts';
import { createIpcTransport } from './model/ipc-transport.ts';
import type { Transport } from './model/transport.ts';
import { createWebSocketTransport, type Socket, type SocketListener } from './model/web-socket-transport.ts';
import { exchangeLaunchToken, readLaunchToken, readOfferedLinks } from './model/web-session.ts';
import { createWindowModel, type WindowModel } from './model/window-model.ts';

/** Connects this window to its core, by whichever way it has, and to the browser's events. The window's one start. */
export function startWindow(): WindowModel {
  // Before the transport takes the fragment out of the address.
  const offered = window.sluice === undefined ? readOfferedLinks(location.hash) : [];
  const model = createWindowModel({
    transport: window.sluice === undefined ? createWebTransport() : createIpcTransport(window.sluice),
    beforeNextPaint,
    wait: (milliseconds, callback) => {
      setTimeout(callback, milliseconds);
    },
    isReadingMessages: () => document.querySelector('.messages:is(:hover, :focus-within)') !== null,
    writeClipboard: (text) => navigator.clipboard.writeText(text),
    dragOut: window.sluice?.dragOut ?? null,
    visibility: readVisibility(),
    layoutStorage: {
      read: () => localStorage.getItem(LAYOUT_KEY),
      write: (text) => {
        localStorage.setItem(LAYOUT_KEY, text);
      },
    },
    nowMs: () => performance.now(),
  });
  if (offered.length > 0) model.answer({ kind: 'addLinks', links: offered });
  const tellVisibility = (): void => {
    model.setVisibility(readVisibility());
  };
  window.addEventListener('focus', tellVisibility);
  window.addEventListener('blur', tellVisibility);
  document.addEventListener('visibilitychange', tellVisibility);
  return model;
}

function readVisibility(): WindowVisibility {
  if (document.visibilityState === 'hidden') return 'hidden';
  return document.hasFocus() ? 'focused' : 'blurred';
}

/** A hidden page gets no animation frames; nothing is painted there, so the work can be done at once. */
function beforeNextPaint(callback: () => void): void {
  if (document.visibilityState === 'hidden') callback();
  else requestAnimationFrame(callback);
}

const LAYOUT_KEY = 'sluice.layout';
const SESSION_KEY = 'sluice.session';

function createWebTransport(): Transport {
  // A new address opened in this very tab differs in its fragment only, for which browsers do not load a page again.
  window.addEventListener('hashchange', () => {
    if (readLaunchToken(location.hash) !== null) location.reload();
  });
  const launchToken = readLaunchToken(location.hash);
  // The token is good for one use; it has no business in the address bar or in the history.
  if (launchToken !== null) history.replaceState(null, '', location.pathname + location.search);
  return createWebSocketTransport({
    launchToken,
    session: {
      read: () => sessionStorage.getItem(SESSION_KEY),
      write: (session) => {
        if (session === null) sessionStorage.removeItem(SESSION_KEY);
        else sessionStorage.setItem(SESSION_KEY, session);
      },
    },
    exchange: (launch) => exchangeLaunchToken(launch, postSession),
    openSocket,
    wait: waitOrReturn,
  });
}

async function postSession(body: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch('/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const text = await response.text();
  return { status: response.status, body: response.ok ? JSON.parse(text) : null };
}

function openSocket(listener: SocketListener): Socket {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/window`);
  socket.addEventListener('open', listener.onOpen);
  socket.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') listener.onText(event.data);
  });
  socket.addEventListener('close', (event) => {
    listener.onClose(event.code);
  });
  return {
    send: (text) => {
      // Between the server's farewell and `close`: what is said then is lost, and the browser would complain.
      if (socket.readyState !== WebSocket.CLOSING) socket.send(text);
    },
    close: () => {
      socket.close();
    },
  };
}

/** Waits, but no longer than until someone looks at the page again. */
function waitOrReturn(milliseconds: number, callback: () => void): () => void {
  const stop = (): void => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisible);
  };
  const finish = (): void => {
    stop();
    callback();
  };
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') finish();
  };
  const timer = setTimeout(finish, milliseconds);
  document.addEventListener('visibilitychange', onVisible);
  return stop;
}
