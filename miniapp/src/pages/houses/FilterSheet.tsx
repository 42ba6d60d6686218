import { useQuery } from '@tanstack/react-query';
import { Button, FormItem, Select } from '@vkontakte/vkui';
import { type ReactNode, useState } from 'react';

import { type HouseFilter, houseFiltersQuery } from '../../features/list-houses/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { Loaded } from '../../shared/ui/Loaded';
import { Sheet } from '../../shared/ui/Sheet';
import { LoadingRows } from '../../shared/ui/states';
import { Inset } from '../../shared/ui/Inset';

interface FilterSheetProps {
  readonly filter: HouseFilter;
  readonly onChange: (filter: HouseFilter) => void;
  readonly onClose: () => void;
}

/** Narrows the list by more than a chip can. */
const FilterSheet = ({ filter, onChange, onClose }: FilterSheetProps): ReactNode => {
  const { id } = useWorkplace();
  const choices = useQuery(houseFiltersQuery(id));
  const [draft, setDraft] = useState(filter);
  const set = (field: keyof HouseFilter, value: string): void => {
    const rest = Object.fromEntries(Object.entries(draft).filter(([name]) => name !== field));
    setDraft(value ? { ...rest, [field]: value } : rest);
  };
  return (
    <Sheet isOpen onClose={onClose} title="Фильтры">
      <Loaded loading={<LoadingRows count={4} />} query={choices}>
        {(found) => (
          <>
            <Choice
              field="settlement"
              label="Населённый пункт"
              options={found.settlements}
              value={draft.settlement}
              onChange={set}
            />
            <Choice
              field="organization_id"
              label="Управляющая компания"
              options={found.organizations}
              value={draft.organization_id}
              onChange={set}
            />
            <Choice
              field="state"
              label="Состояние чата"
              options={found.states}
              value={draft.state}
              onChange={set}
            />
            <Choice
              field="administrator"
              label="Администратор чата"
              options={found.administrators}
              value={draft.administrator}
              onChange={set}
            />
            <Choice
              field="onboarding"
              label="Как далеко администратор"
              options={found.onboardings}
              value={draft.onboarding}
              onChange={set}
            />
          </>
        )}
      </Loaded>
      <Inset>
        <Button
          onClick={() => {
            onChange(draft);
            onClose();
          }}
          size="l"
          stretched
        >
          Показать
        </Button>
      </Inset>
    </Sheet>
  );
};

interface ChoiceProps {
  readonly field: keyof HouseFilter;
  readonly label: string;
  readonly options: readonly Schemas['FilterChoice'][];
  readonly value: string | undefined;
  readonly onChange: (field: keyof HouseFilter, value: string) => void;
}

const Choice = ({ field, label, options, value, onChange }: ChoiceProps): ReactNode => (
  <FormItem htmlFor={field} top={label}>
    <Select
      id={field}
      onChange={(_, chosen) => onChange(field, String(chosen ?? ''))}
      options={[
        { value: '', label: 'Любое' },
        ...options.map((each) => ({ value: each.value, label: each.title })),
      ]}
      searchable={options.length > 10}
      value={value ?? ''}
    />
  </FormItem>
);

export default FilterSheet;
