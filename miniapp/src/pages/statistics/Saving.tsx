import { Icon28DocumentOutline, Icon28DocumentTextOutline } from '@vkontakte/icons';
import { CellButton, Group, Header } from '@vkontakte/vkui';
import type { ReactNode } from 'react';

import { useSaveFile } from '../../features/save-file/useSaveFile';
import type { Schemas } from '../../shared/api/client';

/** The figures as files: sheets of houses, and the report of a month for the head of the municipality. */
const Saving = ({ period }: { readonly period: Schemas['PeriodChoice'] }): ReactNode => {
  const { save, isBusy } = useSaveFile();
  const isMonth = period.value !== 'last30';
  return (
    <Group
      description={isMonth ? undefined : 'Отчёт PDF делается за месяц: выберите его вверху экрана.'}
      header={<Header>Сохранить</Header>}
    >
      <CellButton
        before={<Icon28DocumentOutline />}
        disabled={isBusy}
        onClick={() => save({ file: 'activity', of: { period: period.value, sheet: 'xlsx' } })}
      >
        Таблица Excel по домам
      </CellButton>
      <CellButton
        before={<Icon28DocumentOutline />}
        disabled={isBusy}
        onClick={() => save({ file: 'activity', of: { period: period.value, sheet: 'csv' } })}
      >
        CSV по домам
      </CellButton>
      {isMonth && (
        <CellButton
          before={<Icon28DocumentTextOutline />}
          disabled={isBusy}
          onClick={() => save({ file: 'activity_report', of: { period: period.value } })}
        >
          Отчёт PDF: {period.title}
        </CellButton>
      )}
    </Group>
  );
};

export default Saving;
