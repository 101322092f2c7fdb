import type { TrayDrawing } from './tray-drawings.ts';

/** The buttons below a window's thumbnail on Windows: dark ones for light bars, light ones for dark bars. */
const BUTTONS = { pause: 'M4 3h3v10H4zM9 3h3v10H9z', resume: 'M4 2.5v11l9-5.5z' } as const;
/** What lies over the taskbar's icon on Windows: a disc that is seen on any ground. */
const OVERLAYS = {
  paused: { fill: '#b26b00', path: 'M5 4.5h2v7H5zM9 4.5h2v7H9z' },
  trouble: { fill: '#c9302c', path: 'M7 3.5h2v6H7zM7 10.8h2v2H7z' },
} as const;

/** All drawings for the taskbar of Windows, on a grid of 16. */
export function taskbarDrawings(): readonly TrayDrawing[] {
  return [
    ...Object.entries(BUTTONS).flatMap(([name, path]) => [
      { name: `thumb-${name}-dark`, svg: picture(`<path d="${path}" fill="#000"/>`) },
      { name: `thumb-${name}-light`, svg: picture(`<path d="${path}" fill="#fff"/>`) },
    ]),
    ...Object.entries(OVERLAYS).map(([name, { fill, path }]) => ({
      name: `overlay-${name}`,
      svg: picture(`<circle cx="8" cy="8" r="8" fill="${fill}"/><path d="${path}" fill="#fff"/>`),
    })),
  ];
}

function picture(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${content}</svg>`;
}
