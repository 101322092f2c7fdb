/**
 * Endings of files that run when they are opened: programs, installers, scripts, and the links and settings files that
 * lead to one (Windows' own list of risky types, `AssocIsDangerous`, and Chromium's `download_file_types` are the models).
 */
const PROGRAM_ENDINGS: ReadonlySet<string> = new Set([
  // Windows
  'ade', 'adp', 'appinstaller', 'application', 'appref-ms', 'appx', 'appxbundle', 'bas', 'bat', 'chm', 'cmd', 'com', 'cpl',
  'diagcab', 'dll', 'exe', 'gadget', 'hlp', 'hta', 'inf', 'ins', 'isp', 'js', 'jse', 'library-ms', 'lnk', 'mad', 'maf',
  'mde', 'msc', 'mshxml', 'msh', 'msi', 'msix', 'msixbundle', 'msp', 'mst', 'ocx', 'pif', 'ps1', 'ps1xml', 'ps2', 'psc1',
  'psd1', 'psm1', 'reg', 'scf', 'scr', 'sct', 'search-ms', 'settingcontent-ms', 'shb', 'shs', 'sys', 'url', 'vb', 'vbe', 'vbs',
  'website', 'wsc', 'wsf', 'wsh', 'xbap', 'xll', 'xlsm', 'docm', 'pptm',
  // macOS
  'action', 'app', 'command', 'dmg', 'mpkg', 'osx', 'pkg', 'prefpane', 'scpt', 'scptd', 'terminal', 'tool', 'webloc', 'workflow',
  // Linux and other Unix systems
  'appimage', 'bash', 'csh', 'deb', 'desktop', 'elf', 'fish', 'flatpak', 'flatpakref', 'ksh', 'rpm', 'run',
  'sh', 'snap', 'so', 'zsh',
  // Runtimes
  'class', 'jar', 'jnlp', 'pl', 'py', 'pyc', 'pyw', 'pyz', 'rb', 'apk', 'xpi', 'crx',
]); // prettier-ignore

/**
 * Whether opening a file of this name runs something. Judged by its last ending, as systems do; trailing dots and spaces,
 * which Windows does not see, do not hide it.
 */
export function isProgramFile(name: string): boolean {
  const ending = /\.([^.]+)$/u.exec(name.replace(/[\s.]+$/u, ''))?.[1];
  return ending !== undefined && PROGRAM_ENDINGS.has(ending.toLowerCase());
}
