import type { Schemas } from '../../shared/api/client';

/** What questions are about, in the order in which they are offered. */
export const SUBJECTS: readonly { readonly value: Schemas['Subject']; readonly label: string }[] = [
  { value: 'water', label: 'Вода и канализация' },
  { value: 'heating', label: 'Отопление' },
  { value: 'electricity', label: 'Электричество' },
  { value: 'lift', label: 'Лифт' },
  { value: 'entrance', label: 'Подъезд, крыша, подвал' },
  { value: 'yard', label: 'Двор и дороги' },
  { value: 'waste', label: 'Мусор и уборка' },
  { value: 'bills', label: 'Счета и начисления' },
  { value: 'other', label: 'Другое' },
];
