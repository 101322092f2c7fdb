import type { Locale } from '../../words.ts';

export const UPDATE_WORDS: Locale['UPDATE_WORDS'] = {
  check: 'Cerca aggiornamenti…',
  checking: 'Ricerca di aggiornamenti…',
  current: 'Questa è la versione più recente.',
  available: 'È uscito Sluice {version}. Scaricalo da dove hai preso questo.',
  downloading: 'Scaricamento di Sluice {version}: {percent}%',
  ready: 'Sluice {version} è pronto. Verrà installato all’uscita.',
  failed: 'Sluice non è riuscito a cercare aggiornamenti. Il log dice perché.',
  askTitle: 'Permettere a Sluice di cercare aggiornamenti?',
  askDetail:
    'Una volta al giorno chiederebbe al server da cui proviene se c’è una nuova versione, la scaricherebbe senza disturbare e la installerebbe all’uscita. Non viene inviato nulla su di te o sui tuoi download. Si cambia in Impostazioni, Privacy.',
  askYes: 'Cerca aggiornamenti',
  askNo: 'Mai',
};
