import type { Locale } from '../../words.ts';

/** What the drop target says, in Spanish. */
export const DROP_TARGET_WORDS: Locale['DROP_TARGET_WORDS'] = {
  title: 'Zona para soltar de Sluice',
  idle: 'Suelte enlaces aquí',
  taken: 'Continúe en la ventana de Sluice',
  nothing: 'Ahí no hay ningún enlace',
  close: 'Cerrar la zona para soltar',
};
