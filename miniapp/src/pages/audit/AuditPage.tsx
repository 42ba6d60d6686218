import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Icon28DownloadOutline } from '@vkontakte/icons';
import {
  CellButton,
  FormItem,
  FormLayoutGroup,
  Group,
  Input,
  Placeholder,
  Select,
} from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { AuditLine } from '../../features/read-audit/AuditLine';
import { auditActionsQuery, type AuditFilter, auditQuery } from '../../features/read-audit/queries';
import { useSaveFile } from '../../features/save-file/useSaveFile';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { Pages } from '../../shared/ui/Pages';
import { Screen } from '../../shared/ui/Screen';
import NothingFound from '../../shared/ui/NothingFound';

interface Days {
  readonly first: string;
  readonly last: string;
}

/** Who changed what in the municipality. */
const AuditPage = (): ReactNode => {
  const { id, path } = useWorkplace();
  const [action, setAction] = useState('');
  const [days, setDays] = useState<Days>({ first: '', last: '' });
  const filter = filterOf(action, days);
  const lines = useInfiniteQuery({ ...auditQuery(id, filter), placeholderData: keepPreviousData });
  const { save, isBusy } = useSaveFile();
  const isNarrowed = Object.keys(filter).length > 0;
  const reset = (): void => {
    setAction('');
    setDays({ first: '', last: '' });
  };
  return (
    <Screen backTo={path('more')} title="Журнал">
      <Group>
        <ActionField onChange={setAction} value={action} />
        <DayFields days={days} onChange={setDays} />
        <CellButton
          before={<Icon28DownloadOutline />}
          disabled={isBusy}
          onClick={() => save({ file: 'audit', query: { ...filter } })}
        >
          Скачать журнал
        </CellButton>
      </Group>
      <Group>
        <Pages
          empty={
            isNarrowed ? (
              <NothingFound onReset={reset} />
            ) : (
              <Placeholder>Изменений ещё не было.</Placeholder>
            )
          }
          query={lines}
        >
          {(line) => <AuditLine key={line.id} line={line} />}
        </Pages>
      </Group>
    </Screen>
  );
};

interface ActionFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const ActionField = ({ value, onChange }: ActionFieldProps): ReactNode => {
  const { id } = useWorkplace();
  const actions = useQuery(auditActionsQuery(id));
  return (
    <FormItem htmlFor="audit-action" top="Что произошло">
      <Select
        id="audit-action"
        onChange={(_, chosen) => onChange(String(chosen ?? ''))}
        options={[
          { value: '', label: 'Любое изменение' },
          ...(actions.data?.items ?? []).map((each) => ({ value: each.action, label: each.title })),
        ]}
        value={value}
      />
    </FormItem>
  );
};

interface DayFieldsProps {
  readonly days: Days;
  readonly onChange: (days: Days) => void;
}

const DayFields = ({ days, onChange }: DayFieldsProps): ReactNode => (
  <FormLayoutGroup mode="horizontal">
    <FormItem htmlFor="audit-first" top="С дня">
      <Input
        id="audit-first"
        max={days.last || undefined}
        onChange={({ target }) => onChange({ ...days, first: target.value })}
        type="date"
        value={days.first}
      />
    </FormItem>
    <FormItem htmlFor="audit-last" top="По день">
      <Input
        id="audit-last"
        min={days.first || undefined}
        onChange={({ target }) => onChange({ ...days, last: target.value })}
        type="date"
        value={days.last}
      />
    </FormItem>
  </FormLayoutGroup>
);

/** Days are whole, in the person's own time zone. */
function filterOf(action: string, { first, last }: Days): AuditFilter {
  return {
    ...(action && { action: action as Schemas['AuditAction'] }),
    ...(first && { since: new Date(`${first}T00:00:00`).toISOString() }),
    ...(last && { until: new Date(`${last}T23:59:59.999`).toISOString() }),
  };
}

export default AuditPage;
