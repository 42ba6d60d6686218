/** Whom a broadcast is for, in words. */
import type { Schemas } from '../../shared/api/client';
import { counted, HOUSES } from '../../shared/ui/words';

/** A part of an audience as it is asked for, and what only this screen knows about it. */
export interface Part {
  readonly ask: Schemas['AudiencePartAsk'];
  /** The addresses of single houses, and how many houses a pasted list has; empty where they are not known. */
  readonly names?: readonly string[];
  readonly count?: number;
}

/** Names of what parts are narrowed by. */
export interface Known {
  readonly organizations: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
}

export const STATES: readonly { readonly value: Schemas['HouseState']; readonly label: string }[] =
  [
    { value: 'live', label: 'Чат работает' },
    { value: 'waiting', label: 'Чат создаётся' },
    { value: 'failed', label: 'Чат не создан' },
  ];

export const ADMINISTRATORS: readonly {
  readonly value: Schemas['AdministratorState'];
  readonly label: string;
}[] = [
  { value: 'none', label: 'Без администратора' },
  { value: 'named', label: 'Администратор назначен' },
  { value: 'joined', label: 'Администратор в чате' },
];

/** A part in words: «г. Екатеринбург, ул. Ленина · ООО «Уют»». */
export function inWords({ ask, names, count }: Part, known: Known): string {
  if (ask.group_id) return known.groups.get(ask.group_id) ?? 'Сохранённая группа';
  if (ask.list_id)
    return count === undefined
      ? 'Список из таблицы'
      : `Список из таблицы: ${counted(count, HOUSES)}`;
  if (ask.house_ids?.length)
    return names?.length ? names.join('; ') : `Выбрано: ${counted(ask.house_ids.length, HOUSES)}`;
  return narrowing(ask, known) || 'Все дома';
}

function narrowing(ask: Schemas['AudiencePartAsk'], known: Known): string {
  const organization = ask.organization_id
    ? (known.organizations.get(ask.organization_id) ?? 'Организация')
    : '';
  return [
    [ask.settlement, ask.street].filter(Boolean).join(', '),
    organization,
    ask.tag ? `метка «${ask.tag}»` : '',
    STATES.find(({ value }) => value === ask.state)?.label,
    ADMINISTRATORS.find(({ value }) => value === ask.administrator)?.label,
    ask.nobody_joined ? 'Никто не вступил' : '',
  ]
    .filter(Boolean)
    .join(' · ');
}
