import { useQuery } from '@tanstack/react-query';
import { Button, ButtonGroup, FormItem, Select } from '@vkontakte/vkui';
import { type ReactNode, useId, useState } from 'react';

import { houseFiltersQuery } from '../../features/list-houses/queries';
import { useWorkplace } from '../../features/work-in-municipality/workplace';
import type { Schemas } from '../../shared/api/client';
import { Field, NumberField } from '../../shared/ui/fields';
import { Inset } from '../../shared/ui/Inset';
import { Sheet } from '../../shared/ui/Sheet';

type Subject = Schemas['ComplaintSubject'];

export interface SubjectSheetProps {
  /** What is changed; a new one without it. */
  readonly subject: Subject | undefined;
  /** The other subjects' titles. */
  readonly taken: readonly string[];
  readonly isOnly: boolean;
  readonly onClose: () => void;
  readonly onSaved: (subject: Subject) => void;
  readonly onRemoved: () => void;
}

const NEW: Subject = {
  id: '',
  title: '',
  working_days: 3,
  organization_id: null,
  organization_name: null,
};
// As the API has it: what fits on a button of VK's, and what a person may be asked to wait.
const LONGEST = 40;
const MOST_DAYS = 60;

/** One subject: what residents read, who is responsible, how soon. */
const SubjectSheet = ({
  subject,
  taken,
  isOnly,
  onClose,
  onSaved,
  onRemoved,
}: SubjectSheetProps): ReactNode => {
  const { id } = useWorkplace();
  const { data } = useQuery(houseFiltersQuery(id));
  const [said, setSaid] = useState(subject ?? NEW);
  const [isTried, setTried] = useState(false);
  const field = useId();
  const wrong = isTried ? errorOf(said, taken) : {};
  return (
    <Sheet isOpen onClose={onClose} title={subject ? 'Тема' : 'Новая тема'}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (Object.keys(errorOf(said, taken)).length === 0) {
            onSaved({ ...said, title: said.title.trim() });
          }
        }}
      >
        <Field
          error={wrong.title}
          label="Название"
          onChange={(title) => setSaid({ ...said, title })}
          placeholder="Уборка двора"
          value={said.title}
        />
        <NumberField
          error={wrong.days}
          hint="Рабочих дней, чтобы ответить жителю."
          label="Срок"
          onChange={(working_days) => setSaid({ ...said, working_days })}
          value={said.working_days}
        />
        <FormItem htmlFor={field} top="Кто отвечает">
          <Select
            id={field}
            onChange={(_, chosen) => {
              const organization = data?.organizations.find(({ value }) => value === chosen);
              setSaid({
                ...said,
                organization_id: organization?.value ?? null,
                organization_name: organization?.title ?? null,
              });
            }}
            options={[
              { value: '', label: 'Управляющая компания дома' },
              ...(data?.organizations ?? []).map(({ value, title }) => ({ value, label: title })),
            ]}
            value={said.organization_id ?? ''}
          />
        </FormItem>
        <Inset>
          <ButtonGroup mode="vertical" stretched>
            <Button size="l" stretched type="submit">
              Готово
            </Button>
            {subject && !isOnly && (
              <Button appearance="negative" mode="tertiary" onClick={onRemoved} size="l" stretched>
                Убрать тему
              </Button>
            )}
          </ButtonGroup>
        </Inset>
      </form>
    </Sheet>
  );
};

function errorOf(
  { title, working_days: days }: Subject,
  taken: readonly string[],
): { title?: string; days?: string } {
  const name = title.trim().toLocaleLowerCase('ru');
  const isTaken = taken.some((each) => each.toLocaleLowerCase('ru') === name);
  return {
    ...(!name && { title: 'Укажите название.' }),
    ...(isTaken && { title: 'Такая тема уже есть.' }),
    ...(title.trim().length > LONGEST && { title: `Не длиннее ${LONGEST} символов.` }),
    ...((days < 1 || days > MOST_DAYS) && { days: `От 1 до ${MOST_DAYS}.` }),
  };
}

export default SubjectSheet;
