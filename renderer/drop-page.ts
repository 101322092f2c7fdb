import { findLinks } from '../shared/url.ts';
import { DROP_TARGET_WORDS as words } from '../shared/words.ts';
import { startAppearance } from './appearance.ts';
import { LINK_TYPES, readTransfer, type TransferData } from './model/dropped-content.ts';
import './styles/drop.css';
import { readDataTransfer } from './views/read-data-transfer.ts';

/*
 * The page of the drop target, a small window of the desktop app that stays above the others. It reads links out of what is
 * dropped on it or pasted into it and hands over their text; the app shows them in its "Add" dialog.
 */

/** How long the page says what became of a drop, in milliseconds. */
const TOLD_MS = 2500;

const target = find('target');
const status = find('words');
const closeButton = find('close');
let told: ReturnType<typeof setTimeout> | undefined;

// The window keeps its looks there: this page has no session with the core that could tell it of other ones.
window.addEventListener('storage', () => void wearLooks());
// The app notices, and remembers that the drop target is not wanted.
closeButton.addEventListener('click', () => window.close());

/** Looks and speaks as the window did last. */
async function wearLooks(): Promise<void> {
  await startAppearance({ root: document.documentElement, storage: localStorage, languages: navigator.languages });
  document.title = words.title;
  status.textContent = words.idle;
  closeButton.setAttribute('aria-label', words.close);
  closeButton.title = words.close;
}

function find(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`drop.html has no element with the id "${id}"`);
  return element;
}

function tell(text: string): void {
  status.textContent = text;
  clearTimeout(told);
  told = setTimeout(() => (status.textContent = words.idle), TOLD_MS);
}

async function take(data: TransferData): Promise<void> {
  const { texts } = await readTransfer(data);
  const text = texts.map((source) => source.text).join('\n');
  const isUseful = findLinks(text).links.length > 0;
  if (isUseful) window.sluice?.offerText(text);
  tell(isUseful ? words.taken : words.nothing);
}

function mayTake(event: DragEvent): boolean {
  return event.dataTransfer?.types.some((type) => LINK_TYPES.has(type)) ?? false;
}

window.addEventListener('dragover', (event) => {
  // Without this the browser would leave the page for what is dropped on it.
  event.preventDefault();
  if (event.dataTransfer !== null) event.dataTransfer.dropEffect = mayTake(event) ? 'copy' : 'none';
  target.classList.toggle('is-over', mayTake(event));
});
window.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) target.classList.remove('is-over');
});
window.addEventListener('drop', (event) => {
  event.preventDefault();
  target.classList.remove('is-over');
  if (event.dataTransfer !== null) void take(readDataTransfer(event.dataTransfer));
});
window.addEventListener('paste', (event) => {
  if (event.clipboardData !== null) void take(readDataTransfer(event.clipboardData));
});

await wearLooks();
