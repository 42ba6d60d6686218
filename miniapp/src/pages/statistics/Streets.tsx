import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Group, Header, Link } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { streetsQuery } from '../../features/see-activity/queries';
import { useOpening } from '../../features/see-activity/useOpening';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { Failure, LoadingRows } from '../../shared/ui/states';
import { inDigits } from '../../shared/ui/words';

/** The municipality street by street, as a table whose cells are coloured by how much of each street lives. */
const Streets = ({ period }: { readonly period: string }): ReactNode => {
  const [isOpen, setOpen] = useState(false);
  return (
    <Group header={<Header>По улицам</Header>}>
      {isOpen ? (
        <Table period={period} />
      ) : (
        <Button className="whole" mode="tertiary" onClick={() => setOpen(true)} size="m" stretched>
          Показать улицы
        </Button>
      )}
    </Group>
  );
};

const Table = ({ period }: { readonly period: string }): ReactNode => {
  const { id } = useWorkplace();
  const streets = useInfiniteQuery(streetsQuery(id, period));
  if (!streets.data) {
    return streets.isError ? (
      <Failure error={streets.error} onRetry={() => void streets.refetch()} />
    ) : (
      <LoadingRows />
    );
  }
  return (
    <>
      <div className="streets" role="region" aria-label="Таблица по улицам" tabIndex={0}>
        <table className="streets-table">
          <thead>
            <tr>
              <th scope="col">Улица</th>
              <th scope="col">Чаты</th>
              <th scope="col">Живые</th>
              <th scope="col">Жители / кв.</th>
              <th scope="col">Сообщения</th>
            </tr>
          </thead>
          <tbody>
            {streets.data.map((row) => (
              <Row key={`${row.settlement} ${row.street}`} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {streets.hasNextPage && (
        <Button
          className="whole"
          loading={streets.isFetchingNextPage}
          mode="tertiary"
          onClick={() => void streets.fetchNextPage()}
          size="m"
          stretched
        >
          Показать ещё
        </Button>
      )}
    </>
  );
};

const Row = ({ row }: { readonly row: Schemas['StreetItem'] }): ReactNode => {
  const open = useOpening()(row.opens);
  const { chats, live, residents, apartments, messages } = row.numbers;
  const name = row.street || 'Без улицы';
  return (
    <tr>
      <th scope="row">
        {open ? (
          <Link Component="button" onClick={open}>
            {name}
          </Link>
        ) : (
          name
        )}
        <span className="streets-settlement">{row.settlement}</span>
      </th>
      <td>{inDigits(chats)}</td>
      <td>
        <span className={`streets-live streets-live--${gradeOf(live, chats)}`}>
          {inDigits(live)}
        </span>
      </td>
      <td>
        {inDigits(residents)} / {inDigits(apartments)}
      </td>
      <td>{inDigits(messages)}</td>
    </tr>
  );
};

/** How much of a street lives: most, some, little. */
function gradeOf(live: number, chats: number): 'most' | 'some' | 'little' {
  const part = chats ? live / chats : 0;
  if (part >= 2 / 3) return 'most';
  return part >= 1 / 3 ? 'some' : 'little';
}

export default Streets;
