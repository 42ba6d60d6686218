import { Group, Header, Text } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { Screen } from '../../shared/ui/Screen';
import { Inset } from '../../shared/ui/Inset';

const PARTS: readonly (readonly [title: string, text: string])[] = [
  [
    'Зачем это',
    'Официальный чат каждого дома: отключения, ремонт и ответы управляющей компании приходят туда, где жильцы уже разговаривают. Чаты принадлежат сообществу муниципалитета и остаются, даже если управляющая компания сменится.',
  ],
  [
    'Как создать чаты',
    'Скачайте шаблон в разделе «Загрузки», заполните адреса и загрузите таблицу. Сначала мы проверим её и покажем ошибки, потом создадим чаты. Один дом можно добавить вручную.',
  ],
  [
    'Что дальше',
    'Назначьте администратора чата: бот пришлёт ему пошаговую инструкцию и ссылку, которую можно разослать соседям. Прикрепите официальных представителей: они будут отвечать жильцам.',
  ],
];

/** What the service is, and how it is worked with. */
const AboutPage = (): ReactNode => {
  const { path } = useWorkplace();
  return (
    <Screen backTo={path('more')} title="О сервисе">
      {PARTS.map(([title, text]) => (
        <Group header={<Header>{title}</Header>} key={title}>
          <Inset>
            <Text>{text}</Text>
          </Inset>
        </Group>
      ))}
    </Screen>
  );
};

export default AboutPage;
