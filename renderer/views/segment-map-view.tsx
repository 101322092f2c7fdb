import { useEffect, useEffectEvent, useRef } from 'react';
import type { ByteRanges } from '../../shared/byte-range.ts';
import type { DownloadRow } from '../../shared/download.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { formats } from '../format/window-formats.ts';
import { fill, plural } from '../format/words.ts';
import { arrivedRanges, segmentMap, type MapPiece } from '../model/segment-map.ts';
import { useDownloadDetails } from './use-download-details.ts';

/** Where in the file bytes have arrived and where its connections read: a picture, and the same in words below it. */
export function SegmentMapView({ row }: { readonly row: DownloadRow }) {
  const texts = DETAILS_WORDS.map;
  const shown = useDownloadDetails(row.id);
  if (shown === null || row.sizeBytes === null || row.sizeBytes === 0) return null;
  const arrived = arrivedRanges(shown);
  const words = [plural(texts.pieces, arrived.length)];
  if (shown.connections.length > 0) words.push(plural(texts.connections, shown.connections.length));
  return (
    <div className="segment-map">
      <SegmentCanvas pieces={segmentMap(shown, row.sizeBytes)} />
      <p className="hint">
        {words.join(' · ')}
        <span className="visually-hidden">{` ${piecesText(arrived)}`}</span>
      </p>
    </div>
  );
}

/** More pieces than this are too many to hear. */
const MOST_TOLD = 8;

/** The picture in words: which parts of the file are here. */
function piecesText(arrived: ByteRanges): string {
  const told = arrived
    .slice(0, MOST_TOLD)
    .map(({ start, end }) => fill(DETAILS_WORDS.map.piece, { from: formats.bytes(start), to: formats.bytes(end) }));
  const more = arrived.length - told.length;
  return more === 0 ? told.join(', ') : `${told.join(', ')}, ${plural(DETAILS_WORDS.map.more, more)}`;
}

/** Drawn when its pieces, its width or the colours change, and not otherwise. */
function SegmentCanvas({ pieces }: { readonly pieces: readonly MapPiece[] }) {
  const canvas = useRef<HTMLCanvasElement>(null);

  const draw = useEffectEvent(() => {
    if (canvas.current !== null) drawMap(canvas.current, pieces);
  });

  useEffect(() => {
    if (canvas.current !== null) drawMap(canvas.current, pieces);
  }, [pieces]);

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      draw();
    });
    observer.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const onScheme = (): void => {
      draw();
    };
    scheme.addEventListener('change', onScheme);
    return () => {
      observer.disconnect();
      scheme.removeEventListener('change', onScheme);
    };
  }, []);

  // The words beside it say the same.
  return <canvas ref={canvas} className="segment-canvas" aria-hidden="true" />;
}

function drawMap(canvas: HTMLCanvasElement, pieces: readonly MapPiece[]): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const style = getComputedStyle(canvas);
  // Read from the style sheet, so that themes and forced colours hold here, too.
  const colours: Readonly<Record<MapPiece['kind'], string>> = {
    held: style.color,
    fresh: style.borderBlockStartColor,
    ahead: style.outlineColor,
  };
  const scale = window.devicePixelRatio;
  const width = Math.round(canvas.clientWidth * scale);
  const height = Math.round(canvas.clientHeight * scale);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.clearRect(0, 0, width, height);
  const isRightToLeft = style.direction === 'rtl';
  for (const { from, to, kind } of pieces) {
    context.fillStyle = colours[kind];
    // A byte is seen, too: nothing that is there is narrower than a pixel.
    const start = Math.floor(from * width);
    const length = Math.max(Math.ceil(to * width) - start, 1);
    context.fillRect(isRightToLeft ? width - start - length : start, 0, length, height);
  }
}
