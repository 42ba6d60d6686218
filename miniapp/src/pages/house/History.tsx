import { useInfiniteQuery } from '@tanstack/react-query';
import { CellButton, Footnote, Group, Header, Spinner } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { houseHistoryQuery } from '../../features/list-houses/queries';
import { AuditLine } from '../../features/read-audit/AuditLine';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { Failure } from '../../shared/ui/states';

/** What people changed about the house; fetched when somebody wants to know. */
export const History = ({ houseId }: { readonly houseId: string }): ReactNode => {
  const { id } = useWorkplace();
  const [isOpen, setOpen] = useState(false);
  const history = useInfiniteQuery({ ...houseHistoryQuery(id, houseId), enabled: isOpen });
  return (
    <Group header={<Header>История</Header>}>
      {!isOpen && <CellButton onClick={() => setOpen(true)}>Показать, что менялось</CellButton>}
      {isOpen && history.isError && (
        <Failure error={history.error} onRetry={() => void history.refetch()} />
      )}
      {isOpen && history.isPending && <Spinner>Загружается</Spinner>}
      {history.data?.map((line) => (
        <AuditLine isAboutOneThing key={line.id} line={line} />
      ))}
      {history.data?.length === 0 && (
        <Footnote style={{ padding: '8px 16px 16px' }}>С этим домом ещё ничего не делали.</Footnote>
      )}
      {history.hasNextPage && (
        <CellButton
          disabled={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          Показать ещё
        </CellButton>
      )}
    </Group>
  );
};
