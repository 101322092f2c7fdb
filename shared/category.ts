/** What a file is, as people sort their downloads. */
export const CATEGORIES = ['video', 'audio', 'images', 'documents', 'archives', 'programs', 'other'] as const;
export type Category = (typeof CATEGORIES)[number];

const EXTENSIONS: Readonly<Record<Exclude<Category, 'other'>, string>> = {
  video: '3gp avi divx flv m2ts m4v mkv mov mp4 mpeg mpg mts ogv ts vob webm wmv',
  audio: 'aac aif aiff alac ape flac m4a m4b mid midi mka mp3 oga ogg opus wav wma',
  images: 'ai avif bmp cr2 dng eps gif heic heif ico jpeg jpg jxl nef png psd raw svg tif tiff webp xcf',
  documents:
    'azw3 csv doc docx djvu epub fb2 htm html json key log md mobi numbers odp ods odt pages parquet pdf ppt pptx ps rtf tex txt xls xlsx xml yaml yml',
  archives: '7z ace bz2 cab cpio gz img iso lz lz4 lzma rar squashfs tar tbz2 tgz txz xz z zip zst',
  programs:
    'apk app appimage appx bat bin cmd com deb dmg exe flatpak flatpakref jar msi msix pkg ps1 rpm run sh snap vbs xpi',
};

const CATEGORY_OF_EXTENSION: ReadonlyMap<string, Category> = new Map(
  // `Object.entries` forgets the keys; this gives them back.
  (Object.entries(EXTENSIONS) as [Category, string][]).flatMap(([category, extensions]) =>
    extensions.split(' ').map((extension): [string, Category] => [extension, category]),
  ),
);

const CATEGORY_OF_TYPE: Readonly<Record<string, Category>> = {
  video: 'video',
  audio: 'audio',
  image: 'images',
  text: 'documents',
  font: 'other',
};

/**
 * The category of a file: by the end of its name, and where that says nothing by what the server says it is.
 * @param contentType as in the header, parameters included; `null` when it was not told.
 */
export function categoryOf(name: string, contentType: string | null): Category {
  const dot = name.lastIndexOf('.');
  const byName = dot <= 0 ? undefined : CATEGORY_OF_EXTENSION.get(name.slice(dot + 1).toLowerCase());
  if (byName !== undefined || contentType === null) return byName ?? 'other';
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/pdf' || type.includes('document') || type.includes('sheet')) return 'documents';
  if (/zip|x-tar|compressed|x-xz|x-rar/u.test(type)) return 'archives';
  return CATEGORY_OF_TYPE[type.split('/', 1)[0] ?? ''] ?? 'other';
}
