import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Checkbox, FormItem, Select } from '@vkontakte/vkui';
import { type ReactNode, useId, useState } from 'react';

import { ADMINISTRATORS, STATES } from '../../features/send-broadcasts/audience';
import { choicesQuery } from '../../features/send-broadcasts/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { Inset } from '../../shared/ui/Inset';
import { Loaded } from '../../shared/ui/Loaded';
import { Sheet } from '../../shared/ui/Sheet';
import { LoadingRows } from '../../shared/ui/states';
import type { PartSheetProps } from './AudienceCard';

type Ask = Schemas['AudiencePartAsk'];

/** Houses that meet all that is chosen here. */
const NarrowSheet = ({ onAdd, onClose }: PartSheetProps): ReactNode => {
  const { id } = useWorkplace();
  const [ask, setAsk] = useState<Ask>({});
  const choices = useQuery({
    ...choicesQuery(id, ask.settlement ?? ''),
    placeholderData: keepPreviousData,
  });
  const set = (field: keyof Ask, value: string | boolean): void => {
    const rest = Object.entries(ask).filter(
      ([name]) => name !== field && !(field === 'settlement' && name === 'street'),
    );
    setAsk(Object.fromEntries(value ? [...rest, [field, value]] : rest));
  };
  return (
    <Sheet isOpen onClose={onClose} title="По улице, компании или метке">
      <Loaded loading={<LoadingRows count={4} />} query={choices}>
        {({ settlements, streets, organizations, tags }) => (
          <>
            <Choice
              label="Населённый пункт"
              onChange={(value) => set('settlement', value)}
              options={settlements.map(same)}
              value={ask.settlement}
            />
            {ask.settlement && (
              <Choice
                label="Улица"
                onChange={(value) => set('street', value)}
                options={streets.map(same)}
                value={ask.street}
              />
            )}
            {organizations.length > 0 && (
              <Choice
                label="Управляющая компания"
                onChange={(value) => set('organization_id', value)}
                options={organizations.map(({ value, title }) => ({ value, label: title }))}
                value={ask.organization_id}
              />
            )}
            {tags.length > 0 && (
              <Choice
                label="Метка дома"
                onChange={(value) => set('tag', value)}
                options={tags.map(same)}
                value={ask.tag}
              />
            )}
            <Choice
              label="Чат"
              onChange={(value) => set('state', value)}
              options={STATES}
              value={ask.state ?? undefined}
            />
            <Choice
              label="Администратор чата"
              onChange={(value) => set('administrator', value)}
              options={ADMINISTRATORS}
              value={ask.administrator ?? undefined}
            />
            <FormItem>
              <Checkbox
                checked={Boolean(ask.nobody_joined)}
                onChange={({ target }) => set('nobody_joined', target.checked)}
              >
                Только чаты, куда никто не вступил
              </Checkbox>
            </FormItem>
          </>
        )}
      </Loaded>
      <Inset>
        <Button
          disabled={Object.keys(ask).length === 0}
          onClick={() => onAdd({ ask })}
          size="l"
          stretched
        >
          Добавить
        </Button>
      </Inset>
    </Sheet>
  );
};

interface Option {
  readonly value: string;
  readonly label: string;
}

interface ChoiceProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

const Choice = ({ label, options, value, onChange }: ChoiceProps): ReactNode => {
  const id = useId();
  return (
    <FormItem htmlFor={id} top={label}>
      <Select
        id={id}
        onChange={(_, chosen) => onChange(String(chosen ?? ''))}
        options={[{ value: '', label: 'Любой вариант' }, ...options]}
        searchable={options.length > 10}
        value={value ?? ''}
      />
    </FormItem>
  );
};

function same(value: string): Option {
  return { value, label: value };
}

export default NarrowSheet;
