/** What the desktop says about newer versions of Sluice. */
export const UPDATE_WORDS = {
  check: 'Check for Updates…',
  checking: 'Looking for updates…',
  current: 'This is the newest version.',
  available: 'Sluice {version} is out. Get it where you got this one.',
  downloading: 'Fetching Sluice {version}: {percent} %',
  ready: 'Sluice {version} is here. It is installed when you quit.',
  failed: 'Sluice could not look for updates. The log says why.',
  askTitle: 'May Sluice look for updates?',
  askDetail:
    'Once a day it would ask the server that Sluice comes from for the newest version, fetch it quietly, and install it when you quit. Nothing about you or your downloads is sent. Settings, Privacy, changes it.',
  askYes: 'Look for Updates',
  askNo: 'Never',
} as const;
