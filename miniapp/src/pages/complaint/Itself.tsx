import { Icon28UserOutline } from '@vkontakte/icons';
import { Group, SimpleCell, Text, Title } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import type { Complaint } from '../../features/deal-with-complaints/queries';
import { Callout } from '../../shared/ui/Callout';
import { Inset } from '../../shared/ui/Inset';
import { counted, moment } from '../../shared/ui/words';

const NEIGHBOURS = ['сосед', 'соседа', 'соседей'] as const;
const PHOTOS = ['фотография', 'фотографии', 'фотографий'] as const;

/** What is wrong, where, since when, who deals with it. */
export const Itself = ({ complaint }: { readonly complaint: Complaint }): ReactNode => {
  const { item } = complaint;
  return (
    <Group>
      {item.is_overdue && (
        <Callout
          mode="tint"
          subtitle={item.due_at ? `Ответить нужно было до ${moment(item.due_at)}.` : undefined}
          title="Срок прошёл"
        />
      )}
      <Inset>
        <Title Component="h2" level="2">
          {item.subject}
        </Title>
        <Text style={{ color: 'var(--vkui--color_text_secondary)', marginBlockStart: 4 }}>
          {item.address}
        </Text>
        {item.text !== null && (
          <Text style={{ marginBlockStart: 12, overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
            {item.text || 'Без слов, только фотографии.'}
          </Text>
        )}
      </Inset>
      {item.author_vk_id && (
        <SimpleCell
          before={<Icon28UserOutline />}
          chevron="always"
          href={`https://vk.com/id${item.author_vk_id}`}
          rel="noopener noreferrer"
          subtitle="Имя видят только представители ответственной организации."
          target="_blank"
        >
          Житель
        </SimpleCell>
      )}
      {facts(complaint).map(([name, value]) => (
        <SimpleCell key={name} multiline subtitle={name}>
          {value}
        </SimpleCell>
      ))}
      {item.text === null && (
        <Callout
          mode="tint"
          subtitle="Слова и имя жителя видят только представители ответственной организации."
          title="Жалоба личная"
        />
      )}
    </Group>
  );
};

function facts({ item, ...more }: Complaint): (readonly [string, string])[] {
  const all: readonly (readonly [string, string | null | false])[] = [
    ['Состояние', item.state_title],
    ['Ответственный', item.organizations.map(({ name }) => name).join(', ') || 'не определён'],
    ['Занимается', item.taken_by],
    ['Подана', moment(item.created_at)],
    ['Срок', item.due_at && moment(item.due_at)],
    ['Житель оценит ответ до', more.verdict_until && moment(more.verdict_until)],
    ['Присоединились', item.neighbours > 0 && counted(item.neighbours, NEIGHBOURS)],
    ['Приложено', item.photos > 0 && counted(item.photos, PHOTOS)],
    ['Пришла из системы', more.source],
    ['Номер в системе организации', more.outside_number],
  ];
  return all.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}
