import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Icon28DownloadOutline } from '@vkontakte/icons';
import { Button, CellButton, Group, Header, Text, Title } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { importQuery } from '../../features/import-houses/queries';
import { useSaveFile } from '../../features/save-file/useSaveFile';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import { api, ask, type Schemas } from '../../shared/api/client';
import { keyOf } from '../../shared/api/keys';
import { FormError } from '../../shared/ui/FormError';
import { CHATS, counted, inDigits } from '../../shared/ui/words';
import { LeftOutRows } from './LeftOutRows';
import { Callout } from '../../shared/ui/Callout';
import { Inset } from '../../shared/ui/Inset';

type Sheet = Schemas['Import'];

/** What the check of a sheet said, before anything is created. */
export const CheckedImport = ({ sheet }: { readonly sheet: Sheet }): ReactNode => {
  const { counts } = sheet;
  return (
    <>
      <Group>
        <Start sheet={sheet} />
      </Group>
      {counts.bad > 0 && (
        <Group header={<Header indicator={inDigits(counts.bad)}>Строки с ошибками</Header>}>
          <SaveBadRows importId={sheet.id} />
          <LeftOutRows importId={sheet.id} kind="bad" />
        </Group>
      )}
      {counts.repeats > 0 && (
        <Group header={<Header indicator={inDigits(counts.repeats)}>Повторы</Header>}>
          <LeftOutRows importId={sheet.id} kind="repeat" />
        </Group>
      )}
    </>
  );
};

const Start = ({ sheet }: { readonly sheet: Sheet }): ReactNode => {
  const { counts, unknown_columns: unknown } = sheet;
  const start = useStart(sheet.id);
  const leftOut = counts.bad + counts.repeats;
  return (
    <>
      <Inset>
        <Title Component="h2" level="2">
          {leftOut ? 'Проверили: часть строк не подходит' : 'Проверили: всё в порядке'}
        </Title>
        {sheet.summary.map((line) => (
          <Text key={line} style={{ marginBlockStart: 8 }}>
            {line}
          </Text>
        ))}
      </Inset>
      {unknown.length > 0 && (
        <Callout subtitle={unknown.join(', ')} title="Эти столбцы не понадобятся" />
      )}
      <FormError error={start.error} />
      <Inset>
        <Button
          disabled={!sheet.can_start}
          loading={start.isPending}
          onClick={() => start.mutate()}
          size="l"
          stretched
        >
          {leftOut
            ? `Создать ${counted(counts.good, CHATS)} без остальных строк`
            : `Создать ${counted(counts.good, CHATS)}`}
        </Button>
      </Inset>
    </>
  );
};

const SaveBadRows = ({ importId }: { readonly importId: string }): ReactNode => {
  const { save, isBusy } = useSaveFile();
  return (
    <CellButton
      before={<Icon28DownloadOutline />}
      disabled={isBusy}
      onClick={() => save({ file: 'bad_rows', of: { import_id: importId } })}
    >
      Скачать эти строки, чтобы исправить
    </CellButton>
  );
};

function useStart(importId: string) {
  const { id } = useWorkplace();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      ask(
        api.POST('/api/v1/municipalities/{municipality_id}/imports/{import_id}/start', {
          params: { path: { municipality_id: id, import_id: importId } },
        }),
      ),
    onSuccess: (started) => {
      client.setQueryData(importQuery(id, importId).queryKey, started);
      void client.invalidateQueries({ queryKey: keyOf(id) });
    },
  });
}
