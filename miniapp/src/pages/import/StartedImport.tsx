import { useQuery } from '@tanstack/react-query';
import { Icon28BuildingOutline, Icon28DownloadOutline } from '@vkontakte/icons';
import { Button, CellButton, Group, Header, Text, Title } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { ProgressCard } from '../../features/import-houses/ProgressCard';
import { importReportQuery } from '../../features/import-houses/queries';
import { narrowHouses } from '../../features/list-houses/useHouseFilter';
import { useRetry } from '../../features/retry-houses/useRetry';
import { useSaveFile } from '../../features/save-file/useSaveFile';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { goTo } from '../../shared/router/router';
import { Loaded } from '../../shared/ui/Loaded';
import { counted, HOUSES, inDigits, ROWS } from '../../shared/ui/words';
import { LeftOutRows } from './LeftOutRows';
import { Callout } from '../../shared/ui/Callout';
import { Inset } from '../../shared/ui/Inset';

type Sheet = Schemas['Import'];

/** How far an import is, and how it ended. */
export const StartedImport = ({ sheet }: { readonly sheet: Sheet }): ReactNode => {
  const { path } = useWorkplace();
  const { save, isBusy } = useSaveFile();
  const { progress, counts } = sheet;
  const isFinished = sheet.state === 'finished';
  return (
    <>
      <Group>
        <Inset>
          <Title Component="h2" level="2">
            <span aria-live="polite">{isFinished ? 'Готово' : 'Создаём чаты'}</span>
          </Title>
          {counts.bad + counts.repeats > 0 && (
            <Text style={{ marginBlockStart: 8 }}>
              Не взяли из таблицы: {counted(counts.bad + counts.repeats, ROWS)}.
            </Text>
          )}
        </Inset>
        {progress && <ProgressCard progress={progress} />}
        <CellButton
          before={<Icon28BuildingOutline />}
          onClick={() => {
            narrowHouses({ import_id: sheet.id });
            goTo(path('houses'));
          }}
        >
          Показать дома этой загрузки
        </CellButton>
        <CellButton
          before={<Icon28DownloadOutline />}
          disabled={isBusy}
          onClick={() => save({ file: 'import_report', of: { import_id: sheet.id } })}
        >
          Скачать отчёт со ссылками
        </CellButton>
      </Group>
      {isFinished && <Report importId={sheet.id} />}
      {counts.bad > 0 && (
        <Group header={<Header indicator={inDigits(counts.bad)}>Строки с ошибками</Header>}>
          <LeftOutRows importId={sheet.id} kind="bad" />
        </Group>
      )}
    </>
  );
};

const Report = ({ importId }: { readonly importId: string }): ReactNode => {
  const { id } = useWorkplace();
  const report = useQuery(importReportQuery(id, importId));
  const retry = useRetry();
  return (
    <Loaded loading={null} query={report}>
      {({ already_there: alreadyThere, failures }) => (
        <>
          {alreadyThere > 0 && (
            <Group>
              <Inset>
                <Text>Чаты уже были: {counted(alreadyThere, HOUSES)}. Их не тронули.</Text>
              </Inset>
            </Group>
          )}
          {failures.length > 0 && (
            <Group header={<Header>Что не получилось</Header>}>
              {failures.map(({ failure, count }) => (
                <Callout
                  actions={
                    failure.can_retry && (
                      <Button loading={retry.isPending} onClick={() => retry.mutate(null)} size="m">
                        Повторить
                      </Button>
                    )
                  }
                  key={failure.code}
                  subtitle={`${counted(count, HOUSES)}. ${failure.action}`}
                  title={failure.title}
                />
              ))}
            </Group>
          )}
        </>
      )}
    </Loaded>
  );
};
