import { Button, Link } from '@vkontakte/vkui';
import { lazy, type ReactNode, Suspense, useState } from 'react';

import { useAssign } from '../../features/assign-people/useAssign';
import type { IllHouse, Task } from '../../features/mend-health/queries';
import { type Concern, useClosing, useMending } from '../../features/mend-health/useMending';
import { Confirm } from '../../shared/ui/Confirm';
import { counted, type Forms, HOUSES } from '../../shared/ui/words';

const PersonSheet = lazy(() =>
  import('../../features/find-person/PersonSheet').then((file) => ({ default: file.PersonSheet })),
);
const SnoozeSheet = lazy(() => import('../../features/mend-health/SnoozeSheet'));

interface ActionsProps {
  readonly task: Task;
  readonly reminds: boolean;
  /** Whether these are the houses whose task is put aside. */
  readonly isAside: boolean;
  readonly selected: readonly IllHouse[];
  readonly shown: number;
  readonly onChooseAll: () => void;
  readonly onDone: () => void;
}

type Asking = 'administrator' | 'official' | 'snooze' | 'close' | null;

// Whom a person can be named for, by task.
const NAMES: Partial<
  Record<Task, { readonly who: 'administrator' | 'official'; readonly verb: string }>
> = {
  no_administrator: { who: 'administrator', verb: 'Назначить администратора' },
  administrator_silent: { who: 'administrator', verb: 'Назначить другого' },
  no_official: { who: 'official', verb: 'Назначить представителя' },
};
const OF_CHOSEN: Forms = ['выбран', 'выбрано', 'выбрано'];

/** What mends the chosen houses, at the lower edge of their list. */
export const Actions = (props: ActionsProps): ReactNode => {
  const { selected, shown, onChooseAll, onDone } = props;
  return (
    <div aria-label="Действия" className="ill-actions" role="group">
      <div className="ill-chosen">
        <span aria-live="polite">
          {selected.length
            ? `${counted(selected.length, HOUSES)}: ${selected.length === 1 ? OF_CHOSEN[0] : OF_CHOSEN[1]}`
            : 'Выберите дома'}
        </span>
        {selected.length < Math.min(shown, 100) ? (
          <Link Component="button" onClick={onChooseAll}>
            Выбрать все показанные
          </Link>
        ) : (
          <Link Component="button" onClick={onDone}>
            Снять выбор
          </Link>
        )}
      </div>
      {selected.length > 0 && <Buttons {...props} />}
    </div>
  );
};

const Buttons = (props: ActionsProps): ReactNode => {
  const { task, isAside, selected, onDone } = props;
  const [asking, setAsking] = useState<Asking>(null);
  const done = (): void => {
    setAsking(null);
    onDone();
  };
  const mending = useMending(done);
  const concern = { task, houseIds: selected.map(({ house }) => house.id) };
  if (isAside) {
    const { isPending, mutate } = mending.bringBack;
    return (
      <Button loading={isPending} onClick={() => mutate(concern)} size="m">
        Вернуть в открытые
      </Button>
    );
  }
  return (
    <>
      <Mending {...props} concern={concern} mending={mending} onAsk={setAsking} />
      <Button mode="tertiary" onClick={() => setAsking('snooze')} size="m">
        {task === 'two_chats' ? 'Это разные дома' : 'Отложить'}
      </Button>
      <Suspense>
        <Asked
          asking={asking}
          concern={concern}
          first={selected[0]}
          mending={mending}
          onClose={() => setAsking(null)}
          onDone={done}
        />
      </Suspense>
    </>
  );
};

interface MendingProps extends ActionsProps {
  readonly concern: Concern;
  readonly mending: ReturnType<typeof useMending>;
  readonly onAsk: (asking: Asking) => void;
}

/** The buttons of a kind of task: the first is what mends it. */
const Mending = ({
  task,
  reminds,
  selected,
  concern,
  mending: { remind, check },
  onAsk,
}: MendingProps): ReactNode => {
  const names = NAMES[task];
  return (
    <>
      {names && (
        <Button onClick={() => onAsk(names.who)} size="m">
          {names.verb}
        </Button>
      )}
      {reminds && (
        <Button
          loading={remind.isPending}
          mode={names ? 'secondary' : 'primary'}
          onClick={() => remind.mutate(concern)}
          size="m"
        >
          Напомнить администратору
        </Button>
      )}
      {task === 'bot_without_rights' && (
        <Button
          loading={check.isPending}
          mode="secondary"
          onClick={() => check.mutate(concern)}
          size="m"
        >
          Проверить сейчас
        </Button>
      )}
      {task === 'two_chats' && (
        <Button disabled={selected.length > 1} onClick={() => onAsk('close')} size="m">
          Закрыть этот чат
        </Button>
      )}
    </>
  );
};

interface AskedProps {
  readonly asking: Asking;
  readonly concern: Concern;
  readonly first: IllHouse | undefined;
  readonly mending: ReturnType<typeof useMending>;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** What has to be said before it is done. */
const Asked = ({ asking, concern, first, mending, onClose, onDone }: AskedProps): ReactNode => {
  const { task, houseIds } = concern;
  switch (asking) {
    case 'administrator':
    case 'official':
      return (
        <Naming
          houseIds={[...houseIds]}
          isNew={task !== 'administrator_silent'}
          onClose={onClose}
          onDone={onDone}
          who={asking}
        />
      );
    case 'snooze':
      return (
        <SnoozeSheet
          isBusy={mending.snooze.isPending}
          onChosen={(choice) => mending.snooze.mutate({ ...concern, ...choice })}
          onClose={onClose}
          {...(task === 'two_chats' && { reason: 'Это разные дома', days: 0 })}
        />
      );
    case 'close':
      return first && <Closing item={first} onClosed={onClose} onDone={onDone} />;
    default:
      return null;
  }
};

interface NamingProps {
  readonly who: 'administrator' | 'official';
  readonly houseIds: string[];
  /** Whether nobody was there before, so that it can be taken back. */
  readonly isNew: boolean;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const Naming = ({ who, houseIds, isNew, onClose, onDone }: NamingProps): ReactNode => {
  const assign = useAssign(houseIds, onDone);
  const isOfficial = who === 'official';
  const name = (administrator: string): void =>
    assign.mutate({
      change: { administrator },
      done: `Администратор назначен: ${counted(houseIds.length, HOUSES)}`,
      ...(isNew && { undo: { remove_administrator: true } }),
    });
  return (
    <PersonSheet
      isBusy={assign.isPending}
      isOpen
      onChosen={(reference, person) =>
        isOfficial
          ? assign.mutate({
              change: { add_officials: [reference] },
              done: `Представитель назначен: ${counted(houseIds.length, HOUSES)}`,
              undo: { remove_officials: [person.vk_id] },
            })
          : name(reference)
      }
      onClose={onClose}
      {...(!isOfficial && { onPhone: name })}
      title={isOfficial ? 'Представитель дома' : 'Администратор чата'}
      verb="Назначить"
    />
  );
};

interface ClosingProps {
  readonly item: IllHouse;
  readonly onClosed: () => void;
  readonly onDone: () => void;
}

const Closing = ({ item: { house, twin }, onClosed, onDone }: ClosingProps): ReactNode => {
  const { close } = useClosing(onDone);
  return (
    <Confirm
      description={`Жители увидят в чате ссылку на «${twin?.title ?? 'другой чат'}». Рассылки сюда больше не придут. Это можно отменить.`}
      onClosed={onClosed}
      onConfirm={() => close.mutate(house.id)}
      title={`Закрыть чат «${house.title}»?`}
      verb="Закрыть"
    />
  );
};
