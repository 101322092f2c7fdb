import type { Locale } from '../../words.ts';

export const UPDATE_WORDS: Locale['UPDATE_WORDS'] = {
  check: 'Güncellemeleri Denetle…',
  checking: 'Güncellemeler denetleniyor…',
  current: 'En yeni sürüm bu.',
  available: 'Sluice {version} çıktı. Bunu nereden aldıysanız onu da oradan alın.',
  downloading: 'Sluice {version} indiriliyor: %{percent}',
  ready: 'Sluice {version} hazır. Çıktığınızda kurulur.',
  failed: 'Güncellemeler denetlenemedi. Nedeni günlükte yazıyor.',
  askTitle: 'Sluice güncellemeleri denetlesin mi?',
  askDetail:
    'Günde bir kez, geldiği sunucuya en yeni sürümü sorar, onu sessizce indirir ve çıktığınızda kurar. Siz ve indirmeleriniz hakkında hiçbir bilgi gönderilmez. Ayarlar, Gizlilik bölümünden değiştirilebilir.',
  askYes: 'Güncellemeleri Denetle',
  askNo: 'Hiçbir Zaman',
};
