import {
  Icon28ChatsOutline,
  Icon28CopyOutline,
  Icon28MessageOutline,
  Icon28PrinterOutline,
  Icon28ShareOutline,
} from '@vkontakte/icons';
import {
  Button,
  CellButton,
  FormItem,
  Group,
  Progress,
  SimpleCell,
  Text,
  Title,
} from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { useClosing } from '../../features/mend-health/useMending';
import { useRetry } from '../../features/retry-houses/useRetry';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { useCopy, useShare } from '../../shared/ui/useCopy';
import { counted, RESIDENTS } from '../../shared/ui/words';
import { Callout } from '../../shared/ui/Callout';
import { Inset } from '../../shared/ui/Inset';

const PosterSheet = lazy(() => import('../../features/print-posters/PosterSheet'));

type Details = Schemas['HouseDetails'];

/** What the house's chat is now, and what can be done with it. */
export const ChatState = ({ details }: { readonly details: Details }): ReactNode => {
  const { house } = details;
  return (
    <Group>
      <Inset>
        <Title Component="h2" level="2">
          {house.title}
        </Title>
        <Text style={{ color: 'var(--vkui--color_text_secondary)', marginBlockStart: 4 }}>
          {house.address}
        </Text>
      </Inset>
      {house.failure && <Failed details={details} failure={house.failure} />}
      {house.trouble && (
        <Callout role="alert" subtitle={house.trouble.action} title={house.trouble.title} />
      )}
      {house.state === 'waiting' && <Waiting title={house.state_title} />}
      {house.state === 'live' && <Live details={details} />}
      {house.state === 'closed' && <Closed houseId={house.id} />}
    </Group>
  );
};

const Waiting = ({ title }: { readonly title: string }): ReactNode => (
  <FormItem bottom="Обычно это занимает меньше минуты. Экран обновится сам." top={title}>
    <Progress aria-label={title} />
  </FormItem>
);

const Closed = ({ houseId }: { readonly houseId: string }): ReactNode => {
  const { may } = useWorkplace();
  const { reopen } = useClosing();
  return (
    <Callout
      actions={
        may('mend_health') && (
          <Button loading={reopen.isPending} onClick={() => reopen.mutate(houseId)} size="m">
            Открыть снова
          </Button>
        )
      }
      subtitle="У дома есть другой чат, жители приглашены туда. Рассылки сюда не приходят."
      title="Чат закрыт"
    />
  );
};

interface FailedProps {
  readonly details: Details;
  readonly failure: Schemas['Failure'];
}

const Failed = ({ details: { house, may_retry: mayRetry }, failure }: FailedProps): ReactNode => {
  const retry = useRetry();
  return (
    <Callout
      actions={
        mayRetry && (
          <Button loading={retry.isPending} onClick={() => retry.mutate([house.id])} size="m">
            Повторить
          </Button>
        )
      }
      role="alert"
      subtitle={failure.action}
      title={failure.title}
    />
  );
};

const Live = ({ details }: { readonly details: Details }): ReactNode => {
  const { house, covering_text: covering } = details;
  const copy = useCopy();
  const share = useShare();
  const [isPrinting, setPrinting] = useState(false);
  return (
    <>
      <SimpleCell
        before={<Icon28ChatsOutline />}
        href={house.invite_link}
        rel="noreferrer"
        subtitle={
          house.members_count ? counted(house.members_count, RESIDENTS) : 'Пока никто не вступил'
        }
        target="_blank"
      >
        {house.invite_link.replace(/^https?:\/\//, '')}
      </SimpleCell>
      <CellButton
        before={<Icon28CopyOutline />}
        onClick={() => void copy(house.invite_link, 'Ссылка скопирована')}
      >
        Скопировать ссылку
      </CellButton>
      <CellButton
        before={<Icon28MessageOutline />}
        onClick={() => void copy(covering, 'Приглашение скопировано')}
      >
        Скопировать приглашение для жильцов
      </CellButton>
      <CellButton before={<Icon28ShareOutline />} onClick={() => void share(house.invite_link)}>
        Поделиться
      </CellButton>
      <CellButton before={<Icon28PrinterOutline />} onClick={() => setPrinting(true)}>
        Плакат для подъезда
      </CellButton>
      <Suspense>
        {isPrinting && <PosterSheet houseId={house.id} onClose={() => setPrinting(false)} />}
      </Suspense>
    </>
  );
};
