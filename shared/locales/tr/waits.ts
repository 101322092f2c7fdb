import type { Locale } from '../../words.ts';

export const WAIT_WORDS: Locale['WAIT_WORDS'] = {
  battery: 'Bilgisayarın prize takılmasını bekliyor.',
  metered: 'Tarifeli bağlantının sona ermesini bekliyor.',
  offline: 'Ağ yok. İnternet bağlantısı geri gelince sürer.',
  disk: 'Disk dolu. Yer açılınca kendiliğinden sürer.',
  lettingGo: 'Son bağlantıları kapatılıyor.',
  host: 'Sunucu bir süre beklenmesini istedi (saat {time} olana dek).',
  places: 'Sırasını bekliyor (aynı anda indirme: {count}).',
  hostPlaces: 'Sırasını bekliyor (bir sunucudan aynı anda indirme: {count}).',
  connections: 'Bağlantı bekliyor (sunucunun aynı anda izin verdiği: {count}).',
};
