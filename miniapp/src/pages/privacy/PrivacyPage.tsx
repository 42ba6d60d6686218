import { Group, Header, Text } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { Screen } from '../../shared/ui/Screen';
import { Inset } from '../../shared/ui/Inset';

/** Whose data is kept, what for and how long; what whoever works here agrees to. */
const PrivacyPage = (): ReactNode => {
  const { name, region, path } = useWorkplace();
  const parts: readonly (readonly [title: string, text: string])[] = [
    ['Кто отвечает за данные', `Оператор — администрация муниципалитета: ${name}, ${region}.`],
    [
      'Что мы храним',
      'Ваш идентификатор, имя и фотографию во ВКонтакте, роль и то, что вы меняли в приложении. О домах — адрес, управляющую компанию, администратора чата и число участников. Номер телефона администратора чата хранится, пока нужен, чтобы отправить СМС с приглашением.',
    ],
    [
      'Чего мы не делаем',
      'Не читаем личные сообщения, не передаём данные третьим лицам и не показываем рекламу. Приложение не просит доступа к вашим друзьям, телефону и местоположению.',
    ],
    [
      'Правила',
      'Доступ даёт администратор мини-приложения и может его закрыть. Все изменения записываются в журнал. Используйте контакты жильцов и администраторов чатов только для работы с домами.',
    ],
    [
      'Как удалить данные',
      'Попросите администратора закрыть вам доступ или напишите в поддержку: данные удалят, кроме записей журнала, которые обязан хранить оператор.',
    ],
  ];
  return (
    <Screen backTo={path('more')} title="Данные и правила">
      {parts.map(([title, text]) => (
        <Group header={<Header>{title}</Header>} key={title}>
          <Inset>
            <Text>{text}</Text>
          </Inset>
        </Group>
      ))}
    </Screen>
  );
};

export default PrivacyPage;
